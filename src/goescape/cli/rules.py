"""``goescape rules`` and ``goescape rule GE012``: the catalogue of causes."""

from goescape.cli.args import Arguments
from goescape.cli.errors import EXIT_OK, UsageError
from goescape.cli.lang import choose_language
from goescape.cli.output import write
from goescape.report.rules import rule_text, rules_text


def run_rules(args: Arguments) -> int:
    write(rules_text(choose_language(args.lang)))
    return EXIT_OK


def run_rule(args: Arguments) -> int:
    try:
        write(rule_text(args.subject, choose_language(args.lang)))
    except KeyError as err:
        raise UsageError(f"there is no cause {args.subject!r} (goescape rules lists them)") from err
    return EXIT_OK
