"""What does not hold, as SARIF: a rule for each kind of failure, the causes of the catalogue as a taxonomy."""

import hashlib
from collections.abc import Sequence
from typing import Final

from goescape.check import phrases
from goescape.check.outcome import Failure, Outcome
from goescape.explain.catalogue import CAUSES
from goescape.explain.phrases import Lang, Phrase
from goescape.report.sarif import FINGERPRINT, MAX_RESULTS, Json, Places, SarifLog, Stamp, is_place, plain
from goescape.result import Diagnostic

_TAXONOMY: Final = "goescape causes"
_RULES: Final[dict[str, tuple[str, Phrase, Phrase]]] = {
    "contract": ("contract-broken", phrases.DOES_NOT_HOLD, phrases.RULE_CONTRACT),
    "invalid": ("directive-invalid", phrases.INVALID, phrases.RULE_INVALID),
    "new": ("site-not-in-baseline", phrases.IS_NEW, phrases.RULE_NEW),
    "budget": ("budget-exceeded", phrases.OVER_BUDGET, phrases.RULE_BUDGET),
    "forbidden": ("cause-forbidden", phrases.IS_FORBIDDEN, phrases.RULE_FORBIDDEN),
}


def check_sarif(outcome: Outcome, root: str, goroot: str, errors: Sequence[Diagnostic], lang: Lang) -> str:
    """``root``: the folder that paths are relative to. errors: why packages are missing."""
    stamp = Stamp(
        "check", outcome.tool, outcome.engine, outcome.go, outcome.goos, outcome.goarch, root, goroot, errors=errors
    )
    stamp.notes += outcome.notes
    for gone in outcome.gone:
        stamp.notes.append(phrases.GONE.say(lang, text=f"`{gone.text}`", function=gone.function or gone.package))
    places = Places(stamp)
    codes = {f.cause for f in outcome.failures if f.cause}
    taxa = [cause.code for cause in CAUSES if cause.code in codes]
    failures = [f for f in outcome.failures if is_place(f.place)]
    seen: dict[str, int] = {}
    results = [_result(f, places, taxa, seen) for f in failures[:MAX_RESULTS]]
    kinds = {f.what for f in failures}
    rules = [_rule(what, lang) for what in _RULES if what in kinds]
    taxonomies = [_taxonomy(taxa, lang)] if taxa else []
    return SarifLog(stamp, places, lang, rules, len(failures), taxonomies).text(results)


def _rule(what: str, lang: Lang) -> Json:
    code, title, description = _RULES[what]
    text = description.say(lang)
    return {
        "id": code,
        "shortDescription": {"text": title.say(lang)},
        "fullDescription": {"text": text},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["performance", "memory"], "precision": "very-high", "problem.severity": "error"},
    }


def _taxonomy(codes: list[str], lang: Lang) -> Json:
    by_code = {cause.code: cause for cause in CAUSES}
    taxa: list[Json] = []
    for code in codes:
        cause = by_code[code]
        text = {"text": cause.title.to(lang)}
        taxa.append({"id": code, "name": cause.name, "shortDescription": text})
    return {"name": _TAXONOMY, "taxa": taxa}


def _result(f: Failure, places: Places, taxa: list[str], seen: dict[str, int]) -> Json:
    location = places.location(f.place)
    if f.width > 1 and "startColumn" in location["physicalLocation"]["region"]:
        found = location["physicalLocation"]["region"]
        found["endColumn"] = found["startColumn"] + f.width
    if f.function:
        full = f"{f.package}.{f.function}"
        location["logicalLocations"] = [{"name": f.function, "fullyQualifiedName": full, "kind": "function"}]
    text = f"{f.rule}: {f.message}" + (f" {f.suggestion}" if f.suggestion else "")
    result: Json = {
        "ruleId": _RULES[f.what][0],
        "level": "error",
        "message": {"text": plain(text)},
        "locations": [location],
        "partialFingerprints": {FINGERPRINT: _fingerprint(f, seen)},
        "properties": {"rule": f.rule, "package": f.package, "function": f.function},
    }
    steps = [
        {"location": places.location(step.place, step.text)}
        for step in f.story
        if step.place is not None and is_place(step.place)
    ]
    if steps:
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    if f.rule_place is not None and is_place(f.rule_place) and f.rule_place != f.place:
        result["relatedLocations"] = [{"id": 1, **places.location(f.rule_place, f.rule)}]
    if f.cause:
        index = taxa.index(f.cause)
        result["taxa"] = [{"id": f.cause, "index": index, "toolComponent": {"name": _TAXONOMY, "index": 0}}]
    return result


def _fingerprint(f: Failure, seen: dict[str, int]) -> str:
    """Of a site its own; of anything else of what is promised where, counted."""
    key = "\0".join([f.what, f.rule, f.package, f.function, f.fingerprint])
    seen[key] = seen.get(key, 0) + 1
    return hashlib.sha256(f"{key}\0{seen[key]}".encode("utf-8", "replace")).hexdigest()[:32]
