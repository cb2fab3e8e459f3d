"""Broken input never gives a traceback: always a position and a sentence, in bounded time and memory."""

import os
import random
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from goescape.gc.toolchain import Toolchain
from support import seeds
from support.inprocess import run
from support.run import Result, goescape

pytestmark = pytest.mark.quick

COUNT = int(os.environ.get("GOESCAPE_MUTANTS", "100"))
PLACE = re.compile(
    r"^(\S[^:\n]*\.go:(\d+:)?(\d+:)? |goescape: |go: |package |pattern |import cycle|(read|open|stat) )\S", re.M
)
TEXT = "package p\n\nfunc f() *int { x := 1; return &x }\n"


def check(result: Result, *, fails: bool | None = None) -> None:
    assert result.code in (0, 1), result.err[-2000:]
    assert "Traceback" not in result.err and "internal error" not in result.err, result.err[-2000:]
    if result.code == 1:
        assert PLACE.search(result.err), result.err[:2000]
    if fails is not None:
        assert (result.code == 1) == fails, result.err[:2000]


def module(folder: Path, **files: str | bytes) -> Path:
    (folder / "go.mod").write_text("module example.com/bad\n\ngo 1.27\n")
    for name, body in files.items():
        path = folder / f"{name}.go"
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return folder


def analyse(folder: Path) -> Result:
    return goescape("-m", "-l", "./...", cwd=folder, timeout=300)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("empty", b""),
        ("only_package", b"package"),
        ("junk", bytes(random.Random(1).randrange(256) for _ in range(4096))),
        ("nul_byte", b"package p\n\x00func f() {}\n"),
        ("invalid_utf8", b'package p\n\nvar s = "\xff\xfe"\nvar \xc3\x28 = 1\n'),
        ("bom_inside", b"package p\n\nvar \xef\xbb\xbfx = 1\n"),
        ("unclosed_string", b'package p\n\nvar s = "abc\n'),
        ("unclosed_raw", b"package p\n\nvar s = `abc\n"),
        ("unclosed_comment", b"package p\n\n/* abc\n"),
        ("unclosed_brace", b"package p\n\nfunc f() {\n\tif true {\n"),
        ("too_many_braces", b"package p\n\nfunc f() {}}}}\n"),
        ("missing_return", b"package p\n\nfunc f() int {}\n"),
        ("undefined", b"package p\n\nfunc f() { g() }\n"),
        ("unused", b'package p\n\nimport "fmt"\n\nfunc f() { x := 1 }\n'),
        ("missing_import", b'package p\n\nimport "example.com/nowhere/else"\n\nvar x = else_.Y\n'),
        ("recursive_type", b"package p\n\ntype T struct { t T }\ntype A [2]A\n"),
        ("recursive_const", b"package p\n\nconst a = b\nconst b = a\n"),
        ("init_cycle", b"package p\n\nvar a = f()\n\nfunc f() int { return a }\n"),
        ("huge_shift", b"package p\n\nconst c = 1 << 100000\nvar x = 1 << 1000000000\n"),
        ("huge_number", b"package p\n\nconst c = 1e1000000000\nvar x float64 = 0x1p-99999999\n"),
        ("instance_cycle", b"package p\n\nfunc f[T any](x T) { f(&x) }\n\nvar _ = f[int]\n"),
        ("crlf", b"package p\r\n\r\nfunc f() *int { return y }\r\n"),
        ("line_directive", b"package p\n\n//line x.go:99999999999\nfunc f() { g() }\n//line :0:0\nfunc h() { g() }\n"),
    ],
)
def test_bad_file(name: str, body: bytes, tmp_path: Path) -> None:
    check(run(["-m", "-l", "./..."], module(tmp_path, a=body)), fails=True)


def test_types_beyond_the_address_space(tmp_path: Path) -> None:
    """gc refuses them in its back end; here they may pass, but must do no harm."""
    body = b"package p\n\nvar a [1 << 62]int\n\nfunc f() { var b [1 << 50]int; _ = b }\n"
    check(run(["-m", "-l", "./..."], module(tmp_path, a=body)))


