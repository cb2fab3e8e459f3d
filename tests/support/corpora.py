"""Real Go code to compare on. None of it is copied into the project: it is fetched and kept in the cache folder."""

import os
import re
import shutil
import subprocess
from pathlib import Path

TEST_PACKAGE = "golang-1.19-src"
HEADER = re.compile(r"^// errorcheck(\w*) (.*)$", re.M)
LEVEL = re.compile(r"(^|\s)-m(=\d)?\b")
THIRD_PARTY = (
    "golang-github-pion-webrtc.v3-dev",
    "golang-github-hashicorp-hcl-v2-dev",
    "golang-github-antlr-antlr4-dev",
    "golang-github-gopacket-gopacket-dev",
    "golang-github-ugorji-go-codec-dev",
    "golang-starlark-dev",
)


class CorpusError(Exception):
    """A corpus cannot be had here; the text says why."""


def cache_root() -> Path:
    root = Path(os.environ.get("GOESCAPE_CACHE") or Path("~/.cache/goescape-tests").expanduser())
    root.mkdir(parents=True, exist_ok=True)
    return root


def _run(command: list[str], cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CorpusError(f"{' '.join(command)}: {(done.stderr or done.stdout).strip()[-400:]}")


def unpack_debian(package: str, folder: Path) -> None:
    """Fetch a Debian package and unpack its files below ``folder`` (nothing is installed)."""
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        raise CorpusError(f"{package} comes from Debian: this machine has no apt-get")
    scratch = folder.parent / f"{folder.name}.{os.getpid()}"
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        try:
            _run(["apt-get", "download", package], scratch)
        except CorpusError:
            _run(["apt-get", "update"], scratch)
            _run(["apt-get", "download", package], scratch)
        for archive in scratch.glob("*.deb"):
            _run(["dpkg", "-x", str(archive), str(scratch / "root")], scratch)
        if not folder.exists():
            (scratch / "root").rename(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def go_test_folder() -> Path:
    """Go's own test programs: the folder ``test`` of the Go 1.19 sources."""
    root = cache_root() / TEST_PACKAGE
    if not root.exists():
        unpack_debian(TEST_PACKAGE, root)
    return root / "usr" / "share" / "go-1.19" / "test"


def escape_programs(folder: Path) -> dict[str, Path]:
    """Name → file of every ``errorcheck … -m`` program; of an ``errorcheckdir`` the file that says so."""
    programs = {}
    for path in sorted([*folder.glob("*.go"), *folder.glob("fixedbugs/*.go")]):
        match = HEADER.search(path.read_text(encoding="latin-1")[:2000])
        if match and LEVEL.search(match[2]):
            programs["_".join(path.relative_to(folder).with_suffix("").parts)] = path
    return programs


def lay_program(path: Path, folder: Path) -> None:
    """A module that holds just this program. An empty assembly file allows functions without bodies."""
    folder.mkdir(parents=True)
    (folder / "go.mod").write_text("module test\n\ngo 1.27\n")
    parts = path.with_suffix(".dir")
    if not parts.is_dir():
        shutil.copy(path, folder / path.name)
        (folder / "empty.s").touch()
        return
    for part in sorted(parts.glob("*.go")):
        package = folder / part.stem
        package.mkdir()
        text = part.read_text(encoding="latin-1")
        (package / part.name).write_text(re.sub(r'(import .*)"\./', r'\1"test/', text), encoding="latin-1")
        (package / "empty.s").touch()


def third_party_gopath() -> Path:
    """A GOPATH with the sources of some Debian packages and of what they need."""
    root = cache_root() / "third-party"
    if not root.exists():
        scratch = cache_root() / f"third-party.{os.getpid()}"
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        for package in _with_dependencies(THIRD_PARTY):
            unpack_debian(package, scratch / "one")
            source = scratch / "one" / "usr" / "share" / "gocode"
            if source.is_dir():
                shutil.copytree(source, scratch / "gocode", dirs_exist_ok=True, symlinks=True)
            shutil.rmtree(scratch / "one")
        scratch.rename(root)
    return root / "gocode"


def _with_dependencies(packages: tuple[str, ...]) -> list[str]:
    done = subprocess.run(
        ["apt-cache", "depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks",
         "--no-replaces", "--no-enhances", *packages],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    names = {line for line in done.stdout.splitlines() if re.fullmatch(r"golang-[^ <>]*-dev", line)}
    if done.returncode != 0 or not names:
        raise CorpusError(f"apt-cache depends: {done.stderr.strip() or 'knows none of the packages'}")
    return sorted(names)
