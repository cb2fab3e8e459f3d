"""``goescape completion SHELL``: what shtab makes of the parsers, with files, revisions and causes filled in."""

import argparse
from typing import Any, Final

import shtab

from goescape.cli.tree import all_actions, command_tree
from goescape.explain.catalogue import CAUSES

Completer = dict[str, Any]  # what a shell calls; "preamble": what defines that

# By the placeholder in the help: new options complete without a change here.
_FILES: Final = ("FILE", "PATH")
_FOLDERS: Final = ("DIR",)
_CAUSES: Final = ("GE…",)
_CAUSE_OR_NAME: Final = ("GE012",)
_GO_SOURCES: Final = ("packages", "PACKAGE")
_PLACES: Final = ("FILE:LINE[:COL] | FUNC | FUNC.PARAM",)
_REVISIONS: Final = ("OLD", "NEW")

# In zsh, the parentheses of shtab's "(*.go)" would be qualifiers of the pattern.
_GO: Final[Completer] = {**shtab.glob("*.go"), "zsh": "_files -g '*.go(-.)'"}

# Names of branches and tags are data: they must not go through compgen -W, which expands $(…) in its words.
_REVISIONS_BASH: Final = """\
_goescape_revision_or_file() {
  local ref
  while IFS= read -r ref; do
    [[ $ref == "$1"* ]] && printf '%s\\n' "$ref"
  done < <(git for-each-ref --format='%(refname:short)' refs/heads refs/tags refs/remotes 2>/dev/null)
  compgen -f -X '!*.json' -- "$1"
  compgen -d -- "$1"
}
"""
_REVISIONS_ZSH: Final = """\
_goescape_revision_or_file() {
  local -a refs
  refs=(${(f)"$(git for-each-ref --format='%(refname:short)' refs/heads refs/tags refs/remotes 2>/dev/null)"})
  compadd -a refs
  _files -g '*.json(-.)'
}
"""
_REPORTS: Final[Completer] = shtab.glob("*.json")
_REVISIONS_FISH: Final = f"""\
{_REPORTS["preamble"]["fish"]}
function _goescape_revision_or_file
  git for-each-ref --format='%(refname:short)' refs/heads refs/tags refs/remotes 2>/dev/null
  {_REPORTS["fish"].strip("()")}
end
"""
_REVISION: Final[Completer] = {
    "bash": "_goescape_revision_or_file",
    "zsh": "_goescape_revision_or_file",
    "fish": "(_goescape_revision_or_file)",
    "tcsh": "f",
    "powershell": "_shtab_powershell_compgen_files",
    "preamble": {"bash": _REVISIONS_BASH, "zsh": _REVISIONS_ZSH, "fish": _REVISIONS_FISH},
}

# Where a command may stand, packages may stand as well; shtab knows only the commands there.
_FIRST_BASH: Final = """\
{prefix}_pos_0_COMPGEN={go}
{prefix}_pos_1_COMPGEN={go}
{prefix}_pos_1_nargs='*'
"""
# Bash makes three words of --format=json.
_LAST_BASH: Final = """
_goescape() {
  local -a words=()
  local word index=0 current=$COMP_CWORD
  for word in "${COMP_WORDS[@]}"; do
    if [[ $word != "=" ]]; then
      words+=("$word")
    elif (( index == COMP_CWORD )); then
      words+=("")
    elif (( index < COMP_CWORD )); then
      (( current -= 1 ))
    fi
    (( index += 1 ))
  done
  local -a COMP_WORDS=("${words[@]}")
  local COMP_CWORD=$current
  _shtab_goescape
}
complete -o bashdefault -F _goescape goescape
"""
_FIRST_ZSH: Final = """\
functions[_goescape_commands]=$functions[{prefix}_commands]
{prefix}_commands() {{
  _goescape_commands
  _files -g '*.go(-.)'
}}
"""
_FIRST_FISH: Final = """\
complete -c goescape -n '{prefix}_using' -ka '{go}'
"""


def completion_script(shell: str) -> str:
    """The code for one of :data:`goescape.cli.args.SHELLS`."""
    tree = command_tree(first_is_package=False)
    for _, action in all_actions(tree):
        _prepare(action)
    script = shtab.complete(tree, shell, preamble=_preamble(shell))
    if shell == "fish":  # shtab begins by forgetting what was defined before
        script += _FIRST_FISH.format(prefix="_shtab_goescape", go=_GO["fish"])
    if shell == "bash":
        script += _LAST_BASH
    return script if script.endswith("\n") else script + "\n"


def _preamble(shell: str) -> str:
    if shell == "bash":
        return str(_GO["preamble"]["bash"]) + _FIRST_BASH.format(prefix="_shtab_goescape", go=_GO["bash"])
    return _FIRST_ZSH.format(prefix="_shtab_goescape") if shell == "zsh" else ""


def _prepare(action: argparse.Action) -> None:
    """Tells shtab what completes the argument of an option or a positional one."""
    double = [option for option in action.option_strings if option.startswith("--") or len(option) == 2]
    action.option_strings = double  # -tags and the like, as the go command writes them, only clutter
    if "-m" in double:  # its value only follows an equals sign
        action.nargs, action.choices = 0, None
        return
    completer = _completer(action)
    if isinstance(completer, list):
        action.choices = completer
    elif completer is not None:
        action.complete = completer  # type: ignore[attr-defined]  # where shtab looks


def _completer(action: argparse.Action) -> Completer | list[str] | None:
    """What a shell calls, or all that there is to choose from."""
    placeholder = action.metavar if isinstance(action.metavar, str) else ""
    if action.choices is not None:
        return None
    if placeholder in _CAUSES:
        return [cause.code for cause in CAUSES]
    if placeholder in _CAUSE_OR_NAME:
        return [cause.code for cause in CAUSES] + [cause.name for cause in CAUSES]
    if placeholder in _GO_SOURCES + _PLACES:
        return _GO
    if placeholder in _REVISIONS:
        return _REVISION
    if placeholder in _FOLDERS:
        return shtab.DIRECTORY
    return shtab.FILE if placeholder in _FILES else None
