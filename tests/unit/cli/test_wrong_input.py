"""Wrong input of every command: one clear sentence on standard error, and never a traceback.

The exit status is 2 for wrong usage, 1 for errors in the input.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.inprocess import run
from support.run import Result, goescape

SOURCE = """package m

func F() *int { return new(int) }

type T struct{}

func (T) M(p *int) *int { return p }

type U struct{}

func (U) M() {}
"""

ON_PACKAGES = {"report": [], "explain": ["explain", "F"], "check": ["check"], "dump": ["dump"], "verify": ["verify"]}


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A module in ``ok``, rubbish in ``bad``, a folder without a module in ``none``."""
    for name in ("ok", "bad", "none"):
        (tmp_path / name).mkdir()
    ok, bad = tmp_path / "ok", tmp_path / "bad"
    (ok / "go.mod").write_text("module example.com/m\n\ngo 1.27\n")
    (ok / "a.go").write_text(SOURCE)
    (bad / "bin.go").write_bytes(b"\xff\xfe\x00\x01")
    (bad / "empty.go").write_text("")
    (bad / "utf.go").write_bytes(b"package b\xff\n")
    (bad / "dir.go").mkdir()
    (bad / "x.json").write_text('{"schema": 1')
    (bad / "other.json").write_text('{"schema": 1, "name": "x"}')
    (bad / "list.json").write_text("[]")
    (bad / "x.toml").write_text("x = [\n")
    (bad / "key.toml").write_text("badget = 1\n")
    (bad / "bin.toml").write_bytes(b"\xff\xfe")
    (bad / "x.pprof").write_bytes(b"\x1f\x8b\x08\x00rubbish")
    return ok


def sentence(result: Result, code: int, text: str) -> None:
    """Nothing but a sentence; what the go command says of packages is in its words, "to add it:" in two lines."""
    assert "Traceback" not in result.err and "internal error" not in result.err
    assert result.code == code, result.err
    assert text in result.err
    lines = [line for line in result.err.splitlines() if not line.startswith("\t")]
    assert len(lines) == 1, result.err
    if code == 2:
        assert result.out == "" and result.err.startswith("goescape: ")
    assert not result.err.startswith("goescape: go: ")


PACKAGES = [
    (["./nope"], 1, "directory not found"),
    (["example.com/nope"], 1, "no required module provides package example.com/nope"),
    (["nostd"], 1, "package nostd is not in std"),
    (["../bad/bin.go"], 1, "bin.go:1:1: illegal UTF-8 encoding"),
    (["../bad/empty.go"], 1, "empty.go:1:1: expected 'package', found 'EOF'"),
    (["../bad/utf.go"], 1, "utf.go:1:10: illegal UTF-8 encoding"),
    (["../bad/dir.go"], 1, "no Go files in "),
    (["nofile.go"], 2, "nofile.go: there is no such file"),
    (["./nofile.go"], 2, "./nofile.go: there is no such file"),
    ([".", "a.go"], 1, "named files must be .go files: ."),
    (["/"], 1, "no Go files in /"),
    ([""], 2, "a package has an empty name"),
    (["a\0b"], 2, "'a\\x00b' is no name of a package"),
    (["\udcff"], 1, "malformed import path"),
    (["@latest"], 1, "package .@latest: can only use path@version syntax"),
    (["--goroot", "/nope", "."], 2, "--goroot: /nope is not a Go tree (it has no src/runtime)"),
    (["--goroot", ".", "."], 2, "--goroot: . is not a Go tree"),
    (["--goroot", "a.go", "."], 2, "--goroot: a.go is not a Go tree"),
    (["--engine", "fast", "."], 2, "argument --engine: invalid choice: 'fast'"),
    (["--nonsense"], 2, "unrecognized arguments: --nonsense"),
    (["--tags"], 2, "argument --tags/-tags: expected one argument"),
    (["--color", "blue"], 2, "argument --color: invalid choice: 'blue'"),
    (["-m=99999999999999999999"], 2, "-m=99999999999999999999"),
]


