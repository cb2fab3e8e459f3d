"""Human names for what gc calls ``.autotmp_4``, ``~r0``, ``... argument``, ``F[go.shape.int].func1``."""

import re

from goescape.explain import phrases
from goescape.explain.phrases import Lang

_SHAPE = re.compile(r"go\.shape\.")
_LITERAL = re.compile(r"^(.*?)\.(?:func|gowrap|deferwrap|\d|-range)[\w.-]*$")
_OUTER_LITERAL = re.compile(r"^glob\.+func\d+")
_RESULT = re.compile(r"^(?:[\w/.]+\.)?~r(\d+)$")
_LOOP_STATE = re.compile(r"^(?:[\w/.]+\.)?#\w+$")  # #state1, #next, #rv2: made for range over a function
_NAMELESS = re.compile(r"\.autotmp_\d+|(?<!\w)~r\d+")
_AUTOTMP = re.compile(r"^(?:[\w/.]+\.)?\.autotmp_\d+$")


def human_value(text: str, lang: Lang, *, results: int = 1) -> str:
    """A value as gc writes it → as people do. Code is set in backquotes, descriptions are not."""
    if not text or text == "{temp}" or _AUTOTMP.match(text):
        return phrases.NAME_TEMP.say(lang)
    result = _RESULT.match(text)
    if result:
        if results < 2:
            return phrases.NAME_RESULT.say(lang)
        return phrases.NAME_RESULT_N.say(lang, n=str(int(result.group(1)) + 1))
    if text == "... argument":
        return phrases.NAME_ARGUMENTS.say(lang)
    if "#yield" in text:
        return phrases.NAME_LOOP_BODY.say(lang)
    if _LOOP_STATE.match(text):
        return phrases.NAME_LOOP_STATE.say(lang)
    if text == "func literal":
        return phrases.NAME_CLOSURE.say(lang)
    return f"`{clean(text).replace('`', chr(39))}`"  # one inside would end the code, as in Markdown


def clean(text: str) -> str:
    """Text of an expression without gc's spelling of shapes, of temporaries and of what inlined calls return."""
    return _NAMELESS.sub("…", _SHAPE.sub("", text))


def human_function(name: str, lang: Lang) -> str:
    """``(*T).M.func2`` → "a function literal in (*T).M"."""
    if not name:
        return phrases.NAME_FUNCTION.say(lang)
    name = clean(name)
    if name.startswith("glob.."):
        return phrases.NAME_LITERAL.say(lang)
    literal = _LITERAL.match(re.sub(r"^init\.\d+", "init", name))
    if name == "init" or (name.startswith("init.") and not literal):
        return phrases.NAME_INIT.say(lang)
    if literal and literal.group(1):
        return phrases.NAME_LITERAL_IN.say(lang, function=literal.group(1))
    return name


def outermost_function(name: str) -> str:
    """The declared function that a function literal stands in; "" for package initialisation."""
    name = clean(name)
    if name == "init" or name.startswith(("init.", "glob..")):
        return ""
    literal = _LITERAL.match(name)
    return literal.group(1) if literal and literal.group(1) else name


def split_qualified(name: str) -> tuple[str, str]:
    """``a/b.(*T).M`` → ``("a/b", "(*T).M")``; a name without a package is returned with ""."""
    at = name.find(".", name.rfind("/") + 1)
    if at <= 0 or name.startswith("("):
        return "", name
    return name[:at], name[at + 1 :]


def short_name(name: str) -> str:
    """``a/b.(*T).M`` → ``b.(*T).M``."""
    if name.startswith("("):
        return clean(name)
    path, rest = split_qualified(name)
    return clean(f"{package_name(path)}.{rest}" if path else name[name.rfind("/") + 1 :])


def with_package(function: str, path: str) -> str:
    """A function as it is named outside of its package; one that is named so already stays as it is."""
    inside = "." not in function or function.startswith("(")
    return f"{package_name(path)}.{function}" if path and inside else function


def outside_of(text: str, callee: str) -> str:
    """An expression of an inlined function, without the name of that function's package."""
    path, _ = split_qualified(callee)
    return text.removeprefix(f"{package_name(path)}.") if path else text


def package_name(path: str) -> str:
    """As packages are usually named: the last element of the path that is no version."""
    elements = path.split("/")
    if len(elements) > 1 and re.fullmatch(r"v\d+", elements[-1]):
        elements.pop()
    return re.sub(r"\.v\d+$", "", elements[-1])
