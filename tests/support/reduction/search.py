"""The search: smaller and smaller programs that the compiler takes and on which the difference is still there."""

import re
import sys
import time
from collections.abc import Callable
from typing import Final

from goescape.base.errors import ErrorList
from goescape.base.pos import PosTable, pos_line
from goescape.syntax.nodes import (
    ConstDecl,
    Decl,
    File,
    FuncDecl,
    ImportDecl,
    InterfaceType,
    Name,
    Node,
    SelectorExpr,
    TypeDecl,
    VarDecl,
)
from goescape.syntax.parser import parse_file
from goescape.syntax.walk import descendants
from support.reduction.edits import (
    Edits,
    decl_numbers,
    drop_decls,
    empty_bodies,
    hoisted,
    simpler_exprs,
    swap,
    undo,
    without_chunks,
    without_params,
)
from support.reduction.gosource import file_text
from support.reduction.oracle import Files, Oracle
from support.reduction.repair import repair

REPAIRS: Final = 6
_MISSING: Final = re.compile(r"(?:undefined: |missing method |field or method )([\w.]+)")


def parse(files: Files) -> dict[str, File]:
    """Trees of files without errors; those that hold nothing but the package clause stay."""
    table = PosTable()
    errors = ErrorList(table, 10)
    trees = {path: parse_file(text, path, path, table, errors, False) for path, text in files.items()}
    assert not errors.items, errors.lines()
    return trees