@pytest.mark.quick
@pytest.mark.parametrize("command", ON_PACKAGES)
@pytest.mark.parametrize(("arguments", "code", "text"), PACKAGES, ids=lambda v: repr(v)[:40])
def test_packages_and_options(module: Path, command: str, arguments: list[str], code: int, text: str) -> None:
    result = run([*ON_PACKAGES[command], *arguments], module)
    if command == "check" and code == 1:
        assert result.out in ("", "not all could be checked: packages have errors; directives: 0, packages: 0\n")
    sentence(result, code, text)


@pytest.mark.quick
@pytest.mark.parametrize("command", ON_PACKAGES)
@pytest.mark.parametrize(
    ("setting", "value", "text"),
    [
        ("GOOS", "beos", "unsupported GOOS/GOARCH pair beos/"),
        ("GOFLAGS", "-mod=wat", "-mod=wat not supported"),
        ("GOFLAGS", "nonsense", "parsing $GOFLAGS: non-flag"),
        ("GO111MODULE", "maybe", "unknown environment setting GO111MODULE=maybe"),
        ("GOROOT", "/nope", "$GOROOT: /nope is not a Go tree"),
    ],
)
def test_settings(
    module: Path, command: str, setting: str, value: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting, value)
    sentence(run([*ON_PACKAGES[command], "."], module), 2, text)


@pytest.mark.quick
@pytest.mark.parametrize("command", ON_PACKAGES)
def test_no_module(module: Path, command: str) -> None:
    result = run(ON_PACKAGES[command], module.parent / "none")
    sentence(result, 1, "go.mod file not found in current directory or any parent directory")
    result = run([*ON_PACKAGES[command], "./..."], module.parent / "none")
    sentence(result, 1, "directory prefix . does not contain main module")


@pytest.mark.quick
@pytest.mark.parametrize("command", ["report", "explain", "check"])
@pytest.mark.parametrize("go", ["/nope", "a.go", "./a.go", ".", "/bin/false", "/bin/echo"])
def test_a_go_command_that_is_none(module: Path, command: str, go: str) -> None:
    result = run([*ON_PACKAGES[command], "--engine", "gc", "--go", go, "."], module)
    sentence(result, 2, f"goescape: --go: {go} ")


