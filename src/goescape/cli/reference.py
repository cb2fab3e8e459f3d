"""What the parsers know, as the command reference (Markdown) and the manual page (man) show it.

Setup runs this to build the manual page: nothing here may need more than the standard library.
"""

import argparse
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from goescape.cli.args import command_parsers
from goescape.cli.tree import summary

USAGE_WIDTH: Final = 80
SECTIONS: Final = ("environment", "exit status")  # paragraphs of an epilog that begin so become sections

_SECTION: Final = re.compile(rf"({'|'.join(SECTIONS)}): (.*)", re.S)


@dataclass
class Block:
    """A paragraph (one line of text), or lines that keep their form (``code``)."""

    text: str
    code: bool = False


@dataclass
class Option:
    """``flags``: pairs of spelling and placeholder of its value ("" for none); no flags: an argument."""

    flags: list[tuple[str, str]]
    name: str
    help: str

    @property
    def key(self) -> tuple[object, ...]:
        return (tuple(self.flags), self.name, self.help)


@dataclass
class Command:
    """One command; ``name`` is empty for the report. ``shared``: spellings of options that the report has as well."""

    name: str
    title: str
    summary: str
    usage: str
    description: list[Block]
    options: list[Option]
    shared: list[str] = field(default_factory=list)
    sections: dict[str, list[Block]] = field(default_factory=dict)


def commands() -> list[Command]:
    """The report first, then the commands in their order."""
    out = [_command(name, parser) for name, parser in command_parsers().items()]
    known = {option.key for option in out[0].options if option.flags}
    for command in out[1:]:
        command.shared = [option.flags[-1][0] for option in command.options if option.key in known]
        command.options = [option for option in command.options if option.key not in known]
    return out


def _command(name: str, parser: argparse.ArgumentParser) -> Command:
    formatter = argparse.HelpFormatter(parser.prog, width=USAGE_WIDTH)
    formatter.add_usage(parser.usage, parser._actions, parser._mutually_exclusive_groups, prefix="")
    options = [_option(action) for action in parser._actions if action.help != argparse.SUPPRESS]
    command = Command(
        name,
        parser.prog,
        summary(parser),
        formatter.format_help().strip(),
        list(blocks(parser.description or "")),
        [option for option in options if option.flags[:1] != [("-h", "")]],
    )
    heading = ""
    for block in blocks(parser.epilog or ""):
        match = None if block.code else _SECTION.match(block.text)
        if match is not None:
            heading, block = match[1], Block(match[2])
        if heading:
            command.sections.setdefault(heading, []).append(block)
        else:
            command.description.append(block)
    return command


def _option(action: argparse.Action) -> Option:
    value = ""
    if action.metavar is not None:
        value = action.metavar if isinstance(action.metavar, str) else " ".join(action.metavar)
    elif action.choices is not None:
        value = "|".join(str(choice) for choice in action.choices)
    elif action.nargs != 0:
        value = action.dest.upper()
    help = (action.help or "") % {**vars(action), "prog": "goescape"}
    if not action.option_strings:
        return Option([], value, help)
    spellings = [s for s in action.option_strings if s.startswith("--")] or list(action.option_strings)
    short = [s for s in action.option_strings if len(s) == 2 and s not in spellings]
    return Option([(s, value) for s in short + spellings], action.dest, help)


def blocks(text: str) -> Iterator[Block]:
    """Paragraphs; lines that begin with spaces keep their form."""
    for part in re.split(r"\n\s*\n", text.strip("\n")):
        if not part.strip():
            continue
        if all(line.startswith("  ") for line in part.splitlines()):
            yield Block(textwrap.dedent(part), True)
        else:
            yield Block(" ".join(part.split()))


def reference_markdown() -> str:
    """The page of the documentation."""
    parts: list[str] = []
    for command in commands():
        parts += [f"## {command.title}", f"```text\n{command.usage}\n```", *_markdown_blocks(command.description)]
        rows = [_markdown_row(option) for option in command.options if option.flags]
        arguments = [f"`{option.name}`: {option.help}." for option in command.options if not option.flags]
        parts += arguments
        if rows:
            parts.append("\n".join(["| option | |", "|---|---|", *rows]))
        if command.shared:
            parts.append(f"As for the report: {', '.join(f'`{flag}`' for flag in command.shared)}.")
        for heading, content in command.sections.items():
            parts += [f"**{heading.capitalize()}.**", *_markdown_blocks(content)]
    return "\n\n".join(parts) + "\n"


