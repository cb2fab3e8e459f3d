"""Records as JSON text."""

import json
from typing import Any

import msgspec


def to_json(value: Any) -> bytes:
    """Indented, with a newline at the end. In names that are no UTF-8, "?" stands for what JSON cannot hold."""
    try:
        return msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n"
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(value), indent=1, ensure_ascii=False)
        return text.encode("utf-8", "replace") + b"\n"
