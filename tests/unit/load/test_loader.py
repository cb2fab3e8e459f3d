"""Whole layouts: modules, workspaces, vendoring, GOPATH, tests, broken input."""

import os
from pathlib import Path

import pytest

from goescape.load.errors import LoadError
from goescape.load.loader import Loader
from goescape.load.package import PackageFiles

from .conftest import Load, Write

pytestmark = pytest.mark.quick

MODULE = """
-- go.mod --
module example.com/m
go 1.22
-- main.go --
package main
import (
	"fmt"
	"example.com/m/lib"
)
-- main_test.go --
package main
import "errors"
-- x_test.go --
package main_test
import "example.com/m"
import "example.com/m/uses"
-- uses/uses.go --
package uses
import "example.com/m/lib"
-- lib/lib.go --
package lib
-- lib/lib_windows.go --
package lib
-- lib/gen.go --
//go:build ignore

package main
-- lib/cgo.go --
package lib
import "C"
-- nested/go.mod --
module nested
-- nested/n.go --
package nested
-- testdata/t.go --
package t
-- _x/x.go --
package x
-- .y/y.go --
package y
"""


def paths(packages: list[PackageFiles]) -> list[str]:
    return [package.import_path for package in packages]


def names(files: list[str]) -> list[str]:
    return [os.path.basename(path) for path in files]


def messages(loader: Loader, *patterns: str, tests: bool = False) -> list[str]:
    return [error.text(loader.cwd) for error in loader.check(loader.match(list(patterns), tests))]


def test_a_module(write: Write, load: Load) -> None:
    root = write(MODULE)
    loader = load(root)
    packages = loader.match(["./..."])
    assert paths(packages) == ["example.com/m", "example.com/m/lib", "example.com/m/uses"]
    main, lib, _ = packages
    assert (main.name, main.go_version, main.module_path, main.is_std) == ("main", "go1.22", "example.com/m", False)
    assert (names(main.go_files), names(main.test_go_files), names(main.xtest_go_files)) == (
        ["main.go"],
        ["main_test.go"],
        ["x_test.go"],
    )
    assert main.imports["example.com/m/lib"] == [(str(root / "main.go"), 4, 2)]
    assert names(lib.go_files) == ["lib.go"] and names(lib.cgo_files) == ["cgo.go"]
    assert loader.check(packages) == []
    assert loader.notes(packages) == ['example.com/m/lib: left out cgo.go (import "C"): analysed as with CGO_ENABLED=0']
    assert loader.find("example.com/m/lib", main) is lib
    assert loader.find("fmt", main).is_std


def test_build_constraints_follow_the_target(write: Write, load: Load) -> None:
    lib = load(write(MODULE), GOOS="windows").match(["./lib"])[0]
    assert names(lib.go_files) == ["lib.go", "lib_windows.go"]


def test_standard_library(write: Write, load: Load) -> None:
    loader = load(write(MODULE))
    assert paths(loader.match(["std"])) == [
        "errors",
        "fmt",
        "internal/abi",
        "net",
        "runtime",
        "unsafe",
        "vendor/golang.org/x/dns",
    ]
    assert paths(loader.match(["cmd/..."])) == ["cmd/tool"]
    net = loader.find("net", None)
    assert (net.import_map, bool(net.asm_files), net.complete) == (
        {"golang.org/x/dns": "vendor/golang.org/x/dns"},
        True,
        False,
    )
    tool = loader.find("cmd/tool", None)
    assert loader.find("golang.org/x/mod", tool).import_path == "cmd/vendor/golang.org/x/mod"


def test_test_variants(write: Write, load: Load) -> None:
    loader = load(write(MODULE))
    main, external = loader.match(["."], tests=True)
    assert (main.id, names(main.go_files)) == ("example.com/m [example.com/m.test]", ["main.go", "main_test.go"])
    assert (external.id, external.name) == ("example.com/m_test [example.com/m.test]", "main_test")
    assert loader.find("example.com/m", external) is main
    # uses does not import m, so it is the ordinary package.
    assert loader.find("example.com/m/uses", external).id == "example.com/m/uses"