def deep(kind: str) -> str:
    n = 50_000
    return {
        "parentheses": f"package p\n\nvar x = {'(' * n}1{')' * n}\n",
        "unclosed": f"package p\n\nvar x = {'(' * n}\n",
        "unary": f"package p\n\nvar x = {'-' * 1}{'!' * n}true\n",
        "stars": f"package p\n\nvar x {'*' * n}int\n",
        "slices": f"package p\n\nvar x {'[]' * n}int\n",
        "blocks": f"package p\n\nfunc f() {{{'{' * n}{'}' * n}}}\n",
        "funcs": f"package p\n\nvar x = {'func() { _ = ' * 2000}1{'}' * 2000}\n",
        "selectors": f"package p\n\nvar x = a{'.b' * n}\n",
        "calls": f"package p\n\nvar x = f{'()' * n}\n",
        "ifs": f"package p\n\nfunc f() {{ {'if true { ' * 10000}{'}' * 10000} }}\n",
        "elses": f"package p\n\nfunc f(n int) {{ if n == 0 {{ }} {'else if n == 1 { } ' * 10000} }}\n",
        "literals": f"package p\n\nvar x = {'[]any{' * 10000}{'}' * 10000}\n",
    }[kind]


@pytest.mark.parametrize(
    "kind",
    ["parentheses", "unclosed", "unary", "stars", "slices", "blocks", "funcs", "selectors", "calls", "ifs", "elses",
     "literals"],
)  # fmt: skip
def test_deep_nesting(kind: str, tmp_path: Path) -> None:
    check(analyse(module(tmp_path, a=deep(kind))))


def test_long_chains_are_fine(tmp_path: Path) -> None:
    """Valid, only long: these must be analysed, not refused."""
    n = 20_000
    body = (
        f"package p\n\nfunc f(a, b int) int {{ return a{' + b' * n} }}\n"
        f"func g(s string) string {{ return s{' + s' * 500} }}\n"
        f"func h(a bool) bool {{ return a{' && a' * n} }}\n"
    )
    check(analyse(module(tmp_path, a=body)), fails=False)


def test_a_megabyte_on_a_line(tmp_path: Path) -> None:
    check(analyse(module(tmp_path, a="package p; var x = []int{" + "1, " * 350_000 + "}\n")), fails=False)
    check(analyse(module(tmp_path, a="package p; var s = `" + "x" * 1_000_000 + "`\n")), fails=False)
    check(analyse(module(tmp_path, a="package p; var " + "y" * 1_000_000 + " int = z\n")), fails=True)


def test_a_literal_of_100000_elements(tmp_path: Path) -> None:
    lines = "".join(f'\t{{{i}, "name{i}"}},\n' for i in range(100_000))
    body = "package p\n\ntype T struct { n int; s string }\n\nvar table = []T{\n" + lines + "}\n"
    # VmHWM: the peak of this program; ru_maxrss starts with what the process had before it.
    code = (
        "import sys\nfrom goescape.cli.main import main\ncode = main(['-m', '-l', '.'])\n"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0], file=sys.stderr)\nsys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=module(tmp_path, a=body), capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stderr.splitlines()[-1]) < 500_000, "kilobytes"


def test_links_and_unreadable_files(tmp_path: Path) -> None:
    folder = module(tmp_path, good=TEXT)
    (folder / "loop.go").symlink_to("loop.go")
    check(analyse(folder))
    (folder / "loop.go").unlink()
    (folder / "gone.go").symlink_to("nowhere.go")
    check(analyse(folder))
    (folder / "gone.go").unlink()
    (folder / "folder.go").mkdir()
    check(analyse(folder), fails=False)
    (folder / "circle").symlink_to(".")
    check(analyse(folder), fails=False)
    secret = folder / "secret.go"
    secret.write_text(TEXT)
    secret.chmod(0)
    check(analyse(folder), fails=os.geteuid() != 0 or None)


