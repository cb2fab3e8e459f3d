"""Tags of functions are the same whether all callees are looked up or only those that can matter."""

from pathlib import Path

import pytest

import goescape.program.engine as engine_module
from goescape.escape.records import SINK_RESULT
from goescape.gc.toolchain import Toolchain
from goescape.ir.node import Func, Name
from goescape.lower.unit import Unit
from goescape.program.api import Options, analyze
from goescape.program.engine import Engine, Sink, UnitFacts

pytestmark = pytest.mark.skipif(
    not str(engine_module.__file__).endswith(".py"), reason="replaces methods, which compiled classes do not allow"
)

PROGRAM = """package p

import (
	"encoding/csv"
	"io"
)

func F(r io.Reader) ([][]string, error) { return csv.NewReader(r).ReadAll() }

func G(w io.Writer, row []string) error { return csv.NewWriter(w).Write(row) }
"""


def tags_of_callees(folder: Path, goroot: str, eager: bool, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    make_sink = Engine.make_sink
    analyze_lazily = Engine.analyze_lazily

    def patched_sink(self: Engine, unit: Unit, level: int, facts: UnitFacts) -> Sink:
        sink = make_sink(self, unit, level, facts)
        sink.eager = eager
        return sink

    def patched_analyze(self: Engine, unit: Unit, fn: Func) -> None:
        analyze_lazily(self, unit, fn)
        assert fn.tags is not None
        tags[fn.pkg + "." + fn.nname.sym.name] = fn.tags

    with monkeypatch.context() as m:
        m.setattr(Engine, "make_sink", patched_sink)
        m.setattr(Engine, "analyze_lazily", patched_analyze)
        analyze(["."], Options(cwd=str(folder), goroot=goroot), lambda report: None, lambda *args: None)
    return tags


def test_lazy_tags_equal_eager_tags(tmp_path: Path, go_toolchain: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "go.mod").write_text("module p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text(PROGRAM)
    lazy = tags_of_callees(tmp_path, go_toolchain.goroot, False, monkeypatch)
    eager = tags_of_callees(tmp_path, go_toolchain.goroot, True, monkeypatch)
    common = lazy.keys() & eager.keys()
    assert len(common) > 5
    assert len(eager) > len(lazy)
    assert {name: lazy[name] for name in common} == {name: eager[name] for name in common}


def test_records_say_why(tmp_path: Path, go_toolchain: Toolchain, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "go.mod").write_text("module p\n\ngo 1.27\n")
    (tmp_path / "p.go").write_text("package p\n\nfunc f(q *int) *int { x := 1; y := &x; *q = 2; return y }\n")
    sinks: list[Sink] = []
    make_sink = Engine.make_sink

    def patched_sink(self: Engine, unit: Unit, level: int, facts: UnitFacts) -> Sink:
        sink = make_sink(self, unit, level, facts)
        sink.collect = True
        sinks.append(sink)
        return sink

    monkeypatch.setattr(Engine, "make_sink", patched_sink)
    options = Options(cwd=str(tmp_path), goroot=go_toolchain.goroot)
    analyze(["."], options, lambda report: None, lambda *args: None)
    moved = [v for s in sinks for v in s.verdicts if v.escapes]
    assert [v.node.sym.name for v in moved if isinstance(v.node, Name)] == ["x"]
    flow = moved[0].flow
    assert flow is not None and flow.sink == SINK_RESULT
    assert [s.derefs for s in flow.steps] == [-1, 0]
    assert [o.why for s in flow.steps for o in s.operations] == ["address-of", "assign", "return"]
