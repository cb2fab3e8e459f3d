"""Build script: an ordinary pure Python package, or with the hot layers compiled by mypyc.

``GOESCAPE_COMPILE=1 pip install .`` compiles the layers in ``COMPILED``. Without the variable, or without a C
compiler, the package installs as plain Python: it is complete and gives the same answers, only slower.
"""

import os
import shutil
import sys
import sysconfig

from setuptools import setup

SRC = "src"
COMPILED = ("base", "target", "syntax", "types", "ir", "lower", "inline", "escape")

wanted = os.environ.get("GOESCAPE_COMPILE", "0").lower() not in ("", "0", "no", "off", "false")


def c_compiler():
    """The C compiler that distutils would run, or None."""
    command = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    return shutil.which(command.split()[0])


def sources():
    """Modules of the compiled layers; a package's ``__init__`` stays interpreted (it holds no code)."""
    out = []
    for layer in COMPILED:
        for folder, _, names in sorted(os.walk(os.path.join(SRC, "goescape", layer))):
            out += [os.path.join(folder, n) for n in sorted(names) if n.endswith(".py") and n != "__init__.py"]
    return out


def extensions():
    os.environ["MYPYPATH"] = SRC
    from mypyc.build import mypycify

    # opt_level 1 halves the C compiler's time; the code is 5 % slower. One C file per module keeps its memory low.
    level = os.environ.get("GOESCAPE_OPT", "1")
    return mypycify(
        ["--strict", "--python-version", f"{sys.version_info[0]}.{sys.version_info[1]}", *sources()],
        opt_level=level,
        debug_level="0",
        multi_file=True,
    )


def compiled_modules():
    """Extensions to build, and what the build needs for it."""
    if not wanted:
        return [], []
    if c_compiler() is None:
        print("goescape: no C compiler found, installing the interpreted version", file=sys.stderr)
        return [], []
    needs = ["mypy==2.4.1"]
    try:
        return extensions(), needs
    except ModuleNotFoundError:
        if "egg_info" in sys.argv:  # only asked for what the build needs
            return [], needs
        raise SystemExit("goescape: GOESCAPE_COMPILE=1 needs mypy to build: pip install mypy==2.4.1") from None


modules, requirements = compiled_modules()
setup(ext_modules=modules, setup_requires=requirements)
