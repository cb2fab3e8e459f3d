"""What assembly says about calling conventions, as the assembler itself tells the compiler."""

import os
import subprocess
from pathlib import Path

import pytest

from goescape.gc.toolchain import Toolchain
from goescape.load.context import BuildContext
from goescape.load.goroot import Goroot
from goescape.load.loader import Loader
from goescape.load.symabis import SymbolABIs
from goescape.target.levels import level_setting

pytestmark = pytest.mark.differential

ABIS = {"ABI0": 0, "ABIInternal": 1}


def from_assembler(
    toolchain: Toolchain, context: BuildContext, path: str, files: list[str], scratch: Path
) -> SymbolABIs:
    defines = [f"GOOS_{context.goos}", f"GOARCH_{context.goarch}"]
    if context.goarch in ("amd64", "arm", "ppc64le"):
        defines += [f"{level_setting(context.goarch)}_{tag.partition('.')[2]}" for tag in context.level_tags]
    (scratch / "go_asm.h").touch()
    command = [toolchain.command, "tool", "asm", "-p", path, "-std", "-gensymabis", "-o", str(scratch / "symabis")]
    command += ["-I", str(scratch), "-I", os.path.join(toolchain.goroot, "pkg", "include")]
    for name in defines:
        command += ["-D", name]
    env = {**os.environ, "GOOS": context.goos, "GOARCH": context.goarch}
    subprocess.run([*command, *files], env=env, check=True, capture_output=True)
    found = SymbolABIs()
    for line in (scratch / "symabis").read_text().splitlines():
        kind, name, abi = line.split()
        name = name.removeprefix(path) if name.startswith(path + ".") else name
        if kind == "def":
            found.defs[name] = ABIS[abi]
        else:
            found.refs[name] = found.refs.get(name, 0) | 1 << ABIS[abi]
    return found


@pytest.mark.parametrize("port", ["linux/amd64", "darwin/arm64", "linux/386", "linux/arm", "linux/ppc64le", "js/wasm"])
def test_std(go_toolchain: Toolchain, port: str, tmp_path: Path) -> None:
    goos, goarch = port.split("/")
    goroot = Goroot(go_toolchain.goroot, go_toolchain.release, "")
    context = BuildContext(goroot, {"HOME": str(tmp_path)}, goos=goos, goarch=goarch)
    loader = Loader(context, context.goroot_src)
    packages = [package for package in loader.match(["std"]) if package.asm_files]
    assert len(packages) > 10
    defined = 0
    for package in packages:
        ours = loader.symbol_abis(package)
        theirs = from_assembler(go_toolchain, context, package.import_path, package.asm_files, tmp_path)
        own = package.import_path + "."
        for kind in ("defs", "refs"):
            mine = {("." + n.removeprefix(own) if n.startswith(own) else n): v for n, v in getattr(ours, kind).items()}
            assert mine == getattr(theirs, kind), package.import_path
        defined += len(ours.defs)
    assert defined > 100
