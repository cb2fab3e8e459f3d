"""Index and slice expressions, and what may be an index."""

from goescape.syntax.nodes import Expr, IndexExpr, ListExpr, SliceExpr
from goescape.types import constant
from goescape.types.identity import identical
from goescape.types.literals import LiteralChecker
from goescape.types.named import is_valid, under
from goescape.types.operand import (
    CONSTANT,
    INVALID_MODE,
    MAPINDEX,
    TYPEXPR,
    VALUE,
    VARIABLE,
    Operand,
)
from goescape.types.predicates import all_integer, is_string, is_type_param, is_untyped, typeset
from goescape.types.types import (
    INT,
    STRING,
    Array,
    Basic,
    Interface,
    Map,
    Pointer,
    Signature,
    Slice,
    Type,
)
from goescape.types.universe import TYP, TYP_INVALID, UNIVERSE_BYTE


class IndexChecker(LiteralChecker):
    def index_expr(self, x: Operand, e: IndexExpr) -> bool:
        """Check ``x[i]``, or ``T[A]`` for a generic type T.

        True if it instantiates a function: then x is that function, and instantiating it is up to the caller.
        """
        self.expr_or_type(x, e.x, True)
        mode = x.mode
        if mode == INVALID_MODE:
            self.use_one(e.index, False)
            return False
        if mode == TYPEXPR:
            x.mode = INVALID_MODE
            x.typ = self.var_type(e)
            if is_valid(x.typ):
                x.mode = TYPEXPR
            return False
        if mode == VALUE:
            sig = under(x.typ)
            if isinstance(sig, Signature) and sig.tparams:
                return True
        self.non_generic(None, x)
        if x.mode == INVALID_MODE:
            return False
        if not self.is_complete(x.typ):
            x.mode = INVALID_MODE
            return False

        valid = False
        length = -1
        u = under(x.typ)
        if isinstance(u, Basic):
            if is_string(u):
                valid = True
                if x.mode == CONSTANT:
                    length = const_len(x.val)
                # A byte, and no constant even if string and index are.
                x.mode = VALUE
                x.typ = UNIVERSE_BYTE
        elif isinstance(u, Array):
            valid = True
            length = u.len
            if x.mode != VARIABLE:
                x.mode = VALUE
            x.typ = u.elem
        elif isinstance(u, Pointer):
            if not self.is_complete(u.elem):
                x.mode = INVALID_MODE
                return False
            a = under(u.elem)
            if isinstance(a, Array):
                valid = True
                length = a.len
                x.mode = VARIABLE
                x.typ = a.elem
        elif isinstance(u, Slice):
            valid = True
            x.mode = VARIABLE
            x.typ = u.elem
        elif isinstance(u, Map):
            if not self.is_complete(u.elem):
                x.mode = INVALID_MODE
                return False
            self.map_index(x, e, u.key, u.elem)
            return False
        elif isinstance(u, Interface) and is_type_param(x.typ):
            key, elem, length, mode = self.type_param_index(x)
            if elem is not None:
                if key is not None:
                    self.map_index(x, e, key, elem)
                    return False
                valid = True
                x.mode = mode
                x.typ = elem

        if not valid:
            self.error(e.pos, f"cannot index {self.os(x)}")
            self.use_one(e.index, False)
            x.mode = INVALID_MODE
            return False
        index = self.single_index(e)
        if index is None:
            x.mode = INVALID_MODE
            return False
        self.index(index, length)
        return False

    def map_index(self, x: Operand, e: IndexExpr, key: Type, elem: Type) -> None:
        index = self.single_index(e)
        if index is None:
            x.mode = INVALID_MODE
            return
        k = Operand()
        self.generic_expr(k, index, None)
        self.assignment(k, key, "map index")
        # Whatever the key is, the element's type is known.
        x.mode = MAPINDEX
        x.typ = elem
        x.expr = e

    def type_param_index(self, x: Operand) -> tuple[Type | None, Type | None, int, int]:
        """For a type parameter: key (of maps), element, least length or -1, mode; no element: not to be indexed."""
        key: Type | None = None
        elem: Type | None = None
        length = -1
        mode = VARIABLE
        for term in typeset(x.typ):
            n = -1
            k: Type | None = None
            t: Type | None = None
            u = term.under
            if isinstance(u, Basic):
                if is_string(u):
                    t = UNIVERSE_BYTE
                    mode = VALUE
            elif isinstance(u, Array):
                n = u.len
                t = u.elem
                if x.mode != VARIABLE:
                    mode = VALUE
            elif isinstance(u, Pointer):
                a = under(u.elem)
                if isinstance(a, Array):
                    n = a.len
                    t = a.elem
            elif isinstance(u, Slice):
                t = u.elem
            elif isinstance(u, Map):
                k = u.key
                t = u.elem
            if t is None:
                return None, None, -1, mode
            if elem is None:
                length = n
                key = k
                elem = t
                continue
            # Maps do not mix with others, and all keys and elements are the same.
            if (key is None) != (k is None) or (key is not None and k is not None and not identical(key, k)):
                return None, None, -1, mode
            if not identical(elem, t):
                return None, None, -1, mode
            if 0 <= n < length:
                length = n
        return key, elem, length, mode

    def slice_expr(self, x: Operand, e: SliceExpr) -> None:
        self.expr(None, x, e.x)
        if x.mode == INVALID_MODE:
            self.use_one(e.lo, False)
            self.use_one(e.hi, False)
            self.use_one(e.max, False)
            return
        cu = self.sliced_type(x)
        p = under(x.typ)
        if isinstance(p, Pointer) and not self.is_complete(p.elem):
            x.mode = INVALID_MODE
            return
        if cu is None:
            x.mode = INVALID_MODE
            return

        valid = False
        length = -1
        if isinstance(cu, Basic):
            if is_string(cu):
                if e.full:
                    self.error(e if e.max is None else e.max, "invalid operation: 3-index slice of string")
                    x.mode = INVALID_MODE
                    return
                valid = True
                if x.mode == CONSTANT:
                    length = const_len(x.val)
                # Slicing an untyped string gives a string.
                if is_untyped(x.typ):
                    x.typ = TYP[STRING]
        elif isinstance(cu, Array):
            valid = True
            length = cu.len
            if x.mode != VARIABLE:
                self.error(x, f"cannot slice unaddressable value {self.os(x)}")
                x.mode = INVALID_MODE
                return
            x.typ = Slice(cu.elem)
        elif isinstance(cu, Pointer):
            a = under(cu.elem)
            if isinstance(a, Array):
                valid = True
                length = a.len
                x.typ = Slice(a.elem)
        elif isinstance(cu, Slice):
            valid = True
        if not valid:
            self.error(x, f"cannot slice {self.os(x)}")
            x.mode = INVALID_MODE
            return
        x.mode = VALUE
        if e.full and (e.hi is None or e.max is None):
            self.error(e, "invalid syntax tree: 2nd and 3rd index required in 3-index slice")
            x.mode = INVALID_MODE
            return
        self.slice_indices(e, length)

    def sliced_type(self, x: Operand) -> Type | None:
        """The underlying type that all types of x's type set share, strings counting as []byte; None: an error."""
        ct: Type | None = None
        cu: Type | None = None
        has_string = False
        for term in typeset(x.typ):
            u = term.under
            if u is None:
                self.error(x, f"cannot slice {self.os(x)}: no specific type in {self.ts(x.typ)}")
                cu = None
                break
            if is_string(u):
                u = Slice(UNIVERSE_BYTE)
                has_string = True
            if cu is None:
                ct = term.typ
                cu = u
                continue
            if not identical(cu, u):
                both = f"{self.ts(ct)} and {self.ts(term.typ)}"
                self.error(x, f"cannot slice {self.os(x)}: {both} have different underlying types")
                cu = None
                break
        if has_string:
            cu = TYP[STRING] if is_type_param(x.typ) else under(x.typ)
        return cu

    def slice_indices(self, e: SliceExpr, length: int) -> None:
        """Check the indices, and that constant ones do not decrease."""
        exprs: list[Expr | None] = [e.lo, e.hi, e.max]
        ind: list[int] = []
        limit = length + 1 if length >= 0 else -1
        for i, index in enumerate(exprs):
            v = -1
            if index is not None:
                _, v = self.index(index, limit)
            elif i == 0:
                v = 0
            elif length >= 0:
                v = length
            ind.append(v)
        for i in range(2):
            x = ind[i]
            if x > 0:
                for j in range(i + 1, 3):
                    y = ind[j]
                    if 0 <= y < x:
                        at = exprs[j]
                        assert at is not None
                        self.error(at, f"invalid slice indices: {y} < {x}")
                        return

    def single_index(self, e: IndexExpr) -> Expr | None:
        """The index; one of several, with an error, but None if there is none."""
        index = e.index
        if isinstance(index, ListExpr):
            n = len(index.elems)
            if n <= 1:
                text = f"invalid use of ListExpr for index expression {self.es(e)} with {n} indices"
                self.error(e, "invalid syntax tree: " + text)
                return None
            self.error(index.elems[1], "invalid operation: more than one index")
            index = index.elems[0]
        return index

    def index(self, index: Expr, limit: int) -> tuple[Type, int]:
        """Check an index, which must be less than ``limit`` if that is not negative.

        The result is its type (invalid after an error) and its value, or -1 if that is not constant.
        """
        x = Operand()
        self.expr(None, x, index)
        if not self.is_valid_index(x, "index", False):
            return TYP_INVALID, -1
        if x.mode != CONSTANT:
            return x.typ, -1
        v = x.val
        if not isinstance(v, int):
            return TYP_INVALID, -1
        if 0 <= limit <= v:
            self.error(x, f"invalid argument: index {constant.const_string(v)} out of bounds [0:{limit}]")
            return TYP_INVALID, -1
        return x.typ, v

    def is_valid_index(self, x: Operand, what: str, allow_negative: bool) -> bool:
        """Whether x may be an index (a length ...), reported if not."""
        if x.mode == INVALID_MODE:
            return False
        self.convert_untyped(x, TYP[INT])
        if x.mode == INVALID_MODE:
            return False
        if not all_integer(x.typ):
            self.error(x, f"invalid argument: {what} {self.os(x)} must be integer")
            return False
        if x.mode == CONSTANT:
            if not allow_negative and constant.sign(x.val) < 0:
                self.error(x, f"invalid argument: {what} {self.os(x)} must not be negative")
                return False
            ok, val = constant.representable(x.val, INT, self.sizes)
            if not ok:
                self.error(x, f"invalid argument: {what} {self.os(x)} overflows int")
                return False
            x.val = val
        return True


def const_len(val: object) -> int:
    return len(val) if isinstance(val, str) else 0
