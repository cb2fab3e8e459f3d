"""What the real compiler prints, kept in the cache folder: compiling std once takes a minute."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from goescape.gc.parse import parse_text
from goescape.gc.run import GcOptions, gcflags, run_gc, without_noise
from goescape.gc.toolchain import Toolchain
from goescape.result import PackageReport
from support.corpora import cache_root

LEVEL_SETTINGS = "GO386 GOAMD64 GOARM GOARM64 GOMIPS GOMIPS64 GOPPC64 GORISCV64 GOWASM GOEXPERIMENT".split()


def gc_text(toolchain: Toolchain, patterns: Sequence[str], options: GcOptions) -> tuple[str, int]:
    """Text and status for sources that never change (GOROOT, an unpacked corpus): asked once per machine."""
    env = options.env or {}
    key = "\0".join(
        [toolchain.release, gcflags(toolchain, options), options.cwd, options.tags, str(options.tests)]
        + [f"{name}={env.get(name, '')}" for name in ("GOPATH", "GO111MODULE", "GOOS", "GOARCH")]
        + [f"{name}={env[name]}" for name in LEVEL_SETTINGS if env.get(name)]
        + list(patterns)
    )
    path = cache_root() / "oracle" / (hashlib.sha256(key.encode()).hexdigest()[:24] + ".txt")
    if path.exists():
        status, _, text = path.read_text(encoding="utf-8", errors="surrogateescape").partition("\n")
        return text, int(status)
    run = run_gc(toolchain, patterns, options)
    text = without_noise(run.text)
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(f".{hash(key) & 0xFFFFFF:x}")
    scratch.write_text(f"{run.status}\n{text}", encoding="utf-8", errors="surrogateescape")
    scratch.rename(path)
    return text, run.status


def gc_reports(toolchain: Toolchain, patterns: Sequence[str], options: GcOptions) -> list[PackageReport]:
    text, status = gc_text(toolchain, patterns, options)
    return parse_text(text, options.cwd, failed=status != 0)


def std_folder(toolchain: Toolchain) -> Path:
    return Path(toolchain.goroot) / "src"
