"""Types, constants, objects, selections and instances that the checker writes onto the tree, against go/types.

    python tests/differential/check_type_facts.py [-v] [PATTERN ...]      default: fmt strings sort slices maps

Builds and runs type_facts/main.go: needs a go command. ``std`` takes some minutes. Every fact of go/types must be
ours as well, but:

- labels are not recorded on names; an embedded field's name stands for the type, not for the field;
- where the length of an array is all that a range clause needs, types2 records that constant (go/types does not);
- parentheses that the compiler's parser drops, columns beyond 65535;
- parts of constant expressions keep no value of their own, or that of another line of an iota group;
- instances are shared by all packages, so that byte and uint8, aliases and their types may be spelled otherwise.
"""

import argparse
import collections
import gc
import os
import subprocess
import sys
import tempfile

if __name__ == "__main__":
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), os.pardir))

from differential.check_types import Session, drop_bodies
from goescape.base.pos import pos_col, pos_line
from goescape.syntax import nodes
from goescape.syntax.walk import descendants
from goescape.types import constant
from goescape.types.types import Builtin, Const, Func, Label, Nil, Object, PkgName, Selection, Type, TypeName, Var
from goescape.types.typestring import type_string

ORACLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "type_facts")
KINDS = {
    nodes.BasicLit: "L",
    nodes.CallExpr: "C",
    nodes.IndexExpr: "X",
    nodes.SliceExpr: "E",
    nodes.CompositeLit: "K",
    nodes.FuncLit: "F",
    nodes.ParenExpr: "P",
}

ALIASES = [
    ("uint8", "byte"),
    ("int32", "rune"),
    ("interface{}", "any"),
    ("io/fs.", "os."),
]


def run_oracle(go: str, goroot: str, patterns: list[str], out: str) -> None:
    env = dict(os.environ, CGO_ENABLED="0", GOFLAGS="", GOOS="linux", GOARCH="amd64")
    tool = os.path.join(out, "typefacts")
    subprocess.run([go, "build", "-o", tool, "."], cwd=ORACLE, env=env, check=True)
    fields = "-json=Dir,ImportPath,GoFiles,ImportMap"
    src = os.path.join(goroot, "src")
    listing = subprocess.run(
        [go, "list", "-deps", fields, *patterns], cwd=src, env=env, check=True, capture_output=True
    )
    subprocess.run([tool, out], input=listing.stdout, check=True)


def text(t: object) -> str:
    return type_string(t, None) if isinstance(t, Type) else "-"


def value_text(e: nodes.Expr) -> str:
    if e.mode == 0:
        return "none"
    s = text(e.typ)
    return s if e.val is None or constant.is_unknown(e.val) else f"{s} = {constant.exact_string(e.val)}"


def object_text(obj: nodes.AnyObject) -> str:
    assert isinstance(obj, Object)
    if isinstance(obj, PkgName):
        return "pkg " + obj.imported.path
    if isinstance(obj, Label):
        return "label"
    if isinstance(obj, Builtin):
        return "builtin"
    if isinstance(obj, Nil):
        return "nil"
    if isinstance(obj, Const):
        return f"const {text(obj.type())} = {constant.exact_string(obj.val)}"
    word = {TypeName: "type", Var: "var", Func: "func"}[type(obj)]
    return f"{word} {text(obj.type())}"


def fact(n: nodes.Node) -> tuple[str, int, str] | None:
    """Kind, position and text of what is known of a node."""
    if isinstance(n, nodes.Name):
        if n.obj is None:
            return None
        s = object_text(n.obj)
        if n.inst is not None:
            s += " inst " + ",".join([text(n.inst)] + [text(t) for t in n.targs or []])
        return "U", n.pos, s
    if isinstance(n, nodes.Operation):
        kind = "B" if n.y is not None else "S" if n.op == nodes.MUL else "N"
        return kind, n.pos, value_text(n)
    if isinstance(n, nodes.SelectorExpr):
        s = value_text(n)
        sel = n.selection
        if isinstance(sel, Selection):
            path = " ".join(str(i) for i in sel.index)
            s += f" sel {sel.skind} {text(sel.recv)} [{path}] {'true' if sel.indirect else 'false'}"
        return "M", n.sel.pos, s
    kind = KINDS.get(type(n), "")  # type: ignore[call-overload]
    if kind and isinstance(n, nodes.Expr):
        return kind, n.pos, value_text(n)
    return None


def our_facts(files: list[nodes.File]) -> dict[tuple[str, str], list[str]]:
    facts: dict[tuple[str, str], list[str]] = collections.defaultdict(list)
    for file in files:
        name = os.path.basename(file.path)
        for n in [file, *descendants(file)]:
            f = fact(n)
            if f is not None:
                kind, pos, s = f
                facts[f"{name}:{pos_line(pos)}:{pos_col(pos)}", kind].append(s)
    return facts


def same_spelling(s: str) -> str:
    for alias, name in ALIASES:
        s = s.replace(alias, name)
    return s


def expected_difference(pos: str, kind: str, want: str, got: list[str] | None) -> bool:
    if got is None:
        return want == "label" or kind == "P" or int(pos.rsplit(":", 1)[1]) > 65535
    if kind == "U" and want.startswith("var ") and any(g.startswith("type ") for g in got):
        return True
    if kind in "BPN" and " = " in want:
        return True
    if kind in "MXU" and want.startswith(("[", "*[")) or kind == "X":
        return any(g.startswith("int = ") for g in got)
    return any(same_spelling(g) == same_spelling(want) for g in got)


def compare(session: Session, patterns: list[str], folder: str, verbose: bool) -> tuple[int, list[str]]:
    total = 0
    bad: list[str] = []
    for files in session.loader.match(patterns):
        path = files.import_path
        oracle = os.path.join(folder, path.replace("/", "~") + ".txt")
        if not files.go_files or not os.path.exists(oracle):
            continue
        session.package(files)
        check = session.checkers[path]
        check.check_all()
        ours = our_facts(check.files)
        with open(oracle, encoding="latin-1", newline="\n") as f:
            for line in f:
                pos, kind, want = line.rstrip("\n").split(" ", 2)
                kind = "U" if kind == "D" else kind
                total += 1
                got = ours.get((pos, kind))
                if got is not None and want in got:
                    continue
                if not expected_difference(pos, kind, want, got):
                    found = " | ".join(got or ["nothing"])
                    bad.append(f"{path} {pos} {kind}\n  want {want[:200]}\n  got  {found[:200]}")
        drop_bodies(check)
        if verbose:
            print(path, total, len(bad), flush=True)
    return total, bad


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patterns", nargs="*")
    parser.add_argument("-v", action="store_true")
    parser.add_argument("--go", default="go")
    options = parser.parse_args()
    patterns = options.patterns or ["fmt", "strings", "sort", "slices", "maps"]
    gc.disable()
    sys.setrecursionlimit(20000)
    session = Session()
    session.lazy = False
    with tempfile.TemporaryDirectory() as folder:
        run_oracle(options.go, session.loader.context.goroot, patterns, folder)
        total, bad = compare(session, patterns, folder, options.v)
    for line in bad[:50]:
        print(line)
    print(f"{total} facts, {len(bad)} differ")
    return 1 if bad or total == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