def test_import_cycle(tmp_path: Path) -> None:
    folder = module(tmp_path)
    for name, other in (("a", "b"), ("b", "c"), ("c", "a")):
        (folder / name).mkdir()
        (folder / name / "x.go").write_text(f'package {name}\n\nimport _ "example.com/bad/{other}"\n')
    result = analyse(folder)
    check(result, fails=True)
    assert "import cycle not allowed" in result.err


def test_the_rest_is_still_analysed(tmp_path: Path) -> None:
    folder = module(tmp_path)
    for name, body in (("good", TEXT), ("bad", "package bad\n\nvar x = y\n")):
        (folder / name).mkdir()
        (folder / name / "x.go").write_text(body)
    result = analyse(folder)
    check(result, fails=True)
    assert "moved to heap: x" in result.out
    assert "undefined: y" in result.err and "bad/x.go:3:9" in result.err


@pytest.mark.parametrize(
    "args",
    [["./nowhere"], ["example.com/nowhere"], ["nowhere.go"], ["a.go", "b"], ["./..."], ["--goroot=/nonexistent", "."]],
)
def test_wrong_patterns(args: list[str], tmp_path: Path) -> None:
    result = goescape("-m", "-l", *args, cwd=tmp_path)
    assert result.code in (1, 2)
    assert "Traceback" not in result.err and "internal error" not in result.err
    assert result.err.strip()


def mutate(rng: random.Random, data: bytes) -> bytes:
    """One to four random changes of a file."""
    for _ in range(rng.randint(1, 4)):
        if not data:
            break
        at = rng.randrange(len(data))
        end = min(len(data), at + rng.randint(1, 60))
        kind = rng.randrange(9)
        if kind == 0:
            data = data[:at]
        elif kind == 1:
            data = data[:at] + data[end:]
        elif kind == 2:
            data = data[:at] + bytes(rng.randrange(256) for _ in range(rng.randint(1, 8))) + data[at:]
        elif kind == 3:
            data = data[:at] + data[at:end] * rng.randint(2, 5) + data[end:]
        elif kind == 4:
            lines = data.split(b"\n")
            rng.shuffle(lines)
            data = b"\n".join(lines)
        elif kind == 5:
            tokens = [b"(", b")", b"{", b"}", b"[", b"]", b"*", b"&", b":=", b"func", b"type", b"range", b"go ", b",",
                      b"...", b"<-", b"chan ", b"interface{", b"~", b"|", b"case", b"0x", b"'", b'"', b"`"]  # fmt: skip
            data = data[:at] + rng.choice(tokens) + data[at:]
        elif kind == 6:
            words = re.findall(rb"[A-Za-z_]\w*", data)
            if words:
                data = data.replace(rng.choice(words), rng.choice(words), rng.randint(1, 3))
        elif kind == 7:
            data = data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
        else:
            other = rng.randrange(len(data))
            data = data[:at] + data[other : other + 40] + data[at:]
    return data


def peak() -> int:
    """The most memory that this process ever had, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_mutated_files(go_toolchain: Toolchain, tmp_path: Path) -> None:
    """Real files of the standard library, mutated; the seed is in the header of the run."""
    before = peak()
    rng = random.Random(seeds.SEED)
    root = Path(go_toolchain.goroot) / "src"
    files = sorted(p for p in root.glob("*/**/*.go") if p.stat().st_size < 20_000 and "testdata" not in p.parts)
    for n in range(COUNT):
        source = rng.choice(files)
        folder = tmp_path / str(n)
        folder.mkdir()
        module(folder)
        target = folder / source.name.replace("_test.go", "_t.go")
        target.write_bytes(mutate(rng, source.read_bytes()))
        try:
            check(run(["-m", "-l", "./..."], folder))
        except AssertionError as err:
            raise AssertionError(f"seed {seeds.SEED}, input {n}: {source} mutated as {target}: {err}") from err
    assert peak() - before < 1_000_000  # a third of that is usual; what ran before in this process is not counted
