"""All commands as one parser with subcommands, for what is generated from it: completion, manual, reference.

The command line itself is parsed by one parser per command (:mod:`goescape.cli.args`): only that one is built.
"""

import argparse
import re
from collections.abc import Iterator
from typing import Final

from goescape.cli.args import command_parsers

_FIRST_SENTENCE: Final = re.compile(r"^(.*?)(?:[.:](?:\s|$)|$)", re.S)


def summary(parser: argparse.ArgumentParser) -> str:
    """The first sentence of a description, in one line."""
    match = _FIRST_SENTENCE.match(parser.description or "")
    return " ".join(match[1].split()) if match else ""


def command_tree(first_is_package: bool = True) -> argparse.ArgumentParser:
    """``goescape`` with its commands; first_is_package: packages may stand where a command may."""
    parsers = command_parsers()
    report = parsers.pop("")
    if not first_is_package:
        _remove_positionals(report)
    tree = argparse.ArgumentParser(
        prog=report.prog,
        description=report.description,
        epilog=report.epilog,
        formatter_class=report.formatter_class,
        parents=[report],
        add_help=False,
    )
    commands = tree.add_subparsers(metavar="command", title="commands")
    for name, parser in parsers.items():
        commands.add_parser(
            name,
            help=summary(parser).replace("%", "%%"),
            description=parser.description,
            epilog=parser.epilog,
            formatter_class=parser.formatter_class,
            parents=[parser],
            add_help=False,
        )
    return tree


def subcommands(tree: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parsers of the commands, by name."""
    for action in tree._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def all_actions(tree: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.Action]]:
    """Every option and argument, with its command ("" for the report)."""
    for name, parser in {"": tree, **subcommands(tree)}.items():
        for action in parser._actions:
            yield name, action


def _remove_positionals(parser: argparse.ArgumentParser) -> None:
    for action in [action for action in parser._actions if not action.option_strings]:
        parser._remove_action(action)
        for group in parser._action_groups:
            if action in group._group_actions:
                group._group_actions.remove(action)
