"""Which functions records are about, looked up in the sources: compilers before 1.25 do not say it."""

import os

from goescape.check.attach import function_name
from goescape.check.source import Source
from goescape.result.sites import Function, PackageSites, Place
from goescape.syntax.nodes import FuncDecl


class Owners:
    """Functions of the files that are asked for, each read once."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.files: dict[str, list[Function]] = {}

    def of(self, place: Place) -> str:
        """The function whose source holds a place; "" outside of functions, and in files that cannot be read."""
        for function in self.functions(place.file):
            if function.place.line <= place.line <= function.end_line:
                return function.name
        return ""

    def functions(self, file: str) -> list[Function]:
        found = self.files.get(file)
        if found is None:
            found = self.files[file] = self.read(file) if os.path.isabs(file) else []
        return found

    def read(self, path: str) -> list[Function]:
        try:
            with open(path, "rb") as file:
                source = Source(path, file.read().decode("latin-1"))
        except OSError:
            return []
        out: list[Function] = []
        for decl in source.file.decls if source.file is not None else ():
            if isinstance(decl, FuncDecl) and decl.body is not None:
                name = function_name(decl)
                place, end = source.place(decl.pos), source.place(decl.body.rbrace)
                exported = name.rpartition(".")[2][:1].isupper()
                out.append(Function(self.package, name, place, end.line, exported))
        return out


def add_owners(package: PackageSites) -> None:
    """Fill in the functions of sites, verdicts and parameters, where they are not told, and those of the package."""
    owners = Owners(package.path)
    for site in package.sites:
        site.function = site.function or owners.of(site.place)
        for verdict in [*site.alone, *site.copies]:
            verdict.function = verdict.function or owners.of(verdict.place or site.place)
    for parameter in package.parameters:
        parameter.function = parameter.function or owners.of(parameter.place)
    if not package.functions:
        package.functions = [f for functions in owners.files.values() for f in functions]
