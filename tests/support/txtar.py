"""Case files: a header, then files, each under a line ``-- name --``."""

import re
from pathlib import Path

MARKER = re.compile(r"^-- (.+) --$")


class Archive:
    """``header`` is the text above the first file; ``files`` keep their order."""

    def __init__(self, header: str, files: dict[str, str]) -> None:
        self.header = header
        self.files = files

    def format(self) -> str:
        parts = [self.header]
        for name, body in self.files.items():
            if body and not body.endswith("\n"):
                body += "\n"
            parts.append(f"-- {name} --\n{body}")
        return "".join(parts)


def parse(text: str) -> Archive:
    header: list[str] = []
    files: dict[str, str] = {}
    name, lines = "", header
    for line in text.splitlines(keepends=True):
        match = MARKER.match(line.rstrip("\n"))
        if match is None:
            lines.append(line)
            continue
        if name:
            files[name] = "".join(lines)
        name, lines = match[1], []
    if name:
        files[name] = "".join(lines)
    return Archive("".join(header), files)


def read(path: Path) -> Archive:
    return parse(path.read_text(encoding="utf-8", errors="surrogateescape"))
