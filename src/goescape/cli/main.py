"""Entry point: parse, dispatch, and turn whatever goes wrong into a sentence and an exit code."""

import errno
import os
import sys
import traceback
from collections.abc import Sequence

from goescape.cli.args import Arguments, parse_args
from goescape.cli.errors import EXIT_FINDINGS, EXIT_INTERNAL, EXIT_OK, EXIT_USAGE, InputError, UsageError
from goescape.cli.output import close_output, complain, output_to, write


def main(argv: Sequence[str]) -> int:
    """Run one command line; returns the exit code. Never lets a traceback out (see GOESCAPE_DEBUG)."""
    try:
        code = _main(argv)
        sys.stdout.flush()
        return code
    except UsageError as err:
        complain(f"goescape: {err}")
        return EXIT_USAGE
    except InputError as err:
        complain(f"goescape: {err}")
        return EXIT_FINDINGS
    except BrokenPipeError:
        close_output()  # the reader had enough
        return EXIT_OK
    except OSError as err:
        complain(f"goescape: {_system_error(err)}")
        return EXIT_FINDINGS
    except KeyboardInterrupt:
        return 130
    except SystemExit as err:
        return err.code if isinstance(err.code, int) else EXIT_OK
    except BaseException as err:
        return _internal_error(err)


def _main(argv: Sequence[str]) -> int:
    args = parse_args(argv)
    if not args.command and args.version:
        from goescape.cli.version import version_line

        write(version_line() + "\n")
        return EXIT_OK
    if args.command == "completion":
        from goescape.cli.completion import completion_script

        write(completion_script(args.subject))
        return EXIT_OK
    from goescape.cli.stack import run_deep

    return run_deep(_Command(args).run)


class _Command:
    def __init__(self, args: Arguments) -> None:
        self.args = args

    def run(self) -> int:
        with output_to(self.args.output):
            return self._run()

    def _run(self) -> int:
        if self.args.command == "verify":
            from goescape.cli.verify import run_verify

            return run_verify(self.args)
        if self.args.command == "dump":
            from goescape.cli.engine import dump

            text = dump(self.args)
            write(text if text.endswith("\n") or not text else text + "\n")
            return EXIT_OK
        if self.args.command == "explain":
            from goescape.cli.explain import run_explain

            return run_explain(self.args)
        if self.args.command == "rules":
            from goescape.cli.rules import run_rules

            return run_rules(self.args)
        if self.args.command == "rule":
            from goescape.cli.rules import run_rule

            return run_rule(self.args)
        if self.args.command == "check":
            from goescape.cli.check import run_check

            return run_check(self.args)
        if self.args.command == "diff":
            from goescape.cli.diff import run_diff

            return run_diff(self.args)
        if self.args.level:
            from goescape.cli.analyze import run_analysis

            return run_analysis(self.args)
        from goescape.cli.report import run_report

        return run_report(self.args)


def _system_error(err: OSError) -> str:
    """What the system would not do: a full disk, a file that has gone."""
    if err.filename is not None:
        return f"{os.fsdecode(err.filename)}: {err.strerror}"
    if err.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
        return f"cannot write the output: {err.strerror}"
    return str(err)


def _internal_error(err: BaseException) -> int:
    """One line: what happened and where in our own code; the engine puts the Go position into the text."""
    if os.environ.get("GOESCAPE_DEBUG"):
        traceback.print_exception(err)
        return EXIT_INTERNAL
    frames = traceback.extract_tb(err.__traceback__)
    where = ""
    if frames:
        last = frames[-1]
        where = f" at {os.path.basename(last.filename)}:{last.lineno} in {last.name}"
    what = "out of memory" if isinstance(err, MemoryError) else f"{type(err).__name__}: {err}".split("\n")[0]
    if isinstance(err, RecursionError):
        what = "the input nests too deeply"
    complain(f"goescape: internal error{where}: {what}; please report it (GOESCAPE_DEBUG=1 shows more)")
    return EXIT_INTERNAL
