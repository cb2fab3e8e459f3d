"""The HTML report in a browser: filters, a site with its story, the drawn flow, sources, keys, light and dark."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from goescape.explain.findings import Finding, Totals, findings_of
from goescape.explain.fingerprint import add_fingerprints
from goescape.explain.phrases import Lang
from goescape.explain.story import Teller
from goescape.report.html import HtmlReport
from goescape.result.sites import PackageSites, Report
from support.records import records_of

PROGRAM = """package page

import "fmt"

// </script><script>document.title = "broken"</script> <b>&amp;</b>
type Größe struct{ Name string }

var last *int

func Neu(name string) *Größe { /* 世界 𝒳 */ größe := Größe{Name: name}; return &größe }

func Counter() func() int {
	n := 0
	return func() int {
		n++
		return n
	}
}

func Loop(xs []int) int {
	for _, x := range xs {
		last = &x
	}
	return *last
}

func Print(x int) { fmt.Println("</script><img src=x onerror='document.title=1'>", x) }

func Stays() int {
	y := 1
	p := &y
	return *p
}

func Use() int { return Counter()() }
"""


class Page:
    """The page in the browser, and what the records say it must show."""

    def __init__(self, browser: Chrome, file: Path, package: PackageSites) -> None:
        self.browser = browser
        self.folder = file.parent
        self.address = file.as_uri()
        self.package = package

    def open(self, fragment: str = "") -> None:
        self.browser.get("about:blank")
        self.browser.get(self.address + fragment)

    def one(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def run(self, script: str, *arguments: Any) -> Any:
        return self.browser.execute_script(script, *arguments)

    def wait(self, script: str) -> None:
        WebDriverWait(self.browser, 5, 0.02).until(lambda _: self.run(f"return {script}"))

    def rows(self) -> list[str]:
        """Name and line of the listed sites, in their order."""
        return self.run(
            "return [...document.querySelectorAll('#list .row')].map(r => r.querySelector('code').textContent + "
            "' ' + /:(\\d+):\\d+$/.exec(r.querySelector('.place').textContent)[1])"
        )

    def press(self, *keys: str) -> None:
        ActionChains(self.browser).send_keys(*keys).perform()

    def finding(self, function: str, name: str) -> Finding:
        return next(f for f in findings_of(self.package) if (f.function, f.site.name) == (function, name))


def html(package: PackageSites, folder: Path, lang: Lang) -> str:
    findings = findings_of(package)
    add_fingerprints(findings)
    totals = Totals()
    totals.add(package, findings)
    report = Report("0.1", "goescape", "go1.27.3", "linux", "amd64", [package])
    return HtmlReport(Teller([package], lang), report, str(folder)).render([(package, findings)], totals)


@pytest.fixture(scope="module")
def page(browser: Chrome, tmp_path_factory: pytest.TempPathFactory) -> Page:
    folder = tmp_path_factory.mktemp("page")
    package = records_of(PROGRAM, folder)
    file = folder / "report.html"
    file.write_text(html(package, folder, "en"), "utf-8")
    return Page(browser, file, package)


def test_the_overview_counts_what_the_records_have(page: Page) -> None:
    page.open()
    allocating = [f for f in findings_of(page.package) if not f.never_allocates]
    tiles = [int(tile.text) for tile in page.all(".tiles b")]
    assert tiles[0] == len(allocating)
    assert tiles[1] == sum(f.site.loop > 0 for f in allocating) == 1
    assert tiles[4] == sum(not s.heap and all(v.allocates == "never" for v in s.alone) for s in page.package.sites)
    causes = {row.text.split()[0] for row in page.all("[aria-labelledby=h-causes] tbody tr")}
    assert causes == {f.cause for f in allocating}
    assert page.one(".stamp").text == "go1.27.3 for linux/amd64"


def test_filters(page: Page) -> None:
    page.open("#sites")
    everything = page.rows()
    assert len(everything) == sum(not f.never_allocates for f in findings_of(page.package))
    page.one("#filter [name=text]").send_keys("größe")
    page.wait("document.querySelectorAll('#list .row').length === 1")
    assert page.rows() == ["größe 10"]
    page.one("#filter [type=reset]").click()
    page.wait(f"document.querySelectorAll('#list .row').length === {len(everything)}")
    page.one("#filter [name=loops]").click()
    page.wait("document.querySelectorAll('#list .row').length === 1")
    assert page.rows() == ["x 21"]
    page.one("#filter [type=reset]").click()
    page.one("#filter [name=cause][value=GE003]").click()
    page.wait("document.querySelectorAll('#list .row').length === 1")
    assert page.rows() == ["func literal 14"]
    boxes = (
        "[...document.querySelectorAll('#filter [name=%s]')].map(b => +b.closest('label').lastElementChild.textContent)"
    )
    assert page.run(f"return {boxes % 'state'}") == [1, 0, 0, 0]  # what the other states have of this cause
    assert sum(page.run(f"return {boxes % 'cause'}")) == len(everything)
    page.one("#filter [name=cause][value=GE003]").click()
    page.one("#filter [name=state][value='0']").click()
    page.one("#filter [name=state][value='3']").click()
    page.wait("[...document.querySelectorAll('#list .row')].some(r => r.textContent.includes('Stays'))")
    assert "y 30" in page.rows()
    page.one("#filter [name=text]").send_keys("no such thing")
    page.wait("document.querySelectorAll('#list .row').length === 0")
    assert page.one("#count").text == "No site matches the filter."


def test_links_of_the_overview_filter(page: Page) -> None:
    page.open()
    page.one("a[data-function=Counter]").click()
    page.wait("document.querySelectorAll('#list .row').length === 2")
    assert sorted(page.rows()) == ["func literal 14", "n 13"]
    page.one("#chip").click()
    page.wait("document.querySelectorAll('#list .row').length > 2")


def test_a_site_opens_to_its_story(page: Page) -> None:
    page.open("#sites")
    finding = page.finding("Print", "x")
    row = next(r for r in page.all("#list .row") if r.text.startswith("x\n") or "fmt.Println" in r.text)
    row.click()
    assert row.get_attribute("aria-expanded") == "true"
    detail = page.one("#" + row.get_attribute("aria-controls"))
    story = Teller([page.package], "en").story(finding.site, finding.verdict)
    told = [re.sub(r"`", "", s.text) for s in [*story.steps, *story.callees]]
    shown = page.run("return [...arguments[0].querySelectorAll('.steps li')].map(li => li.textContent)", detail)
    assert len(shown) == len(told) > 4
    for sentence, text in zip(told, shown, strict=True):
        assert sentence in text
    assert detail.find_element(By.CSS_SELECTOR, ".advice").text
    assert "printArg" in shown[-3] or any("printArg" in text for text in shown)
    code = detail.find_elements(By.CSS_SELECTOR, ".steps .frame")
    assert "p.doPrintln" in " ".join(frame.text for frame in code)
    row.click()
    assert row.get_attribute("aria-expanded") == "false" and not detail.is_displayed()


def flow(page: Page, selector: str) -> tuple[list[str], list[tuple[str, str]]]:
    nodes = page.run(f"return [...document.querySelectorAll('{selector} .node')].map(n => n.dataset.label)")
    edges = page.run(
        f"return [...document.querySelectorAll('{selector} .edge')].map(e => [e.dataset.text, e.dataset.lines])"
    )
    return nodes, [tuple(edge) for edge in edges]


def test_the_drawn_flow_is_what_the_story_tells(page: Page) -> None:
    page.open("#sites")
    page.one("#filter [name=text]").send_keys("n variable counter")
    page.wait("document.querySelectorAll('#list .row').length === 1")
    page.one("#list .row").click()
    assert flow(page, "#list") == (
        ["`n`", "the function literal", "result of `Counter`"],
        [("captured by reference", "15"), ("returned", "14")],
    )
    boxes = [node.rect for node in page.all("#list .node rect")]
    assert all(a["y"] + a["height"] < b["y"] for a, b in zip(boxes, boxes[1:], strict=False))
    for node in page.all("#list .node"):
        box = node.find_element(By.TAG_NAME, "rect").rect
        text = node.find_element(By.TAG_NAME, "text").rect
        assert box["x"] < text["x"] and text["x"] + text["width"] < box["x"] + box["width"]
    links = [link.get_dom_attribute("href") for link in page.all("#list .flow a")]
    assert [link.partition("#source=")[2].split(":")[1] for link in links] == ["13", "15", "14", "14", "12"]


def test_the_drawn_flow_goes_into_callees(page: Page) -> None:
    page.open("#sites")
    finding = page.finding("Print", "x")
    story = Teller([page.package], "en").story(finding.site, finding.verdict)
    row = next(r for r in page.all("#list .row") if "fmt.Println" in r.text)
    row.click()
    nodes, edges = flow(page, "#list")
    assert nodes[0] == "`x`" and nodes[-1] == "the heap"
    drawn = {int(line) for _, lines in edges for line in lines.split(",") if line}
    assert {s.place.line for s in [*story.steps, *story.callees] if s.place} <= drawn
    lanes = page.run("return [...document.querySelectorAll('#list .flow svg > text')].map(t => t.textContent)")
    assert lanes[0] == "Print" and "fmt.Fprintln" in lanes


def test_source_and_sites_lead_to_each_other(page: Page) -> None:
    page.open("#sites")
    page.one("#filter [name=text]").send_keys("loop")
    page.wait("document.querySelectorAll('#list .row').length === 1")
    page.one("#list .row").click()
    page.one("#list .links a").click()
    page.wait("!document.getElementById('view-source').hidden && document.querySelector('.ln.here')")
    line = page.one(".ln.here")
    assert line.get_attribute("id") == "L21" and "for _, x := range xs" in line.text
    assert re.search(r"\bh[3-5]\b", line.get_attribute("class"))
    here = page.one(".under .site")
    assert here.find_element(By.CSS_SELECTOR, ".row").get_attribute("aria-expanded") == "true"
    shown = [line.text for line in page.all("#code .ln")]
    source = PROGRAM.rstrip("\n").split("\n")
    assert len(shown) == len(source)
    text = page.run("return [...document.querySelectorAll('#code .ln')].map(l => l.lastChild.textContent)")
    assert [t.replace("\u200b", "") for t in text] == source
    here.find_element(By.CSS_SELECTOR, ".links a[href^='#site=']").click()
    page.wait("!document.getElementById('view-sites').hidden")
    assert page.run("return document.activeElement.querySelector('.what code').textContent") == "x"
    assert page.run("return document.activeElement.getAttribute('aria-expanded')") == "true"


def test_a_link_opens_a_site_that_the_filter_leaves_out(page: Page) -> None:
    page.open("#sites")
    page.one("#filter [name=state][value='3']").click()
    page.run("location.hash = '#site=' + DATA.sites.find(s => s.n === 'y').id")
    page.wait("document.activeElement.classList.contains('row')")
    assert "y" in page.run("return document.activeElement.textContent")


def test_keys(page: Page) -> None:
    page.open("#sites")
    page.press("/")
    page.wait("document.activeElement.name === 'text'")
    page.press("counter", Keys.ESCAPE)
    page.wait("document.querySelectorAll('#list .row').length === 2")
    page.press("j", "j", "k")
    focused = "document.activeElement === document.querySelectorAll('#list .row')[0]"
    assert page.run(f"return {focused}")
    page.press(Keys.ENTER)
    assert page.all("#list .detail")[0].is_displayed()
    page.press(Keys.ESCAPE)
    assert page.run(f"return {focused}") and not page.all("#list .detail")[0].is_displayed()
    page.press("s")
    page.wait("!document.getElementById('view-source').hidden")
    page.press("j")
    page.wait("location.hash.endsWith(':14')")


def background(page: Page) -> str:
    return page.run("return getComputedStyle(document.body).backgroundColor")


def test_light_and_dark(page: Page) -> None:
    page.browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "light"}]}
    )
    page.open()
    light = background(page)
    page.browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    )
    dark = background(page)
    assert dark != light
    toggle = page.one("#theme")
    toggle.click()
    assert (toggle.text, background(page)) == ("Theme: light", light)
    page.browser.refresh()
    assert background(page) == light  # remembered
    page.one("#theme").click()
    assert background(page) == dark
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert (page.one("#theme").text, background(page)) == ("Theme: dark", dark)
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert background(page) == "rgb(255, 255, 255)"
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    page.one("#theme").click()
    assert page.one("#theme").text == "Theme: as the system"


def test_source_text_is_only_text(page: Page) -> None:
    page.open("#source")
    page.wait("document.querySelectorAll('#code .ln').length > 0")
    assert page.browser.title == "goescape: what goes to the heap"
    assert page.run("return document.querySelectorAll('img, iframe, link, script[src]').length") == 0
    assert '</script><script>document.title = "broken"</script> <b>&amp;</b>' in page.one("#L5").text


def test_nothing_is_fetched_and_nothing_fails(page: Page) -> None:
    page.browser.get_log("browser")
    for view in ("", "#sites", "#source"):
        page.open(view)
        assert page.run("return performance.getEntriesByType('resource').length") == 0
    page.open("#sites")
    page.run("for (const row of document.querySelectorAll('#list .row')) row.click()")
    page.run("for (const more of document.querySelectorAll('.about summary')) more.click()")
    assert page.browser.get_log("browser") == []


def test_a_narrow_window_needs_no_sideways_scrolling(page: Page) -> None:
    size = {"width": 400, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        for view in ("", "#sites", "#source"):
            page.open(view)
            page.run("for (const row of document.querySelectorAll('#list .row')) row.click()")
            assert page.run("return document.documentElement.scrollWidth") <= 400, view
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_chinese(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "zh.html"
    file.write_text(html(page.package, page.folder, "zh"), "utf-8")
    page.browser.get(file.as_uri() + "#sites")
    assert page.run("return document.documentElement.lang") == "zh-CN"
    words = json.loads(page.run("return document.getElementById('data').textContent"))["words"]
    assert "处" in page.one("#count").text and words["flow"] == "流向"
    page.one("#list .row").click()
    assert "堆" in page.one("#list .flow").text or "返回" in page.one("#list .flow").text
