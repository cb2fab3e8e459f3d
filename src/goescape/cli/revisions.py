"""Revisions of a git repository as folders, without touching the repository, its index or its working tree."""

import os
import subprocess
from dataclasses import dataclass

from goescape.cli.errors import InputError


class GitError(InputError):
    """One sentence."""


@dataclass
class Repository:
    """``top``: the working tree's folder; ``prefix``: where ``folder`` is in it ("" or "a/b/")."""

    folder: str
    top: str
    prefix: str

    def commit(self, revision: str) -> str:
        """The full hash that a revision stands for; "" if there is none."""
        done = _git(self.folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return done.stdout.strip() if done.returncode == 0 else ""

    def check_out(self, commit: str, into: str) -> str:
        """Write the commit's files below ``into``; the folder there that corresponds to ``folder``.

        By an index of its own, not ``git archive``, which leaves out what is marked export-ignore.
        """
        tree = os.path.join(into, "tree")
        os.makedirs(tree)
        environment = {**os.environ, "GIT_INDEX_FILE": os.path.join(into, "index")}
        for command in (["read-tree", commit], ["checkout-index", "--all", "--force", f"--prefix={tree}/"]):
            done = _git(self.top, *command, env=environment)
            if done.returncode:
                raise GitError(f"git {command[0]}: {_sentence(done.stderr)}")
        return os.path.normpath(os.path.join(tree, self.prefix))


def open_repository(folder: str) -> Repository | None:
    """None outside of a repository. Raises GitError without git."""
    try:
        done = _git(folder, "rev-parse", "--show-toplevel", "--show-prefix")
    except OSError as err:
        raise GitError(f"git cannot be run: {err.strerror}") from err
    if done.returncode:
        return None
    top, prefix = done.stdout.split("\n")[:2]
    return Repository(folder, top, prefix)


def _git(folder: str, *command: str, env: dict[str, str] | None = None) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["git", *command], cwd=folder, env=env, capture_output=True, text=True, errors="surrogateescape", check=False
    )


def _sentence(text: str) -> str:
    return (text.strip().split("\n")[0] or "failed").removeprefix("fatal: ").removeprefix("error: ")
