"""What the checker records on the syntax trees, against types2's own records: every expression of real packages.

    python tests/differential/check_type_records.py [-v] slices net/http 'encoding/...'

A small Go program that uses the compiler's checker (typerecords/main.go) is built for that; needs a go command that can
build cmd/compile. Constant declarations are left out: an expression that is repeated for several constants has only
one place for records, and the order decides which is left there.
"""

import argparse
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator

if __name__ == "__main__":
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), os.pardir))

from differential.check_types import Session, check_backwards, drop_bodies
from goescape.base.pos import BASE_SHIFT, COL_MAX, pos_col, pos_line
from goescape.load.package import PackageFiles
from goescape.syntax import nodes
from goescape.types import operand
from goescape.types.checker import Checker
from goescape.types.conststring import exact_string
from goescape.types.types import (
    O_BUILTIN,
    O_CONST,
    O_FUNC,
    O_LABEL,
    O_NIL,
    O_PKGNAME,
    O_TYPENAME,
    O_VAR,
    Object,
    Package,
    Selection,
    Type,
)
from goescape.types.typestring import Qualifier, type_string

MODES = {
    operand.TYPEXPR: "type",
    operand.BUILTIN_MODE: "builtin",
    operand.NILVALUE: "nil",
    operand.NO_VALUE: "void",
    operand.VARIABLE: "value,addr",
}
KINDS = {
    O_PKGNAME: "PkgName",
    O_CONST: "Const",
    O_TYPENAME: "TypeName",
    O_VAR: "Var",
    O_FUNC: "Func",
    O_LABEL: "Label",
    O_BUILTIN: "Builtin",
    O_NIL: "Nil",
}


class FullPaths(Qualifier):
    def qualifier(self, pkg: Package) -> str:
        return pkg.path


class Facts:
    """The records of one package as lines like those of typerecords."""

    def __init__(self, session: Session) -> None:
        self.table = session.table
        self.qualifier = FullPaths()

    def pos(self, pos: int) -> str:
        if pos == 0:
            return "-"
        name = os.path.basename(self.table.bases[pos >> BASE_SHIFT].path)
        return f"{name}:{pos_line(pos)}:{pos_col(pos)}"

    def typ(self, t: Type) -> str:
        return type_string(t, self.qualifier)

    def obj(self, o: Object) -> str:
        kind = KINDS[o.okind]
        text = "" if kind in ("PkgName", "Builtin", "Label") else self.typ(o.type())
        return f"{kind} {o.pkg.path if o.pkg else ''}.{o.name}@{self.pos(o.pos)} {text}"

    def of_node(self, n: nodes.Node) -> Iterator[str]:
        if isinstance(n, nodes.CaseClause) and isinstance(n.obj, Object):
            yield "implicit " + self.obj(n.obj)
        if not isinstance(n, nodes.Expr):
            return
        if n.mode != operand.INVALID_MODE:
            text = self.typ(n.typ) if isinstance(n.typ, Type) and n.mode != operand.NO_VALUE else ""
            value = exact_string(n.val)[:200] if n.mode == operand.CONSTANT else ""
            yield f"{MODES.get(n.mode, 'value')} {text} = {value}"
        if isinstance(n, nodes.Name):
            if isinstance(n.obj, Object):
                yield "obj " + self.obj(n.obj)
            if n.targs is not None and isinstance(n.inst, Type):
                targs = "; ".join(self.typ(t) for t in n.targs if isinstance(t, Type))
                yield f"inst {targs} => {self.typ(n.inst)}"
        if isinstance(n, nodes.SelectorExpr) and isinstance(n.selection, Selection):
            s = n.selection
            path = " ".join(str(i) for i in s.index)
            yield f"sel {s.skind - 1} {self.typ(s.recv)} {self.obj(s.obj)} [{path}] {str(s.indirect).lower()}"

    def lines(self, check: Checker) -> set[str]:
        result: set[str] = set()
        seen: set[int] = set()
        stack: list[nodes.Node] = list(check.files)
        while stack:
            n = stack.pop()
            if id(n) in seen:
                continue
            seen.add(id(n))
            stack.extend(children(n))
            if pos_col(n.pos) == COL_MAX:
                continue  # column not known
            for fact in self.of_node(n):
                text = fact.replace("\n", "\\n")
                result.add(f"{self.pos(n.pos)} {type(n).__name__} {text}")
        for i, init in enumerate(check.pkg.init_order):
            names = ",".join(v.name for v in init.lhs)
            result.add(f"init {i} {names} @{self.pos(init.rhs.pos)}")
        return result