@pytest.mark.quick
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["verify", "--engine", "gc"], "verify compares our analysis with the compiler's: --engine gc has no meaning"),
        (["dump", "--engine", "gc"], "dump shows stages of our analysis: --engine gc has no meaning here"),
        (["verify", "-j", "-1"], "-j needs a number that is not negative"),
        (["verify", "-j", "x"], "argument -j/--jobs: invalid int value: 'x'"),
        (["verify", "--min", "nan"], "--min is a percentage: a number from 0 to 100"),
        (["verify", "--min", "101"], "--min is a percentage"),
        (["verify", "--show", "x"], "argument --show: invalid int value"),
        (["verify", "--go", "/nope"], "--go: /nope cannot be run: no such file or directory"),
        (["dump", "--after", "x"], "argument --after: invalid choice: 'x'"),
        (["explain"], "the following arguments are required: FILE:LINE[:COL] | FUNC | FUNC.PARAM (goescape"),
        (["explain", " "], "explain what?"),
        (["explain", "a.go:12"], "a.go:12: the file has 11 lines, counted from 1"),
        (["explain", "a.go:0"], "a.go:0: the file has 11 lines, counted from 1"),
        (["explain", "a.go:3:99"], "a.go:3:99: line 3 has 33 columns (bytes)"),
        (["explain", "a.go:x"], "a.go:x: a place is FILE:LINE or FILE:LINE:COLUMN"),
        (["explain", "nofile.go:3"], "nofile.go:3: there is no such file"),
        (["explain", "../bad/dir.go:3"], "../bad/dir.go:3: is a directory"),
        (["explain", "--profile", "none", "F"], "--profile none: no such file or directory"),
        (["--profile", "../bad/x.pprof"], "is damaged"),
        (["--profile", "../bad/bin.go"], "is no profile in pprof's format"),
        (["--profile", "../bad"], "--profile ../bad: is a directory"),
        (["--config", "../bad/x.toml"], "x.toml:2: invalid value"),
        (["check", "--config", "../bad/x.toml"], "x.toml:2: invalid value"),
        (["check", "--config", "../bad/key.toml"], "key.toml:1: unknown key 'badget'"),
        (["check", "--config", "../bad/bin.toml"], "bin.toml: the text is not UTF-8"),
        (["check", "--config", "../bad"], "bad: is a directory"),
        (["check", "--config", "none"], "none: no such file or directory"),
        (["check", "--baseline", "../bad/x.json"], "x.json is no baseline: Input data was truncated"),
        (["check", "--baseline", "../bad/list.json"], "list.json is no baseline: Expected `object`, got `array`"),
        (["check", "--baseline", "../bad"], "bad: is a directory"),
        (["check", "--baseline", "none.json"], "the baseline none.json does not exist"),
        (
            ["check", "--update-baseline", "--baseline", "/nope/x"],
            "the baseline /nope/x cannot be written: no such file",
        ),
        (["check", "-l"], "check -l: contracts are about the code as it is built"),
        (["check", "--format", "html"], "argument --format: invalid choice: 'html'"),
        (["check", "-o", "/nope/x"], "-o /nope/x: there is no folder /nope"),
        (["-o", "."], "-o .: this is a folder, not a file"),
        (["--format", "xml"], "argument --format: invalid choice: 'xml'"),
        (["--lang", "de"], "argument --lang: invalid choice: 'de'"),
        (["--cause", "GE999"], "there is no cause 'GE999' (goescape rules lists them)"),
        (["--cause", "GE０１２"], "there is no cause 'GE０１２'"),
        (["--limit", "9" * 5000], "'99999999999999999999' is no number from 1 to 999999999"),
        (["--sort", "loudest"], "argument --sort: invalid choice: 'loudest'"),
        (["diff"], "the following arguments are required: OLD"),
        (["diff", "HEAD"], "diff: 'HEAD' is no revision, folder or report (and this is no git repository)"),
        (
            ["diff", ".", "../bad/x.json"],
            "diff: ../bad/x.json: this is no report of goescape: Input data was truncated",
        ),
        (["diff", "../bad/other.json", "."], "diff: ../bad/other.json: the report is damaged"),
        (["diff", "a.go", "."], "diff: a.go: this is no report of goescape"),
        (["diff", ".", "."], "diff: the two are the same folder"),
        (["diff", ".", "..", "x"], "unrecognized arguments: x"),
        (["diff", "\udcff", "."], "is no revision, folder or report"),
        (["diff", "--format", "sarif", ".", ".."], "argument --format: invalid choice: 'sarif'"),
        (["rules", "x"], "unrecognized arguments: x"),
        (["rules", "--lang", "fr"], "argument --lang: invalid choice: 'fr'"),
        (["rule"], "the following arguments are required: GE012"),
        (["rule", "GE999"], "there is no cause 'GE999' (goescape rules lists them)"),
        (["rule", ""], "there is no cause '' (goescape rules lists them)"),
        (["rule", "GE001", "GE002"], "unrecognized arguments: GE002"),
        (["rule", "\udcff"], "there is no cause "),
        (["completion", "ksh"], "argument SHELL: invalid choice: 'ksh'"),
    ],
    ids=lambda v: " ".join(v)[:50] if isinstance(v, list) else "",
)
def test_wrong_usage(module: Path, arguments: list[str], text: str) -> None:
    sentence(run(arguments, module), 2, text)


@pytest.mark.quick
@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["explain", "M"], "M: no function or parameter of that name in .; did you mean T.M, U.M?"),
        (["explain", "F.q"], "F.q: no function or parameter of that name in ."),
        (["explain", "a.go:2"], "a.go:2: nothing here can be on the heap"),
        (["dump", "-f", "(*"], "no function '(*' in example.com/m; there are F, T.M, U.M"),
        (["check", "example.com/m/none/..."], "matched no packages"),
    ],
    ids=lambda v: " ".join(v)[:50] if isinstance(v, list) else "",
)
def test_what_is_not_there(module: Path, arguments: list[str], text: str) -> None:
    result = run(arguments, module)
    assert (result.code, result.out) == (1, "")
    assert text in result.err and "Traceback" not in result.err


@pytest.mark.quick
def test_a_function_that_does_not_exist_is_noted(module: Path) -> None:
    result = run(["--func", "G", "--func", "F", "."], module)
    assert (result.code, result.err) == (
        0,
        "goescape: note: --func G: no function of that name in the analysed packages\n",
    )