def test_packages_between_a_test_and_its_package_are_variants_too(write: Write, load: Load) -> None:
    root = write(
        """
-- go.mod --
module m
-- p/p.go --
package p
-- p/p_test.go --
package p
-- p/x_test.go --
package p_test
import "m/q"
-- q/q.go --
package q
import "m/p"
"""
    )
    loader = load(root)
    variant, external = loader.match(["./p"], tests=True)
    between = loader.find("m/q", external)
    assert between.id == "m/q [m/p.test]"
    assert loader.find("m/p", between) is variant


def test_files_on_the_command_line(write: Write, load: Load) -> None:
    root = write(MODULE)
    package = load(root).match(["lib/lib_windows.go", "lib/lib.go"])[0]
    assert (package.import_path, names(package.go_files)) == (
        "command-line-arguments",
        ["lib_windows.go", "lib.go"],
    )
    with pytest.raises(LoadError, match="named files must all be in one directory; have lib and ."):
        load(root).match(["lib/lib.go", "main.go"])
    with pytest.raises(LoadError, match="named files must be .go files: x"):
        load(root).match(["main.go", "x"])


def test_overlay(write: Write, load: Load) -> None:
    root = write(MODULE)
    loader = load(root, overlay={str(root / "new" / "n.go"): b'package n\nimport "fmt"\n'})
    package = loader.match(["./new"])[0]
    assert (package.import_path, package.name, list(package.imports)) == ("example.com/m/new", "n", ["fmt"])
    assert loader.read_source(package.go_files[0]).startswith("package n")


def test_errors_of_imports(write: Write, load: Load) -> None:
    root = write(
        """
-- go.mod --
module m
go 1.27
-- main.go --
package main
import (
	"example.com/x"
	"nostd"
	"m/two"
	"m/prog"
	"internal/abi"
)
-- two/a.go --
package a
-- two/b.go --
package b
-- prog/m.go --
package main
-- ok/ok.go --
package ok
-- only/w_windows.go --
package only
-- uses/u.go --
package uses
import "m/only"
import "m/x/internal/y"
-- x/internal/y/y.go --
package y
-- a/a.go --
package a
import "m/b"
-- b/b.go --
package b
import "m/a"
"""
    )
    goroot = load(root).context.goroot
    assert messages(load(root), ".") == [
        "main.go:3:2: no required module provides package example.com/x; to add it:\n\tgo get example.com/x",
        f"main.go:5:2: found packages a (a.go) and b (b.go) in {root}/two",
        f"main.go:4:2: package nostd is not in std ({goroot}/src/nostd)",
        "package m\n\tmain.go:7:2: use of internal package internal/abi not allowed",
    ]
    assert messages(load(root), "./uses") == [
        f"package m/uses\n\timports m/only: build constraints exclude all Go files in {root}/only",
        "package m/uses\n\tuses/u.go:3:8: use of internal package m/x/internal/y not allowed",
    ]
    assert messages(load(root), "./a") == [
        "package m/a\n\timports m/b from a.go\n\timports m/a from b.go: import cycle not allowed"
    ]
    loader = load(root)
    packages = loader.match(["./ok", "./uses", "./nope"])
    loader.check(packages)
    assert [package.broken for package in packages] == [False, True, True]


def test_no_module(write: Write, load: Load) -> None:
    root = write('-- a.go --\npackage a\nimport "example.com/x"\n')
    with pytest.raises(LoadError, match="^go: go.mod file not found in current directory or any parent directory;"):
        load(root).match(["."])
    assert messages(load(root), "a.go") == [
        "a.go:2:8: no required module provides package example.com/x: go.mod file not found in current directory or "
        "any parent directory; see 'go help modules'"
    ]
    assert paths(load(root).match(["fmt"])) == ["fmt"]


def test_unmatched_patterns_are_warned_about(write: Write, load: Load) -> None:
    loader = load(write(MODULE))
    assert loader.match(["nope/..."]) == []
    assert loader.warnings == ['go: warning: "nope/..." matched no packages']


