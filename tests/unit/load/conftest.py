"""A small Go tree and a way to lay out packages beside it: these tests need no Go toolchain."""

from collections.abc import Callable
from pathlib import Path

import pytest

from goescape.load.context import BuildContext
from goescape.load.goroot import Goroot
from goescape.load.loader import Loader
from support import txtar

GOROOT_FILES = """
-- VERSION --
go1.27.3
time 2026-01-01T00:00:00Z
-- src/runtime/r.go --
package runtime
-- src/unsafe/unsafe.go --
package unsafe
-- src/errors/errors.go --
package errors
-- src/fmt/print.go --
package fmt
import "errors"
-- src/fmt/print_test.go --
package fmt
-- src/net/net.go --
package net
import "golang.org/x/dns"
import "internal/abi"
-- src/net/asm_amd64.s --
TEXT x
-- src/net/asm_arm64.s --
TEXT x
-- src/internal/abi/abi.go --
package abi
-- src/vendor/golang.org/x/dns/dns.go --
package dns
-- src/cmd/tool/main.go --
package main
import "golang.org/x/mod"
func main() {}
-- src/cmd/vendor/golang.org/x/mod/mod.go --
package mod
-- src/builtin/builtin.go --
package builtin
"""

Write = Callable[[str], Path]
Load = Callable[..., Loader]


def write_tree(root: Path, text: str) -> Path:
    for name, body in txtar.parse(text).files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body.encode("utf-8", "surrogateescape"))
    return root


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write files given as an archive below the test's own directory (never a temp root itself)."""
    return lambda text: write_tree(tmp_path / "w", text)


@pytest.fixture(scope="session")
def goroot(tmp_path_factory: pytest.TempPathFactory) -> Goroot:
    root = write_tree(tmp_path_factory.mktemp("goroot"), GOROOT_FILES)
    return Goroot(str(root), "go1.27.3", "test")


@pytest.fixture
def load(goroot: Goroot, tmp_path: Path) -> Load:
    """Load with nothing of the real environment: load(cwd, **settings)."""

    def make(cwd: Path, *, tags: tuple[str, ...] = (), overlay: dict[str, bytes] | None = None, **env: str) -> Loader:
        settings = {"HOME": str(tmp_path / "home"), "GOOS": "linux", "GOARCH": "amd64", **env}
        return Loader(BuildContext(goroot, settings, tags=tags), str(cwd), overlay)

    return make
