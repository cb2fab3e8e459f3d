"""The catalogue of causes as text for a terminal and as pages of the documentation."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from goescape.explain.catalogue import CAUSES
from goescape.explain.cause import Cause, Text
from goescape.explain.classify import find_cause
from goescape.explain.phrases import Lang

WIDTH: Final = 92
_INDENT: Final = "  "

_TITLE: Final = Text("Causes", "原因目录")
_INTRO: Final = Text(
    "Why values are on the heap, or take memory from it all the same. `goescape rule GE012` tells about one of them.",
    "值为什么在堆上，或者为什么仍然会从堆上分配。用 `goescape rule GE012` 查看其中一条。",
)
_WHAT: Final = Text("What it means", "含义")
_WHY: Final = Text("Why the compiler must", "编译器为什么必须这样做")
_EXAMPLE: Final = Text("Example", "示例")
_INSTEAD: Final = Text("Use instead", "替代写法")
_LEAVE: Final = Text("When to leave it", "何时不必修改")
_SINCE: Final = Text("Since", "版本变化")
_SOURCES: Final = Text("Sources", "来源")
_ON_THE_COMMAND_LINE: Final = Text("On the command line", "在命令行中")
_ONLY_THIS: Final = Text("what has this cause", "只列出属于此原因的")
_EXEMPT: Final = Text("in the source: this one is fine", "在源代码中：这一处可以接受")
_CODE: Final = Text("Code", "代码")
_NAME: Final = Text("Name", "名称")
_FINDING: Final = Text("Finding", "发现")

_TOKEN: Final = re.compile(r"`[^`]*`[，。；：、！？）]*|[!-~]+[，。；：、！？）]*|\s+|.[，。；：、！？）]*")


def rules_text(lang: Lang) -> str:
    """A line for each cause: code, name, title."""
    width = max(len(cause.name) for cause in CAUSES)
    lines = [f"{cause.code}  {cause.name:<{width}}  {cause.title.to(lang)}" for cause in CAUSES]
    return "\n".join(lines) + "\n"


def rule_text(name: str, lang: Lang) -> str:
    """All about one cause, by code or name.

    Raises:
        KeyError: there is none of that name.
    """
    cause = find_cause(name)
    if cause is None:
        raise KeyError(name)
    lines = [f"{cause.code}  {cause.name}", cause.title.to(lang)]
    for heading, body in _sections(cause, lang):
        lines += ["", heading]
        for kind, content in body:
            if kind == "code":
                lines += [f"{_INDENT}{_INDENT}{line}".rstrip() for line in content.expandtabs(4).splitlines()]
            elif kind == "item":
                lines += wrap(content, _INDENT + "- ", _INDENT + "  ")
            else:
                lines += wrap(content, _INDENT, _INDENT)
    return "\n".join(lines) + "\n"


def rule_markdown(cause: Cause, lang: Lang) -> str:
    """The page of one cause."""
    parts = [f"# {cause.code} {cause.name}", cause.title.to(lang) + ("。" if lang == "zh" else ".")]
    for heading, body in _sections(cause, lang):
        parts.append(f"## {heading}")
        items: list[str] = []
        for kind, content in body:
            if kind == "code":
                parts.append(f"```go\n{content.rstrip()}\n```")
            elif kind == "item":
                items.append(f"- {_linked(content)}")
            else:
                parts.append(content)
        if items:
            parts.append("\n".join(items))
    find, exempt = f"goescape --cause {cause.code} ./...", f"//goescape:allow {cause.code} …"
    lines = [f"{find}   # {_ONLY_THIS.to(lang)}", f"{exempt:<{len(find)}}   # {_EXEMPT.to(lang)}"]
    parts += [f"## {_ON_THE_COMMAND_LINE.to(lang)}", "```sh\n" + "\n".join(lines) + "\n```"]
    return "\n\n".join(parts) + "\n"


def rules_markdown(lang: Lang) -> str:
    """The page that lists all causes."""
    rows = [f"| {_CODE.to(lang)} | {_NAME.to(lang)} | {_FINDING.to(lang)} |", "|---|---|---|"]
    for cause in CAUSES:
        rows.append(f"| [{cause.code}]({page_name(cause)}) | {cause.name} | {cause.title.to(lang)} |")
    return "\n\n".join([f"# {_TITLE.to(lang)}", _INTRO.to(lang), "\n".join(rows)]) + "\n"


def rule_pages(lang: Lang) -> dict[str, str]:
    """All pages of the documentation, by file name."""
    pages = {"index.md": rules_markdown(lang)}
    for cause in CAUSES:
        pages[page_name(cause)] = rule_markdown(cause, lang)
    return pages


def page_name(cause: Cause) -> str:
    return f"{cause.code.lower()}.md"


def source_url(source: str) -> str:
    """``golang/go#123`` → the address of the issue."""
    repository, _, number = source.partition("#")
    return source if source.startswith("https://") else f"https://github.com/{repository}/issues/{number}"


def _sections(cause: Cause, lang: Lang) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Headings, and what stands below them: pairs of "text", "code" or "item" and the content."""
    yield _WHAT.to(lang), [("text", cause.what.to(lang))]
    yield _WHY.to(lang), [("text", cause.why.to(lang))]
    if cause.example:
        yield _EXAMPLE.to(lang), [("code", cause.example)]
    instead = [("text", cause.use_instead.to(lang))]
    if cause.alternative:
        instead.append(("code", cause.alternative))
    yield _INSTEAD.to(lang), instead
    yield _LEAVE.to(lang), [("text", cause.leave_it.to(lang))]
    if cause.since:
        colon = "：" if lang == "zh" else ": "
        yield _SINCE.to(lang), [("item", f"Go {s.release}{colon}{s.change.to(lang)}") for s in cause.since]
    yield _SOURCES.to(lang), [("item", source) for source in cause.sources]


def _linked(item: str) -> str:
    if item.startswith("https://"):
        return f"<{item}>"
    return f"[{item}]({source_url(item)})" if item.startswith("golang/go#") else item


def wrap(text: str, first: str, rest: str) -> list[str]:
    """Lines of at most ``WIDTH`` columns; Chinese breaks between characters, but not before punctuation."""
    lines: list[str] = []
    line, used = first, len(first)
    empty = True
    for token in _TOKEN.findall(text):
        size = columns(token)
        if not empty and used + size > WIDTH and not token.isspace():
            lines.append(line.rstrip())
            line, used, empty = rest, len(rest), True
        if empty and token.isspace():
            continue
        line += token
        used += size
        empty = False
    lines.append(line.rstrip())
    return lines


def columns(text: str) -> int:
    """What a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
