"""Real code: what is on the heap in the standard library has a cause, and a remedy that can be read."""

import os
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from goescape.explain.classify import cause_of, has_cause, suggestion
from goescape.explain.phrases import Lang
from support import seeds
from support.records import GO_MOD, records

PACKAGES = """
    archive/tar archive/zip bufio bytes compress/flate container/list context crypto/tls crypto/x509 database/sql
    encoding/binary encoding/csv encoding/gob encoding/json encoding/xml errors flag fmt go/ast go/parser go/printer
    go/scanner go/types html/template image/jpeg image/png io iter log log/slog maps math/big mime/multipart net
    net/http net/netip net/textproto net/url os os/exec path/filepath reflect regexp regexp/syntax runtime slices
    sort strconv strings sync testing text/template text/template/parse time unique
""".split()
MOST_UNEXPLAINED = 0.01
LANGS: tuple[Lang, ...] = ("en", "zh")
ARTEFACT = re.compile(r"\.autotmp|~r\d|`\?`|go\.shape|\{\}`\{|``")


@pytest.mark.differential
def test_std_is_explained(tmp_path: Path) -> None:
    chosen = PACKAGES if os.environ.get("GOESCAPE_ALL") else random.Random(seeds.SEED).sample(PACKAGES, 4)
    (tmp_path / "go.mod").write_text(GO_MOD)
    causes: Counter[str] = Counter()
    for package in records(tmp_path, chosen):
        for site in package.sites:
            for verdict in filter(has_cause, [*site.alone, *site.copies]):
                causes[cause_of(site, verdict).name] += 1
                for lang in LANGS:
                    sentence = suggestion(site, verdict, lang)
                    assert not ARTEFACT.search(sentence), sentence
                    assert sentence.count("`") % 2 == 0, sentence
    assert causes["unexplained"] <= MOST_UNEXPLAINED * causes.total(), causes
