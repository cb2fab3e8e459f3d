"""Pages that MkDocs takes from the program itself, so that they cannot say something else: causes and commands."""

import re
import sys
from pathlib import Path
from typing import Any, Final

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))  # the sources beside this file, whatever is installed

from goescape.cli.reference import reference_markdown  # noqa: E402
from goescape.explain.catalogue import CAUSES  # noqa: E402
from goescape.explain.phrases import Lang  # noqa: E402
from goescape.report.rules import page_name, rule_pages  # noqa: E402

ELSEWHERE: Final = re.compile(r"<(?:script|img|iframe|source)\b[^>]*\ssrc=\S*//[^\s>]*|<link\b[^>]*\shref=\S*//[^\s>]*")
CAUSE_FOLDERS: Final[dict[str, Lang]] = {"causes": "en", "zh/causes": "zh"}
COMMANDS: Final = """\
# Commands

Packages are named as for the go command. Without a command, `goescape` writes [the report](report.md).

"""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Puts the pages of the causes below their index."""
    for items in _lists(config.nav):
        for folder in CAUSE_FOLDERS:
            if f"{folder}/index.md" in items:
                items.extend(f"{folder}/{page_name(cause)}" for cause in CAUSES)
    return config


def _lists(nav: Any) -> list[list[Any]]:
    """All lists of a navigation, the outer ones first."""
    if isinstance(nav, dict):
        return [found for value in nav.values() for found in _lists(value)]
    if not isinstance(nav, list):
        return []
    return [nav, *(found for item in nav for found in _lists(item))]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for folder, lang in CAUSE_FOLDERS.items():
        for name, text in rule_pages(lang).items():
            files.append(File.generated(config, f"{folder}/{name}", content=text))
    files.append(File.generated(config, "commands.md", content=COMMANDS + reference_markdown()))
    return files


def on_post_build(config: MkDocsConfig) -> None:
    """The site must work without a network: it loads nothing from elsewhere (links may lead there)."""
    for path in sorted(Path(config.site_dir).rglob("*.html")):
        found = ELSEWHERE.search(path.read_text(encoding="utf-8"))
        if found is not None:
            raise PluginError(f"{path}: loads {found[0]}")


def action_inputs() -> str:
    """The inputs of the GitHub Action as a table."""
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    rows = ["| input | default | |", "|---|---|---|"]
    for name, item in action["inputs"].items():
        default = f"`{item['default']}`" if item["default"] else ""
        rows.append(f"| `{name}` | {default} | {item['description']} |")
    return "\n".join(rows)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The inputs of the action, and a link to the page in the other language, if there is one."""
    markdown = markdown.replace("<!-- inputs -->", action_inputs())
    here = page.file.src_uri
    other = here.removeprefix("zh/") if here.startswith("zh/") else f"zh/{here}"
    if files.get_file_from_path(other) is None:
        return markdown
    up = "../" * here.count("/")
    label = "English" if here.startswith("zh/") else "简体中文"
    title, _, rest = markdown.partition("\n")
    return f"{title}\n\n[{label}]({up}{other})\n{rest}"