def cached(path: str, version: str, go_mod: str, *files: str) -> str:
    """Archive text of a module in the cache."""
    text = f"-- cache/cache/download/{path}/@v/{version}.mod --\n{go_mod}\n"
    for file in files:
        name, _, body = file.partition(": ")
        text += f"-- cache/{path}@{version}/{name} --\n{body}\n"
    return text


def test_versions_are_selected_minimally(write: Write, load: Load, tmp_path: Path) -> None:
    root = write(
        "-- m/go.mod --\nmodule m\ngo 1.16\nrequire ex.com/a v1.0.0\nrequire ex.com/b v1.1.0\n"
        '-- m/m.go --\npackage m\nimport "ex.com/c/sub"\n'
        + cached("ex.com/a", "v1.0.0", "module ex.com/a\nrequire ex.com/b v1.2.0", "a.go: package a")
        + cached("ex.com/b", "v1.1.0", "module ex.com/b\nrequire ex.com/c v1.9.0", "b.go: package b")
        + cached("ex.com/b", "v1.2.0", "module ex.com/b\ngo 1.20\nrequire ex.com/c v1.5.0", "b.go: package b")
        + cached("ex.com/c", "v1.5.0", "module ex.com/c", "sub/s.go: package sub")
        + cached("ex.com/c", "v1.9.0", "module ex.com/c", "sub/s.go: package sub")
    )
    loader = load(root / "m", GOMODCACHE=str(root / "cache"))
    package = loader.match(["."])[0]
    assert loader.find("ex.com/b", package).dir == str(root / "cache/ex.com/b@v1.2.0")
    assert loader.find("ex.com/b", package).go_version == "go1.20"
    # v1.1.0 of b is in the graph too, so what it requires counts.
    sub = loader.find("ex.com/c/sub", package)
    assert (sub.dir, sub.go_version) == (str(root / "cache/ex.com/c@v1.9.0/sub"), "go1.16")


def test_replaced_and_missing_modules(write: Write, load: Load) -> None:
    root = write(
        """
-- m/go.mod --
module m
go 1.21
require (
	ex.com/here v1.0.0
	ex.com/gone v1.0.0
	ex.com/Far v1.0.0
)
replace ex.com/here => ../here
replace ex.com/gone => ../gone
-- m/m.go --
package m
import "ex.com/here/x"
import "ex.com/gone"
import "ex.com/Far"
-- here/go.mod --
module ex.com/here
go 1.18
-- here/x/x.go --
package x
"""
    )
    loader = load(root / "m", GOMODCACHE=str(root / "cache"))
    package = loader.match(["."])[0]
    here = loader.find("ex.com/here/x", package)
    assert (here.dir, here.go_version, here.module_path) == (str(root / "here/x"), "go1.18", "ex.com/here")
    assert messages(loader, ".") == [
        f"m.go:4:8: ex.com/Far@v1.0.0: module is not in the module cache ({root}/cache); to add it:\n"
        "\tgo mod download ex.com/Far",
        "m.go:3:8: ex.com/gone@v1.0.0: replacement directory ../gone does not exist",
    ]


def test_workspace(write: Write, load: Load) -> None:
    root = write(
        """
-- go.work --
go 1.22
use ./a
use ./b
-- a/go.mod --
module ex.com/a
go 1.20
-- a/a.go --
package a
import "ex.com/b"
-- b/go.mod --
module ex.com/b
go 1.22
-- b/b.go --
package b
-- c/go.mod --
module ex.com/c
-- c/c.go --
package c
"""
    )
    loader = load(root / "a")
    assert paths(loader.match(["./...", "../b/...", "ex.com/..."])) == ["ex.com/a", "ex.com/b"]
    assert loader.check(loader.match(["."])) == []
    assert load(root / "a", GOWORK="off").match(["ex.com/b"])[0].errors != []
    assert "not one of the workspace modules" in messages(load(root), "./c")[0]


