"""Which types a package mentions, in gc's order: for them method wrappers are made (spec: noder/reader.go, typIdx).

gc makes the wrappers of a type in the package that first reads it, unless an imported package must have done so
already: then the type is read from that package's export data, where something that is not generic mentions it. gc
remembers what it has read from which package. So a type that an imported package's generic code mentioned first is
read no more when its other code mentions it, and wrappers are made once again; see ``Reader``.
"""

from typing import TYPE_CHECKING, final

from goescape.ir.node import Func, Name
from goescape.ir.types import TFORW, TPTR
from goescape.ir.types import Type as IRType
from goescape.lower.dicts import Dict
from goescape.lower.typemap import TypeMap, signature_of
from goescape.lower.writing import BodyExports, WritingOrder, parts_of
from goescape.types.named import unalias, under
from goescape.types.types import Func as FuncObject
from goescape.types.types import Interface, Named, Object, Package, Struct, Type

if TYPE_CHECKING:
    from goescape.lower.unit import Unit


@final
class PackageReads:
    """What was read from an imported package's export data: by type, the declarations that mentioned it.

    gc knows types by their places in the export data. Most have one place. A second one is made where a type is
    mentioned while it is being written for the first time: ``WritingOrder`` knows.
    """

    __slots__ = ("pkg", "reading", "owners", "written", "linked")

    def __init__(self, pkg: Package, reading: Package) -> None:
        self.pkg = pkg
        self.reading = reading
        self.owners: dict[int, list[Reader]] = {}
        self.written: WritingOrder | None = None
        self.linked: list[WritingOrder] = []

    def same_copy(self, t: IRType, a: "Reader", b: "Reader", types: TypeMap, exports: BodyExports) -> bool:
        """Whether two declarations refer to the same entry of an instance."""
        if self.written is None:
            self.written = WritingOrder(self.pkg, set(), types, None, None)
            self.written.write_package()
            for source in sources_of(self.pkg, self.reading):
                linked = WritingOrder(source, between(source, self.pkg), types, exports, self.written)
                linked.write_package()
                self.linked.append(linked)
        source_a, source_b = self._source(a), self._source(b)
        if source_a is not source_b:
            return False
        if self.written.entry(t, a.owner, a.body) != self.written.entry(t, b.owner, b.body):
            return False
        return source_a.entry(t, a.owner, a.body) == source_a.entry(t, b.owner, b.body)

    def _source(self, reader: "Reader") -> WritingOrder:
        """Where gc has it from: of bodies to inline the first export data that it reads, of all else the last."""
        if reader.body:
            for linked in self.linked:
                if linked.pkg is self.pkg:
                    return linked
            return self.linked[-1]
        for linked in self.linked:
            if reader.owner in linked.begun:
                return linked
        return self.linked[0]


def imported_by(pkg: Package, seen: set[Package]) -> set[Package]:
    """A package and all below it."""
    if pkg not in seen:
        seen.add(pkg)
        for p in pkg.imports:
            imported_by(p, seen)
    return seen


def sources_of(pkg: Package, reading: Package) -> list[Package]:
    """The imports whose export data may hold a package's declarations; gc takes what it has read last."""
    found = [p for p in reading.imports if pkg in imported_by(p, set())]
    found.reverse()
    return found or [pkg]


def between(pkg: Package, below: Package) -> set[Package]:
    """The packages by way of which one package needs another."""
    return {p for p in imported_by(pkg, set()) if below in imported_by(p, set())}


@final
class Reader:
    """A declaration of an imported package that is being read; the package's types need no wrappers here.

    ``body``: what is read is the body of a function, to inline it.
    """

    __slots__ = ("reads", "owner", "body")

    def __init__(self, reads: PackageReads, owner: Object, body: bool) -> None:
        self.reads = reads
        self.owner = owner
        self.body = body


def owner_of(obj: Object) -> Object:
    """The declaration that an object is written with: methods are with their type, if they are not generic."""
    if isinstance(obj, FuncObject):
        sig = signature_of(obj)
        if sig.recv is not None and not sig.tparams:
            t = unalias(sig.recv.type())
            parts = parts_of(t)
            base = unalias(parts[0]) if parts and not isinstance(t, Named) else t
            if isinstance(base, Named):
                return base.orig.obj
    return obj