class Search:
    """``files`` is the best program so far; ``wanted`` the kinds of difference of which one must stay."""

    def __init__(self, oracle: Oracle, wanted: Callable[[set[str]], bool], say: Callable[[str], None]) -> None:
        self.oracle = oracle
        self.wanted = wanted
        self.say = say
        self.tried = 0
        self.began = time.monotonic()
        self.files: Files = {path: file_text(tree) for path, tree in parse(oracle.sources()).items()}
        self.trees = parse(self.files)
        self.seen: set[int] = set()
        self.refused: list[str] = []

    def start(self) -> bool:
        """Whether the difference is there once the files are printed anew."""
        return self.accept(dict(self.files), force=True)

    # One candidate.

    def accept(self, files: Files, force: bool = False) -> bool:
        """Take the candidate if it still differs. Texts with errors that can be repaired are repaired first."""
        self.refused = []
        for _ in range(REPAIRS):
            key = hash(tuple(files.values()))
            if key in self.seen and not force:
                return False
            self.seen.add(key)
            self.tried += 1
            text, refusals = self.oracle.compile(files)
            if not refusals:
                break
            self.refused = [refusal.text for refusal in refusals]
            trees = parse_or_none(files)
            if trees is None or not repair(trees, refusals):
                return False
            files = {path: file_text(tree) for path, tree in trees.items()}
        else:
            return False
        kinds, _ = self.oracle.compare(files, text)
        if not self.wanted(kinds):
            return False
        self.files = files
        self.trees = parse(files)
        return True

    def attempt(self, edits: Edits) -> bool:
        swap(edits)
        try:
            texts = {path: file_text(tree) for path, tree in self.trees.items()}
        finally:
            undo(edits)
        return texts != self.files and self.accept(texts)

    def tree_list(self) -> list[File]:
        return list(self.trees.values())

    def sweep(self, name: str, edits_of: Callable[[list[File]], list[Edits]]) -> bool:
        """Try each edit once; after one is taken, go on at the same place."""
        changed = False
        k = 0
        edits = edits_of(self.tree_list())
        while k < len(edits):
            if self.attempt(edits[k]):
                changed = True
                edits = edits_of(self.tree_list())
            else:
                k += 1
        self.report(name)
        return changed

    def report(self, name: str) -> None:
        size = sum(map(len, self.files.values()))
        lines = sum(text.count("\n") for text in self.files.values())
        self.say(f"{name}: {lines} lines, {size} bytes, {self.tried} tried, {time.monotonic() - self.began:.0f} s")

    # The phases.

    def run(self) -> None:
        self.only_around_difference()
        self.merge()
        self.halve("bodies", lambda trees: len(empty_bodies(trees, None)), self._bodies)
        self.halve("declarations", lambda trees: len(decl_numbers(trees)), self._decls)
        changed = True
        while changed:
            before = sum(map(len, self.files.values()))
            for size in (64, 16, 4, 2, 1):
                self.sweep(f"statements by {size}", lambda trees, n=size: without_chunks(trees, n, True))
            self.sweep("hoisted", hoisted)
            self.halve("declarations", lambda trees: len(decl_numbers(trees)), self._decls)
            for size in (16, 4, 1):
                self.sweep(f"elements by {size}", lambda trees, n=size: without_chunks(trees, n, False))
            self.sweep("parameters", without_params)
            self.sweep("expressions", simpler_exprs)
            self.halve("declarations", lambda trees: len(decl_numbers(trees)), self._decls)
            changed = sum(map(len, self.files.values())) < before
        self.merge()

    def merge(self) -> None:
        """All of a package into its first file."""
        files = dict(self.files)
        for unit in self.oracle.units:
            parts = [self.trees[path] for path in unit.files if self.trees[path].decls]
            if len({tree.go_version for tree in parts}) == 1:
                files.update({path: f"package {unit.name}\n" for path in unit.files})
                files[unit.files[0]] = merged_text(parts)
        if files != self.files:
            self.accept(files)

    def halve(
        self, name: str, count: Callable[[list[File]], int], edits_of: Callable[[list[File], int, int], Edits]
    ) -> None:
        """Chunks of a list of things that can go: halves, quarters, … single ones."""
        size = max(1, count(self.tree_list()) // 2)
        while True:
            at = 0
            while at < count(self.tree_list()):
                if not self.attempt(edits_of(self.tree_list(), at, size)):
                    at += size
            if size == 1:
                break
            size //= 2
        self.report(name)

    @staticmethod
    def _bodies(trees: list[File], at: int, size: int) -> Edits:
        return [edit for edits in empty_bodies(trees, None)[at : at + size] for edit in edits]

    @staticmethod
    def _decls(trees: list[File], at: int, size: int) -> Edits:
        return drop_decls(trees, set(decl_numbers(trees)[at : at + size]))

    # The first cut: the function that differs and what it names.

    def only_around_difference(self) -> None:
        text, refusals = self.oracle.compile(self.files)
        assert not refusals
        _, diff = self.oracle.compare(self.files, text)
        if diff is None:
            return
        messages = diff.missing + diff.extra
        wanted = [m for m in messages if self.wanted(self._kinds(m.text))] or messages
        roots: list[Decl] = []
        for message in wanted:
            root = self._decl_at(message.file, message.line)
            if root is not None and root not in roots:
                roots.append(root)
        for root in roots[:8]:
            if self._keep_closure(root):
                break
        self.report("what the differing function names")

    @staticmethod
    def _kinds(text: str) -> set[str]:
        from goescape.result.kinds import kind

        return {f"- {kind(text)}", f"+ {kind(text)}"}

    def _decl_at(self, path: str, line: int) -> Decl | None:
        found = None
        if path in self.trees:
            for decl in self.trees[path].decls:
                if not isinstance(decl, ImportDecl) and pos_line(decl.pos) <= line:
                    found = decl
        return found

    def _keep_closure(self, root: Decl) -> bool:
        decls = [decl for tree in self.trees.values() for decl in tree.decls]
        extra: set[str] = set()
        for _ in range(12):
            kept = closure(decls, root, extra)
            dropped = {number for number, decl in enumerate(decls) if decl not in kept}
            if self.attempt(drop_decls(self.tree_list(), dropped)):
                return True
            names = {name.rpartition(".")[2] for text in self.refused for name in _MISSING.findall(text)}
            if not names - extra:
                return False
            extra |= names
        return False


def parse_or_none(files: Files) -> dict[str, File] | None:
    try:
        return parse(files)
    except AssertionError:
        return None


def merged_text(parts: list[File]) -> str:
    imports: dict[str, None] = {}
    rest = []
    for tree in parts:
        text = file_text(tree)
        head, package, body = text.partition("package ")
        lines = body.split("\n")
        imports.update(dict.fromkeys(line for line in lines if line.startswith("import ")))
        rest.append("\n".join(line for line in lines[1:] if not line.startswith("import ")))
    return "\n".join([head + package + lines[0], *imports, *rest])


def closure(decls: list[Decl], root: Decl, extra: set[str]) -> set[Decl]:
    """``root`` and the declarations that it names, directly or not; methods of kept types when their name is used."""
    kept: set[Decl] = set()
    names: set[str] = set(extra)
    added = [root]
    while added:
        for decl in added:
            kept.add(decl)
            names |= names_in(decl)
        added = [decl for decl in decls if decl not in kept and _is_named(decl, names)]
    return kept


def names_in(n: Node) -> set[str]:
    out = set()
    for x in descendants(n):
        if isinstance(x, Name):
            out.add(x.value)
        elif isinstance(x, SelectorExpr):
            out.add(x.sel.value)
        elif isinstance(x, InterfaceType):
            out |= {field.name.value for field in x.methods if field.name is not None}
    return out


def _is_named(decl: Decl, names: set[str]) -> bool:
    if isinstance(decl, FuncDecl):
        if decl.recv is not None:
            return decl.name.value in names and bool(names_in(decl.recv.typ) & names)
        return decl.name.value in names
    if isinstance(decl, TypeDecl):
        return decl.name.value in names
    if isinstance(decl, (VarDecl, ConstDecl)):
        return any(name.value in names for name in decl.names) or (isinstance(decl, ConstDecl) and decl.values is None)
    return False


def complain(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
