"""The language of explanations."""

import os

from goescape.explain.phrases import Lang


def choose_language(wanted: str) -> Lang:
    """What --lang says, else what the locale's variables say, else English."""
    if wanted:
        return "zh" if wanted == "zh" else "en"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"
