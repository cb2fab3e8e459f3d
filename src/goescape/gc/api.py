"""What others may use of this layer."""

from collections.abc import Sequence

from goescape.gc.dump import ESCAPED, LOWERED, dump_functions
from goescape.gc.parse import parse_text
from goescape.gc.run import GcOptions, run_gc
from goescape.gc.sites import sites_of
from goescape.gc.toolchain import (
    KNOWN_RELEASES,
    GoSettingsError,
    Toolchain,
    ToolchainError,
    is_known_release,
    open_toolchain,
    platform,
)
from goescape.result import PackageReport

__all__ = [
    "ESCAPED",
    "KNOWN_RELEASES",
    "LOWERED",
    "GcOptions",
    "GoSettingsError",
    "Toolchain",
    "ToolchainError",
    "analyze",
    "dump_functions",
    "is_known_release",
    "open_toolchain",
    "platform",
    "sites_of",
]


def analyze(toolchain: Toolchain, patterns: Sequence[str], options: GcOptions) -> tuple[list[PackageReport], int]:
    """The compiler's own answer for ``patterns`` as records, and its exit status."""
    run = run_gc(toolchain, patterns, options)
    reports = parse_text(run.text, run.cwd, failed=run.status != 0)
    return (_tested(reports) if options.tests else reports), run.status


def _tested(reports: list[PackageReport]) -> list[PackageReport]:
    """With tests, the go command also compiles each package without them, and a generated main package ``p.test``."""
    variants = {report.path for report in reports if report.desc == f"{report.path} [{report.path}.test]"}
    return [
        report
        for report in reports
        if not (report.desc == report.path and (report.path in variants or report.path.endswith(".test")))
    ]
