"""Build script: an ordinary pure Python package, or with the hot layers compiled by mypyc.

``GOESCAPE_COMPILE=1 pip install .`` compiles the layers in ``COMPILED``. Without the variable, or without a C
compiler, the package installs as plain Python: it is complete and gives the same answers, only slower.
"""

import os
import shutil
import sys
import sysconfig
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from setuptools import setup
from setuptools.command.build_ext import build_ext

SRC = "src"
COMPILED = ("base", "target", "syntax", "types", "ir", "lower", "inline", "escape", "program")
MYPY = "mypy==2.4.1"
TYPED = "msgspec>=0.19"  # what compiled modules import from elsewhere: mypyc must see its types
BUILD_COMMANDS = {"bdist_wheel", "build", "build_ext", "editable_wheel", "install"}

wanted = os.environ.get("GOESCAPE_COMPILE", "0").lower() not in ("", "0", "no", "off", "false")


def c_compiler():
    """The C compiler that the build would run, or None."""
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

    # One shared library, one C file per module: calls between modules stay direct, and several compile at a time.
    return mypycify(
        ["--strict", "--python-version", f"{sys.version_info[0]}.{sys.version_info[1]}", *sources()],
        opt_level=os.environ.get("GOESCAPE_OPT", "1"),
        debug_level="0",
        multi_file=True,
    )


class ParallelBuild(build_ext):
    """Compiles the C files of an extension on all cores; setuptools itself takes one after the other."""

    def build_extensions(self):
        compiler = self.compiler
        compile_one_by_one = compiler.compile

        def compile_all(sources, **options):
            with ThreadPoolExecutor(int(os.environ.get("GOESCAPE_JOBS", 0)) or os.cpu_count() or 1) as pool:
                parts = pool.map(lambda source: compile_one_by_one([source], **options), sources)
                return [name for part in parts for name in part]

        compiler.compile = compile_all
        super().build_extensions()


def compiled_modules():
    """Extensions to build, and what the build needs for it."""
    if not wanted:
        return [], []
    if c_compiler() is None:
        print("goescape: no C compiler found, installing the interpreted version", file=sys.stderr)
        return [], []
    if BUILD_COMMANDS.isdisjoint(sys.argv):  # only asked for metadata, or for what the build needs
        return [], [MYPY, TYPED]
    try:
        return extensions(), []
    except ModuleNotFoundError:
        raise SystemExit(f"goescape: GOESCAPE_COMPILE=1 needs mypy to build: pip install {MYPY} '{TYPED}'") from None


def data_files():
    """goescape(1), made from the parsers of the command line; only where something is built."""
    if BUILD_COMMANDS.isdisjoint(sys.argv):
        return []
    sys.path.insert(0, SRC)
    from goescape._version import VERSION
    from goescape.cli.reference import manual_page

    now = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH") or time.time()), UTC)
    path = os.path.join("build", "man", "goescape.1")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(manual_page(VERSION, now.date().isoformat()))
    return [("share/man/man1", [path])]


modules, requirements = compiled_modules()
setup(
    ext_modules=modules,
    setup_requires=requirements,
    cmdclass={"build_ext": ParallelBuild} if modules else {},
    data_files=data_files(),
)
