"""Styled text, independent of who prints it: a line is a list of (text, style) pairs; styles are rich's names."""

Line = list[tuple[str, str]]


def plain(line: Line) -> str:
    return "".join(text for text, _ in line)
