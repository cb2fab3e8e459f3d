"""Records of sites of small modules."""

import os
from collections.abc import Iterator
from pathlib import Path

from goescape.program.api import Options, analyze
from goescape.result import PackageReport
from goescape.result.sites import PackageSites, Site, Verdict

GO_MOD = "module example.com/case\n\ngo 1.27\n"


def records(
    folder: Path, patterns: list[str], inline: bool = True, env: dict[str, str] | None = None
) -> list[PackageSites]:
    """Of the packages in ``folder``, which must have no errors."""
    out: list[PackageSites] = []

    def on_package(report: PackageReport) -> None:
        assert not report.errors, report.errors[0].format()
        assert report.sites is not None
        out.append(report.sites)

    options = Options(0, inline, cwd=str(folder), env={**os.environ, **(env or {})}, records=True)
    analysis = analyze(patterns, options, on_package, lambda done, total, name: None)
    assert not analysis.errors, analysis.errors[0].format()
    return out


def records_of(source: str, folder: Path) -> PackageSites:
    """Of one file of package p."""
    (folder / "go.mod").write_text(GO_MOD)
    (folder / "p.go").write_text(source)
    (package,) = records(folder, ["."])
    return package


def on_heap(package: PackageSites) -> Iterator[tuple[Site, Verdict]]:
    for site in package.sites:
        for verdict in [*site.alone, *site.copies]:
            if verdict.heap:
                yield site, verdict
