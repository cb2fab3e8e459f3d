"""``make bless``: write the expectations of the case files from the real compiler. Review the diff."""

import sys
import tempfile
from pathlib import Path

from goescape.gc.toolchain import open_toolchain
from support.cases import CASES, LEVELS, case_files, expected_by_gc, load, unpack


def bless(path: Path) -> bool:
    toolchain = open_toolchain()
    archive = load(path)
    before = archive.format()
    archive.files = {name: body for name, body in archive.files.items() if not name.startswith("want ")}
    with tempfile.TemporaryDirectory(prefix="goescape-bless-") as folder:
        unpack(archive, Path(folder))
        wants = {}
        for name, (level, inline) in LEVELS.items():
            text, status = expected_by_gc(toolchain, Path(folder), level, inline)
            if status != 0:
                sys.exit(f"{path.name}: the compiler refuses it:\n{text}")
            wants[name] = text
    archive.files.update(wants)
    after = archive.format()
    path.write_text(after, encoding="utf-8", errors="surrogateescape")
    return after != before


def main() -> None:
    names = sys.argv[1:]
    paths = [CASES / "escape" / f"{name}.txt" for name in names] or case_files("escape")
    changed = [path.stem for path in paths if bless(path)]
    print(f"{len(paths)} cases, {len(changed)} changed{': ' if changed else ''}{' '.join(changed)}")


if __name__ == "__main__":
    main()
