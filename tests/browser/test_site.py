"""The documentation as files, without a network: it loads nothing from elsewhere, and its search works."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

pytest.importorskip("material", reason="the extra docs is not installed")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.parametrize(
    ("query", "page"),
    [("channel", "causes/ge039.html"), ("leaking param", "faq.html"), ("GE012", "causes/ge012.html"), ("逃逸", "zh/")],
)
def test_search(browser: Chrome, site: Path, query: str, page: str) -> None:
    browser.get(f"{(site / 'index.html').as_uri()}?q={query}")
    links = WebDriverWait(browser, 30).until(
        lambda b: b.find_elements(By.CSS_SELECTOR, ".md-search-result__list a.md-search-result__link")
    )
    assert any(page in (link.get_attribute("href") or "") for link in links)


def test_pages_show_without_errors(browser: Chrome, site: Path) -> None:
    browser.get_log("browser")
    for page in ("guide.html", "zh/guide.html", "causes/ge001.html", "commands.html"):
        browser.get((site / page).as_uri())
        assert browser.find_elements(By.CSS_SELECTOR, "article h1")
        loaded = browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
        assert [name for name in loaded if not name.startswith(("file:", "data:", "blob:"))] == []
    # A menu of languages asks for a map of the site, which no browser reads from files.
    errors = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert [entry for entry in errors if "sitemap.xml" not in entry["message"]] == []