def children(n: nodes.Node) -> Iterator[nodes.Node]:
    for cls in type(n).__mro__:
        # Compiled classes have no __slots__ but a descriptor for each attribute.
        compiled = [name for name, value in vars(cls).items() if type(value).__name__ == "getset_descriptor"]
        for name in getattr(cls, "__slots__", compiled):
            if name == "target":
                continue
            value = getattr(n, name, None)
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, nodes.Node) and not isinstance(child, nodes.ConstDecl):
                    yield child


def build_oracle(go: str, goroot: str, directory: str) -> str:
    """Path of the program; it is built once per directory."""
    program = os.path.join(directory, "typerecords")
    overlay = os.path.join(directory, "overlay.json")
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "typerecords", "main.go")
    with open(overlay, "w") as f:
        json.dump({"Replace": {f"{goroot}/src/cmd/compile/internal/typerecords/main.go": source}}, f)
    env = dict(os.environ, GOROOT=goroot, GOFLAGS="", GO111MODULE="", CGO_ENABLED="0")
    subprocess.run(
        [go, "build", "-mod=vendor", "-overlay", overlay, "-o", program, "cmd/compile/internal/typerecords"],
        cwd=os.path.join(goroot, "src", "cmd"), env=env, check=True, capture_output=True,
    )  # fmt: skip
    return program


def without_parts(line: str) -> str:
    """Inside of a long concatenation of string constants we do not keep the values of its parts."""
    before, sep, _ = line.partition(" Operation value untyped string = ")
    return before + sep if sep else line


def with_dependencies(session: Session, targets: list[PackageFiles]) -> list[PackageFiles]:
    order: list[PackageFiles] = []
    seen: set[str] = {"unsafe"}

    def visit(files: PackageFiles) -> None:
        if files.import_path in seen:
            return
        seen.add(files.import_path)
        for path in sorted(files.imports):
            if path not in ("unsafe", "C"):
                visit(session.loader.find(path, files))
        order.append(files)

    for files in targets:
        visit(files)
    return order


def compiler_facts(session: Session, program: str, targets: list[PackageFiles]) -> dict[str, set[str]]:
    wanted = {files.import_path for files in targets}
    request = [
        {
            "Path": files.import_path,
            "Files": [os.path.join(files.dir, name) for name in files.go_files],
            "ImportMap": files.import_map,
            "Dump": files.import_path in wanted,
        }
        for files in with_dependencies(session, targets)
    ]
    done = subprocess.run(
        [program], input=json.dumps(request), capture_output=True, text=True, encoding="latin-1", check=True
    )
    result: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in done.stdout.split("\n"):
        if line.startswith("== "):
            current = result.setdefault(line[3:], set())
        elif line:
            current.add(line)
    return result


def compare(patterns: list[str], go: str, directory: str) -> tuple[int, list[str]]:
    """The number of facts, and those that differ."""
    session = Session()
    program = build_oracle(go, session.loader.context.goroot, directory)
    targets = [f for f in session.loader.match(patterns) if f.go_files and f.import_path != "unsafe"]
    expected = compiler_facts(session, program, targets)
    facts = Facts(session)
    total = 0
    differing: list[str] = []
    for files in targets:
        session.package(files)
        check = session.checkers[files.import_path]
        check.check_all()
        want = {without_parts(line) for line in expected[files.import_path]}
        got = {without_parts(line) for line in facts.lines(check)}
        total += len(want)
        differing += [f"{files.import_path}: gc   {line}" for line in sorted(want - got)]
        differing += [f"{files.import_path}: ours {line}" for line in sorted(got - want)]
        drop_bodies(check)
    return total, differing


def lazy_differences(path: str) -> list[str]:
    """Records of a package checked at once that differ from those of one checked function by function."""
    both: list[set[str]] = []
    for backwards in (False, True):
        session = Session()
        session.package(session.loader.find(path, None))
        check = session.checkers[path]
        if backwards:
            check_backwards(check)
            for obj in check.obj_list:
                obj.type()
        else:
            check.check_all()
            check.pkg.init_order.clear()
        both.append({without_parts(line) for line in Facts(session).lines(check)})
    return sorted(both[0] ^ both[1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patterns", nargs="+")
    parser.add_argument("-v", action="store_true")
    options = parser.parse_args()
    go = shutil.which("go")
    if go is None:
        sys.exit("no go command")
    gc.disable()
    sys.setrecursionlimit(20000)
    with tempfile.TemporaryDirectory() as directory:
        total, differing = compare(options.patterns, go, directory)
    if options.v:
        print("\n".join(differing))
    print(f"{total} facts, {len(differing)} differing lines")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
