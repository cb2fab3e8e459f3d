"""Printing, sizes and call order of hand-made IR."""

from goescape.ir.expr import BasicLit, BinaryExpr, CallExpr, ConvExpr, SelectorExpr, StarExpr, UnaryExpr
from goescape.ir.fmt import Printer
from goescape.ir.node import PAUTO, PFUNC, Func, Name
from goescape.ir.ops import OADD, OCALLFUNC, OCONV, ODOT, OMUL, ONAME, ONEG
from goescape.ir.scc import BottomUp
from goescape.ir.sizes import Sizes
from goescape.ir.types import Field, Type, TypeTable


def table() -> TypeTable:
    return TypeTable(8, 8)


def field(t: TypeTable, name: str, typ: Type) -> Field:
    return Field(0, t.pkg("p", "p").lookup(name), typ)


def test_sizes() -> None:
    t = table()
    b = t.basic
    s = Sizes(8, 8, 1 << 50)
    st = t.new_struct([field(t, "a", b["int8"]), field(t, "b", b["string"]), field(t, "c", t.new_struct([]))])
    assert (s.width(st), s.alignment(st), s.ptr_data_size(st)) == (32, 8, 16)
    assert [f.offset for f in st.fields] == [0, 8, 24]
    arr = t.new_array(b["uint16"], 3)
    assert (s.width(arr), s.alignment(arr), s.has_pointers(arr)) == (6, 2, False)
    assert s.width(t.new_slice(st)) == 24
    assert s.is_direct_iface(t.new_ptr(st))
    assert s.is_direct_iface(t.new_struct([field(t, "p", t.new_ptr(b["int"]))]))
    assert not s.is_direct_iface(b["int"])
    assert not s.has_pointers(t.new_array(b["string"], 0))


def test_sizes_on_32_bits() -> None:
    t = TypeTable(4, 4)
    s = Sizes(4, 4, (1 << 32) - 1)
    st = t.new_struct([field(t, "a", t.basic["int8"]), field(t, "b", t.basic["int64"])])
    assert (s.width(st), s.alignment(st)) == (12, 4)


def test_print_types() -> None:
    t = table()
    p = Printer(t, t.pkg("p", "p"))
    b = t.basic
    q = t.new_named(("T",), t.pkg("q/v2", "q").lookup("T"))
    local = t.new_named(("L",), t.pkg("p", "p").lookup("L\xc2\xb71"))
    fn = t.new_func(None, [field(t, "a", q), field(t, "b", t.new_slice(b["byte"]))], [field(t, "", local)], True)
    assert p.typ(fn) == "func(q.T, ...byte) L"
    assert p.typ(t.new_map(b["string"], t.new_chan(t.new_chan(b["int"], 1), 3))) == "map[string]chan (<-chan int)"
    assert p.typ(t.new_struct([field(t, "x", b["rune"])])) == "struct { x rune }"
    assert p.typ(t.new_interface([])) == "interface {}"


def test_print_expressions() -> None:
    t = table()
    p = Printer(t, t.pkg("p", "p"))
    b = t.basic
    x = Name(0, ONAME, t.pkg("p", "p").lookup("x"), b["int"], PAUTO)
    y = Name(0, ONAME, t.pkg("q", "q").lookup("y"), b["int"], PAUTO)
    add = BinaryExpr(0, OADD, BinaryExpr(0, OADD, x, y), x)
    assert p.node(BinaryExpr(0, OMUL, add, BinaryExpr(0, OADD, x, y))) == "(x + q.y + x) * (x + q.y)"
    assert p.node(UnaryExpr(0, ONEG, UnaryExpr(0, ONEG, x))) == "- (-x)"
    sel = SelectorExpr(0, ODOT, StarExpr(0, x), t.exported.lookup("F"))
    assert p.node(sel) == "(*x).F"
    conv = ConvExpr(0, OCONV, x)
    conv.typ = t.new_ptr(b["int"])
    assert p.node(CallExpr(0, OCALLFUNC, sel, [conv, y], None)) == "(*x).F((*int)(x), q.y)"
    lit = BasicLit(0, 97)
    lit.typ = b["rune"]
    assert p.node(lit) == "'a'"
    lit.typ = b["uint8"]
    assert p.node(lit) == "uint8(97)"


def test_long_chains_do_not_recurse() -> None:
    t = table()
    x = Name(0, ONAME, t.pkg("p", "p").lookup("x"), t.basic["int"], PAUTO)
    e = BinaryExpr(0, OADD, x, x)
    for _ in range(50000):
        e = BinaryExpr(0, OADD, e, x)
    assert Printer(t, t.pkg("p", "p")).node(e).count("x") == 50002


class Recorder(BottomUp):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[list[str], bool]] = []

    def is_local(self, fn: Func) -> bool:
        return True

    def analyze(self, fns: list[Func], recursive: bool) -> None:
        self.seen.append(([f.nname.sym.name for f in fns], recursive))


def make_func(t: TypeTable, name: str) -> Func:
    return Func(0, Name(0, ONAME, t.pkg("p", "p").lookup(name), None, PFUNC))


def mention(caller: Func, callee: Func) -> None:
    caller.body.append(callee.nname)


def test_callees_come_first() -> None:
    t = table()
    a, b, c, d = (make_func(t, n) for n in "abcd")
    mention(a, b)
    mention(b, c)
    mention(c, b)
    mention(a, d)
    mention(d, d)
    r = Recorder()
    r.visit_funcs([a, b, c, d])
    assert r.seen == [(["b", "c"], True), (["d"], True), (["a"], False)]