def _markdown_blocks(content: list[Block]) -> list[str]:
    return [f"```text\n{block.text}\n```" if block.code else _plain(block.text) for block in content]


def _markdown_row(option: Option) -> str:
    """Choices have bars, which would end a cell of a table."""
    flags = ", ".join(f"`{flag} {value}`" if value else f"`{flag}`" for flag, value in option.flags)
    return "| " + flags.replace("|", "\\|") + f" | {_plain(option.help)} |"


def _plain(text: str) -> str:
    """Text of a terminal in Markdown: stars and angle brackets stand for themselves, code stays code."""
    pieces = text.split("`")
    return "`".join(piece if n % 2 else re.sub(r"([*_<|\[])", r"\\\1", piece) for n, piece in enumerate(pieces))


def manual_page(version: str, date: str) -> str:
    """goescape(1) in the language of man(7); ``date`` as 2026-11-30."""
    report, *others = commands()
    lines = [
        f'.TH GOESCAPE 1 "{date}" "goescape {version}" "User Commands"',
        ".ad l",
        ".nh",
        ".SH NAME",
        "goescape \\- decide and explain what Go code puts on the heap",
        ".SH SYNOPSIS",
        *[line for command in (report, *others) for line in _roff_synopsis(command)][1:],
        ".SH DESCRIPTION",
        *_roff_blocks(report.description),
        ".SH OPTIONS",
        *_roff_options(report),
        ".SH COMMANDS",
    ]
    for command in others:
        lines += [f".SS {_roff(command.title)}", *_roff_blocks(command.description), *_roff_options(command)]
        for heading, content in command.sections.items():
            lines += [".PP", *map(_roff, _wrapped(f"{heading.capitalize()}: {content[0].text}"))]
    for heading in SECTIONS:
        if heading in report.sections:
            lines += [f".SH {heading.upper()}", *_roff_blocks(report.sections[heading])]
    lines += [".SH SEE ALSO", ".BR go (1)"]
    return "\n".join(lines) + "\n"


def _roff_synopsis(command: Command) -> list[str]:
    """The name in bold; what is in brackets stays on one line."""
    arguments = " ".join(command.usage.split()).removeprefix(command.title).strip().replace("[-h] ", "")
    parts = re.findall(r"\[[^\]]*\]\S*|\S+", arguments)
    kept = [part.replace(" ", "\0") for part in parts]
    lines = [line.replace("\0", "\\ ") for line in map(_roff, _wrapped(" ".join(kept)))]
    return [".PP", f".B {_roff(command.title)}", *lines]


def _roff_blocks(content: list[Block]) -> list[str]:
    lines: list[str] = []
    for block in content:
        if block.code:
            lines += [".PP", ".RS 4", ".nf", *map(_roff, block.text.splitlines()), ".fi", ".RE"]
        else:
            lines += [".PP", *map(_roff, _wrapped(block.text))]
    return lines[1:] if lines[:1] == [".PP"] and len(lines) > 1 and not lines[1].startswith(".") else lines


def _roff_options(command: Command) -> list[str]:
    lines: list[str] = []
    for option in command.options:
        head = ", ".join(
            f"\\fB{_roff(flag)}\\fR \\fI{_roff(value)}\\fR" if value else f"\\fB{_roff(flag)}\\fR"
            for flag, value in option.flags
        )
        lines += [".TP", head or f"\\fI{_roff(option.name)}\\fR", *map(_roff, _wrapped(option.help))]
    if command.shared:
        lines += [".PP", *map(_roff, _wrapped(f"As for the report: {', '.join(command.shared)}."))]
    return lines


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 66, break_long_words=False, break_on_hyphens=False)


def _roff(text: str) -> str:
    """Backslashes, hyphens and leading dots stand for themselves."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...").replace("`", "")
    return f"\\&{text}" if text.startswith((".", "'")) else text
