"""Code of others: some Go libraries that Debian packages, in GOPATH mode."""

import os

import pytest

from goescape.cli.version import is_compiled
from goescape.gc.toolchain import Toolchain
from support.agreement import compare, read_known, unlisted
from support.corpora import third_party_gopath

pytestmark = pytest.mark.differential

PATTERNS = [
    "github.com/pion/...",
    "github.com/hashicorp/hcl/v2/...",
    "github.com/zclconf/go-cty/...",
    "github.com/antlr/antlr4/...",
    "github.com/gopacket/gopacket/...",
    "github.com/ugorji/go/codec",
    "go.starlark.net/...",
]


@pytest.mark.skipif(
    not (os.environ.get("GOESCAPE_ALL") and is_compiled()), reason="280,000 lines: compiled, with GOESCAPE_ALL=1"
)
def test_third_party(go_toolchain: Toolchain) -> None:
    gopath = third_party_gopath()
    env = {"GO111MODULE": "off", "GOPATH": str(gopath)}
    diff = compare(go_toolchain, PATTERNS, gopath / "src", env=env)
    assert diff.total("escape").percent >= 99.8
    assert unlisted(diff, read_known("third-party"), complete=False) == []