@final
class TypeNotes:
    """``need``, ``have``: types whose wrappers this package, or one that it imports, is responsible for, in order."""

    __slots__ = (
        "unit", "need", "have", "noted", "have_ids", "args_noted", "under_noted", "declared", "declaring", "packages",
        "readers", "body_readers", "current",
    )  # fmt: skip

    def __init__(self, unit: "Unit") -> None:
        self.unit = unit
        self.need: list[IRType] = []
        self.have: list[IRType] = []
        self.noted: set[int] = set()
        self.have_ids: set[int] = set()
        self.args_noted: set[tuple[Dict, Type]] = set()
        self.under_noted: set[tuple[Dict, Type]] = set()
        self.declared: set[int] = set()  # defined types whose declaration was read, is being read
        self.declaring: set[int] = set()
        self.packages: dict[Package, PackageReads] = {}
        self.readers: dict[Object, Reader] = {}
        self.body_readers: dict[Object, Reader] = {}
        self.current: Reader | None = None  # of the body that is being inlined

    def reader_of(self, obj: Object) -> Reader | None:
        """None for what this package declares."""
        return self._reader(obj, False, self.readers)

    def body_reader_of(self, obj: Object) -> Reader | None:
        """Of a function that is inlined."""
        return self._reader(obj, True, self.body_readers)

    def _reader(self, obj: Object, body: bool, known: dict[Object, Reader]) -> Reader | None:
        if obj.pkg is None or obj.pkg is self.unit.pkg:
            return None
        reader = known.get(obj)
        if reader is None:
            owner = owner_of(obj)
            reader = known.get(owner)
            if reader is None:
                reader = Reader(self._reads(obj.pkg), owner, body)
                known[owner] = reader
            known[obj] = reader
        return reader

    def _reads(self, pkg: Package) -> PackageReads:
        known = self.packages.get(pkg)
        if known is None:
            known = PackageReads(pkg, self.unit.pkg)
            self.packages[pkg] = known
        return known

    # ----------------------------------------------------------------------------------------------- mentions

    def mention(self, t: Type, it: IRType, d: Dict | None) -> None:
        """A type is mentioned in the code that is being lowered; ``it`` is what it is under the dictionary."""
        if d is None:
            if self.current is not None or it.id not in self.noted:
                self.note(it, self.current)
            return
        if d.shaped and t.cache is None and (d, t) not in self.args_noted:
            self.args_noted.add((d, t))
            self.note_args(t, d)
        if it.id not in self.noted:
            self.note(it, None)
        if d.owner.pkg is not self.unit.pkg:
            self.read_generic(t, d)

    def note(self, t: IRType, reader: Reader | None) -> None:
        """Record that a type was met, and with it those it is made of, in the order in which gc reads them."""
        if self._is_noted(t, reader):
            return
        if t.sym is not None:
            pkg = t.sym.pkg
            if pkg is not None and pkg is not self.unit.table.builtin and not t.is_shape:
                if t.targs and not t.has_shape:
                    for a in t.targs[len(self.unit.types.dicts[t].implicits) :]:
                        self.note(a, reader)
                self.declare(t)
                if self._is_noted(t, reader):
                    return
                if t.id not in self.declaring:
                    self._set_noted(t, reader)
                    self._note_wrapper(t, reader)
                elif not t.targs:  # it refers to itself: its wrappers are due when it is complete
                    self._set_noted(t, reader)
                return
            self._set_noted(t, reader)
            if t is self.unit.types.error_type or t.is_shape:
                self._note_wrapper(t, reader)
            return
        self._set_noted(t, reader)
        if isinstance(t.origin, Interface):
            self._note_embedded(t.origin, None, reader)
        self._note_parts(t, reader)
        self._note_wrapper(t, reader)

    def _note_parts(self, t: IRType, reader: Reader | None) -> None:
        if t.key is not None:
            self.note(t.key, reader)
        if t.elem is not None:
            self.note(t.elem, reader)
        for f in t.fields:
            self.note(f.typ, reader)
        self.note_signature(t, reader)

    def _note_embedded(self, t: Interface, d: Dict | None, reader: Reader | None) -> None:
        """Note what an interface is written with; the IR type only knows all of its methods."""
        for m in t.methods:
            self.note_signature(self.unit.types.signature(signature_of(m), d, None), reader)
        for e in t.embeddeds:
            self.note(self.unit.types.typ(e, d), reader)

    def note_signature(self, sig: IRType, reader: Reader | None) -> None:
        for f in sig.params:
            self.note(f.typ, reader)
        for f in sig.results:
            self.note(f.typ, reader)

    def note_args(self, t: Type, d: Dict) -> None:
        """Note the type arguments that ``t`` mentions: in an IR type, shapes have taken their place."""
        if not self.unit.types.derived(t):
            return
        for part in parts_of(t):
            self.note_args(part, d)
            if isinstance(t, Named):
                self.note(self.unit.types.typ(part, d), None)

    def _note_wrapper(self, t: IRType, reader: Reader | None) -> None:
        if t.kind == TPTR or t.kind == TFORW:
            return
        if reader is not None and not (t is self.unit.types.error_type and self.unit.pkg.path == "runtime"):
            self.have.append(t)
            self.have_ids.add(t.id)
        else:
            self.need.append(t)

    # ------------------------------------------------------------------------------------------- declarations

    def declare(self, t: IRType) -> None:
        """Note what a defined type is made of, and its methods, where that has not happened."""
        if t.id in self.declared:
            return
        self.declared.add(t.id)
        self.declaring.add(t.id)
        d = self.unit.types.dicts.get(t)
        orig = t.origin
        reader: Reader | None = None
        if isinstance(orig, Named) and not t.targs:
            reader = self.reader_of(orig.obj)
        self._note_underlying(t, d, reader)
        self.declaring.discard(t.id)
        if d is not None and not d.shaped and not t.has_shape:
            self.unit.todo_dicts.append((None, d, None))
        shaped = d if d is not None and d.shaped else None
        for m in self.unit.declared_methods(t):
            if t.id not in self.noted:  # its receiver
                if shaped is not None:
                    for a in shaped.targs[len(shaped.implicits) :]:
                        self.note(a, None)
                self._set_noted(t, reader)
                self._note_wrapper(t, reader)
            n = m.nname
            if d is not None and isinstance(n, Name) and isinstance(n.origin, FuncObject):
                self._note_generic(signature_of(n.origin), d)
            self.note_signature(m.typ, reader)
            if reader is None and isinstance(n, Name) and isinstance(n.func, Func):
                self.unit.queue(n.func)
        if not t.has_shape:
            self._note_wrapper(t, reader)

    def _note_underlying(self, t: IRType, d: Dict | None, reader: Reader | None) -> None:
        u = t.underlying
        if u is t or u.sym is not None:
            return
        orig = t.origin
        u2 = under(orig) if isinstance(orig, Named) else None
        if d is not None and isinstance(u2, Struct):
            for i, f in enumerate(u.fields):
                self._note_generic(u2.fields[i].type(), d)
                if d.shaped:
                    self.note(f.typ, reader)
        elif d is not None and u2 is not None:
            self._note_generic(u2, d)
        if isinstance(u2, Interface) and u2.embeddeds:
            self._note_embedded(u2, d, reader)
        self._note_parts(u, reader)

    def _note_generic(self, t: Type, d: Dict) -> None:
        if d.shaped:
            self.note_args(t, d)
        if d.owner.pkg is not self.unit.pkg:
            self.read_generic(t, d)

    def note_instance(self, sig: Type, t: IRType, d: Dict) -> None:
        """The signature of an instance of a generic function."""
        self._note_generic(sig, d)
        if t.recv is not None:
            self.note(t.recv.typ, None)
        self.note_signature(t, None)

    # --------------------------------------------------------------------------------- what packages were read

    def _is_noted(self, t: IRType, reader: Reader | None) -> bool:
        if reader is None:
            return t.id in self.noted
        owners = reader.reads.owners.get(t.id)
        if owners is None:
            return False
        if reader in owners:
            return True
        if t.sym is None:
            return False  # each type literal is a type of its own to gc
        return t.id in self.have_ids or not self._has_other_copy(t, owners, reader)

    def _set_noted(self, t: IRType, reader: Reader | None) -> None:
        self.noted.add(t.id)
        if reader is not None:
            _add_owner(reader, t)

    def _has_other_copy(self, t: IRType, owners: list[Reader], reader: Reader) -> bool:
        """Whether what was read at the owners' is not what the reader reads: the type was written twice."""
        if not t.targs:
            return False
        for owner in owners:
            if reader.reads.same_copy(t, owner, reader, self.unit.types, self.unit.host):
                return False
        return True

    def read_generic(self, t: Type, d: Dict) -> None:
        """An imported package's generic code mentions a type; of what is not derived, gc remembers that it was read."""
        if (d, t) in self.under_noted:
            return
        self.under_noted.add((d, t))
        if not self.unit.types.derived(t):
            reader = self.reader_of(d.owner)
            assert reader is not None
            self._mark_read(self.unit.types.typ(t, d), reader)
        else:
            for part in parts_of(t):
                self.read_generic(part, d)

    def _mark_read(self, t: IRType, reader: Reader) -> None:
        if not _add_owner(reader, t):
            return
        for a in t.targs:
            self._mark_read(a, reader)
        if t.sym is not None:
            return
        if t.key is not None:
            self._mark_read(t.key, reader)
        if t.elem is not None:
            self._mark_read(t.elem, reader)
        for f in t.fields:
            self._mark_read(f.typ, reader)
        for f in t.params:
            self._mark_read(f.typ, reader)
        for f in t.results:
            self._mark_read(f.typ, reader)


def _add_owner(reader: Reader, t: IRType) -> bool:
    """Whether the declaration had not mentioned the type before."""
    owners = reader.reads.owners.get(t.id)
    if owners is None:
        reader.reads.owners[t.id] = [reader]
        return True
    if reader in owners:
        return False
    owners.append(reader)
    return True
