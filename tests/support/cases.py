"""Escape cases: a small module and what the compiler says about it.

``-- want -m -l --`` and ``-- want -m=2 -l --`` hold the compiler's own text, byte for byte, less the lines of its
back end. They are written by ``make bless``, which runs the real compiler; our output never becomes an expectation.
"""

from collections.abc import Iterator
from pathlib import Path

from goescape.gc.run import GcOptions, run_gc, without_noise
from goescape.gc.toolchain import Toolchain
from goescape.load.goroot import find_goroot
from support.txtar import Archive, read

CASES = Path(__file__).resolve().parent.parent / "cases"
GO_MOD = "module example.com/case\n\ngo 1.27\n"
# gc's flags by the name of the expectation: level, inlining.
LEVELS = {
    "want -m -l": (1, False),
    "want -m=2 -l": (2, False),
    "want -m": (1, True),
    "want -m=2": (2, True),
}


def case_files(phase: str) -> list[Path]:
    return sorted((CASES / phase).glob("*.txt"))


def sources(archive: Archive) -> Iterator[tuple[str, str]]:
    if "go.mod" not in archive.files:
        yield "go.mod", GO_MOD
    for name, body in archive.files.items():
        if not name.startswith("want "):
            yield name, body


def unpack(archive: Archive, folder: Path) -> None:
    """Write the case's module below ``folder``."""
    for name, body in sources(archive):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8", errors="surrogateescape")


def expected_by_gc(toolchain: Toolchain, folder: Path, level: int, inline: bool) -> tuple[str, int]:
    """What the compiler prints for the module in ``folder``, packages in the order of their imports."""
    run = run_gc(toolchain, ["./..."], GcOptions(level=level, inline=inline, jobs=1, cwd=str(folder)))
    return without_goroot(without_noise(run.text)), run.status


def without_goroot(text: str) -> str:
    """The text with ``$GOROOT`` for the folder that the standard library's sources are in."""
    return text.replace(find_goroot().dir, "$GOROOT")


def load(path: Path) -> Archive:
    return read(path)
