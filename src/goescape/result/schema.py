"""The JSON form of a report, and its published schema (``docs/schema/report-N.json``)."""

from typing import Any

import msgspec

from goescape.result.encode import to_json
from goescape.result.sites import SCHEMA, Report


class FormatError(ValueError):
    """Text that is no report, or one of another version; the message is a sentence."""


class _Header(msgspec.Struct):
    schema: int


def encode_report(report: Report) -> bytes:
    """Indented JSON with a newline at the end."""
    return to_json(report)


def decode_report(text: bytes) -> Report:
    """Raises FormatError."""
    try:
        version = msgspec.json.decode(text, type=_Header).schema
    except msgspec.DecodeError as err:
        raise FormatError(f"this is no report of goescape: {err}") from err
    if version != SCHEMA:
        raise FormatError(f"the report has format {version}, this goescape reads format {SCHEMA}")
    try:
        return msgspec.json.decode(text, type=Report)
    except msgspec.DecodeError as err:
        raise FormatError(f"the report is damaged: {err}") from err


def report_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a report."""
    schema = msgspec.json.schema(Report)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:goescape:schema:report-{SCHEMA}",
        "title": "goescape report",
        **schema,
    }