def test_vendor(write: Write, load: Load) -> None:
    root = write(
        """
-- go.mod --
module m
go 1.22
require ex.com/a v1.0.0
-- m.go --
package m
import "ex.com/a"
-- vendor/modules.txt --
# ex.com/a v1.0.0
## explicit; go 1.17
ex.com/a
-- vendor/ex.com/a/a.go --
package a
"""
    )
    loader = load(root)
    package = loader.match(["./..."])[0]
    found = loader.find("ex.com/a", package)
    assert (found.dir, found.go_version) == (str(root / "vendor/ex.com/a"), "go1.17")
    (root / "vendor/modules.txt").write_text("# ex.com/a v1.1.0\n## explicit\nex.com/a\n")
    with pytest.raises(LoadError, match="inconsistent vendoring"):
        load(root)


def test_gopath(write: Write, load: Load) -> None:
    root = write(
        """
-- src/a/a.go --
package a
import "b"
import "c/v2/x"
-- src/a/vendor/b/b.go --
package b
-- src/a/go.mod --
module a
-- src/b/b.go --
package b
-- src/c/go.mod --
module c/v2
-- src/c/x/x.go --
package x
-- src/d/d.go --
package d
import "a/vendor/b"
-- src/e/e.go --
package e
import "missing"
-- outside/o.go --
package o
"""
    )
    loader = load(root, GO111MODULE="off", GOPATH=str(root))
    assert paths(loader.match(["a/...", "./src/b", "./outside"])) == ["a", "b", f"_{root}/outside"]
    package = loader.find("a", None)
    assert package.import_map == {"b": "a/vendor/b", "c/v2/x": "c/x"}
    assert (package.go_version, package.module_path) == ("go1.27", "")
    assert messages(loader, "d") == ["src/d/d.go:2:8: use of vendored package not allowed"]
    assert messages(loader, "e")[0].startswith('src/e/e.go:2:8: cannot find package "missing" in any of:\n\t')


def test_hostile_directories_give_sentences(write: Write, load: Load) -> None:
    root = write(
        """
-- go.mod --
module m
-- zero/n.go --
package zero
-- bad/b.go --
//go:build foo &&

package bad
-- loops/l.go --
package loops
"""
    )
    (root / "zero/n.go").write_bytes(b"package zero\n\0")
    (root / "bin").mkdir()
    (root / "bin/b.go").write_bytes(bytes(range(256)) * 100)
    os.symlink("self", root / "loops/self")
    os.symlink("..", root / "loops/up")
    os.symlink("nowhere", root / "loops/gone.go")
    os.mkfifo(root / "loops/pipe.go")
    (root / "loops/dir.go").mkdir()
    loader = load(root)
    packages = {package.import_path: package for package in loader.match(["./..."])}
    assert sorted(packages) == ["m/bad", "m/bin", "m/loops", "m/zero"]
    assert [error.msg for error in packages["m/bad"].errors] == [
        "b.go: parsing //go:build line: unexpected end of expression"
    ]
    assert packages["m/zero"].errors[0].msg == f"read {root}/zero/n.go: unexpected NUL in input"
    assert all(package.errors for package in packages.values())
    with pytest.raises(LoadError, match="no such file or directory"):
        loader.read_source(str(root / "none.go"))


@pytest.mark.parametrize(
    ("setting", "value", "text"),
    [
        ("GOARCH", "z80", "go: unsupported GOOS/GOARCH pair linux/z80"),
        ("GOAMD64", "v9", "go: invalid GOAMD64: must be v1, v2, v3, v4"),
        ("GOEXPERIMENT", "wat", "go: unknown GOEXPERIMENT wat"),
        ("GO111MODULE", "maybe", "go: unknown environment setting GO111MODULE=maybe"),
        ("GOFLAGS", "-mod=x", r"go: -mod=x not supported \(can be '', 'mod', 'readonly', or 'vendor'\)"),
    ],
)
def test_settings_that_make_no_sense(write: Write, load: Load, setting: str, value: str, text: str) -> None:
    with pytest.raises(LoadError, match="^" + text):
        load(write(MODULE), **{setting: value})
