"""Go's own test programs: every ``errorcheck … -m`` file of the Go 1.19 sources that Go 1.27.3 still accepts."""

from pathlib import Path

import pytest

from goescape.cli.version import is_compiled
from goescape.gc.run import GcOptions
from goescape.gc.toolchain import Toolchain
from support.agreement import compare, read_known
from support.corpora import cache_root, escape_programs, go_test_folder, lay_program
from support.oracle import gc_text

pytestmark = pytest.mark.differential

# Not accepted any more: they name packages and pragmas that only the standard library of 1.19 had.
REFUSED = {"escape_runtime_atomic", "live_uintptrkeepalive"}


# Level, inlining: what is printed before and after inlining depends on nothing else, so two of four tell most.
LEVELS = [(1, False), (2, True), (1, True), (2, False)] if is_compiled() else [(1, False), (2, True)]


@pytest.mark.parametrize(("level", "inline"), LEVELS)
def test_programs(go_toolchain: Toolchain, level: int, inline: bool) -> None:
    programs = escape_programs(go_test_folder())
    assert len(programs) >= 50
    root = cache_root() / "programs119"  # a fixed place: the compiler's answers are kept by folder
    known = read_known("tests119")
    bad, refused = [], set()
    for name, path in programs.items():
        folder = root / name
        if not folder.exists():
            lay_program(path, folder)
        _, status = gc_text(go_toolchain, ["./..."], GcOptions(level=1, cwd=str(folder)))
        if status != 0:
            refused.add(name)
            continue
        diff = compare(go_toolchain, ["./..."], folder, level=level, inline=inline)
        wrong = [line for p in diff.packages for line in (*p.missing, *p.extra)]
        if not all(p.same_order for p in diff.packages) and not wrong:
            bad.append(f"{name}: the order of lines differs")
        if wrong and len(wrong) > known.get(name, 0):
            bad.append(f"{name}: " + "; ".join(m.format() for m in wrong[:4]))
    assert refused == REFUSED
    assert bad == [], "not listed in known_differences.txt:\n" + "\n".join(bad)


def test_the_corpus_is_what_it_was() -> None:
    """A check that cannot fail is a defect: the finder must tell escape programs from others."""
    folder = go_test_folder()
    programs = escape_programs(folder)
    assert "escape2" in programs and "escape_array" in programs and "append" not in programs
    assert all(isinstance(path, Path) for path in programs.values())