@pytest.mark.quick
def test_packages_may_stand_behind_options(module: Path) -> None:
    for arguments in (["explain", "F", "--no-frames", "."], ["explain", "--no-frames", "F", "."], ["--all", "."]):
        assert run(arguments, module).code == 0
    assert run([".", "--no-frames", "example.com/m"], module).code == 0


@pytest.mark.quick
@pytest.mark.parametrize("command", ["report", "check", "github", "json", "sarif", "markdown", "html", "m"])
def test_packages_with_errors_do_not_hide_the_others(module: Path, command: str) -> None:
    (module / "broken").mkdir()
    (module / "broken" / "b.go").write_text("package b\n\nfunc G() int { return x }\n")
    options = ["check"] if command == "check" else [] if command == "report" else ["--format", command]
    result = run([*options, "./..."], module)
    assert result.code == 1
    assert result.err == "# example.com/m/broken\nbroken/b.go:3:23: undefined: x\n" or command == "check"
    assert "broken/b.go:3:23: undefined: x" in result.err
    if command == "check":
        assert result.out == "not all could be checked: packages have errors; directives: 0, packages: 1\n"
    else:
        assert "new(int)" in result.out


@pytest.mark.quick
def test_files_that_cannot_be_read(module: Path) -> None:
    os.symlink("nowhere", module / "b.go")
    result = run(["."], module)
    assert result.code == 1 and "b.go" in result.err and "Traceback" not in result.err


def test_names_that_are_no_utf_8(module: Path) -> None:
    folder = os.fsencode(module.parent) + b"/\xff\xe9"
    os.rename(module, folder)
    for options in ([], ["--format", "json"], ["--format", "github"], ["--format", "sarif"], ["explain", "F"], ["-m"]):
        done = subprocess.run(
            [sys.executable, "-m", "goescape", *options, "."],
            cwd=folder,
            env={**os.environ, "PWD": os.fsdecode(folder)},
            capture_output=True,
        )
        assert (done.returncode, done.stderr) == (0, b""), (options, done.stderr)
        assert b"new(int)" in done.stdout


@pytest.mark.parametrize("command", ON_PACKAGES)
def test_a_reader_that_has_enough(module: Path, command: str) -> None:
    line = " ".join([sys.executable, "-m", "goescape", *ON_PACKAGES[command], "."])
    done = subprocess.run(f"{line} | true", shell=True, cwd=module, capture_output=True, text=True)
    assert done.stderr in (
        "",
        "goescape: note: nothing to check: no contracts in the sources, no budgets, no baseline\n",
    )


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&-"])
def test_closed_streams(module: Path, closed: str) -> None:
    done = subprocess.run(
        f"{sys.executable} -m goescape . {closed}", shell=True, cwd=module, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
@pytest.mark.parametrize("command", ["report", "explain", "check", "dump"])
def test_output_that_cannot_be_written(module: Path, command: str) -> None:
    line = " ".join([sys.executable, "-m", "goescape", *ON_PACKAGES[command], "."])
    done = subprocess.run(f"{line} > /dev/full", shell=True, cwd=module, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "goescape: cannot write the output: No space left on device"


@pytest.mark.parametrize("delay", [0.3, 1.0])
def test_interrupts(module: Path, delay: float) -> None:
    """From when our code runs: an interrupt before that is Python's own to report."""
    start = "import sys, goescape.__main__ as m; sys.argv = ['goescape', 'std']; print('ready', flush=True); m.main()"
    process = subprocess.Popen(
        [sys.executable, "-c", start],
        cwd=module,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # jobs in the background ignore it
    )
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode in (130, -signal.SIGINT)
    assert "Traceback" not in err


def test_a_verdict_needs_no_packages_that_are_there(module: Path) -> None:
    """verify with nothing on our side compares nothing."""
    result = goescape("verify", "./nope", cwd=module)
    assert (result.code, result.out) == (1, "") and "directory not found" in result.err


def test_explain_a_file_of_another_package(module: Path) -> None:
    for name in ("other", "third"):
        (module / name).mkdir()
        (module / name / "o.go").write_text(f"package {name}\n\nfunc F() *int {{ return new(int) }}\n")
    result = goescape("explain", "other/o.go:3", "./third", cwd=module)
    assert result.code == 1 and "other/o.go:3: the file belongs to no package of ./third" in result.err
