"""Reading directories and files, with overlays on top.

An overlay is text that stands for a file: an editor's unsaved buffer, a test's source. Sources are decoded as
latin-1, so that an index into the text is a byte offset into the file.
"""

import os
import stat
from collections.abc import Mapping

from goescape.load.errors import LoadError

_FIRST_READ = 8192


class DirEntry:
    """A name in a directory. ``is_link``: a symbolic link (then is_dir is about the link, hence false)."""

    __slots__ = ("name", "is_dir", "is_link")

    def __init__(self, name: str, is_dir: bool, is_link: bool) -> None:
        self.name = name
        self.is_dir = is_dir
        self.is_link = is_link


class FileReader:
    """The file system with overlays. Paths are absolute."""

    def __init__(self, overlay: Mapping[str, bytes] | None = None) -> None:
        self.overlay: dict[str, bytes] = {os.path.normpath(path): data for path, data in (overlay or {}).items()}
        self._overlay_dirs: dict[str, set[str]] = {}
        for path in self.overlay:
            parent, name = os.path.split(path)
            while name:
                names = self._overlay_dirs.setdefault(parent, set())
                if name in names:
                    break
                names.add(name)
                parent, name = os.path.split(parent)

    def list_dir(self, directory: str) -> list[DirEntry]:
        """Entries sorted by name. Raises OSError."""
        entries: dict[str, DirEntry] = {}
        try:
            with os.scandir(directory) as scan:
                for entry in scan:
                    entries[entry.name] = DirEntry(entry.name, entry.is_dir(follow_symlinks=False), entry.is_symlink())
        except OSError:
            if directory not in self._overlay_dirs:
                raise
        for name in self._overlay_dirs.get(directory, ()):
            path = os.path.join(directory, name)
            if path in self.overlay:
                entries[name] = DirEntry(name, False, False)
            elif name not in entries:
                entries[name] = DirEntry(name, True, False)
        return [entries[name] for name in sorted(entries)]

    def is_dir(self, path: str) -> bool:
        return os.path.isdir(path) or path in self._overlay_dirs

    def is_file(self, path: str) -> bool:
        return path in self.overlay or os.path.isfile(path)

    def exists(self, path: str) -> bool:
        return path in self.overlay or path in self._overlay_dirs or os.path.exists(path)

    def has_go_files(self, directory: str) -> bool:
        """Whether any name ends in .go (build constraints do not matter)."""
        try:
            return any(entry.name.endswith(".go") and not entry.is_dir for entry in self.list_dir(directory))
        except OSError:
            return False

    def read_head(self, path: str) -> tuple[str, bool]:
        """The first part of a file and whether that is all of it. Raises OSError."""
        data = self.overlay.get(path)
        if data is not None:
            return data.decode("latin-1"), True
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise IsADirectoryError(21, "is not a regular file")
            data = os.read(descriptor, _FIRST_READ)
        finally:
            os.close(descriptor)
        return data.decode("latin-1"), len(data) < _FIRST_READ

    def read_all(self, path: str) -> str:
        """A whole file. Raises OSError."""
        data = self.overlay.get(path)
        if data is None:
            if not stat.S_ISREG(os.stat(path).st_mode):  # opening a pipe would wait for a writer
                raise IsADirectoryError(21, "is not a regular file")
            with open(path, "rb") as file:
                data = file.read()
        return data.decode("latin-1")

    def read_source(self, path: str) -> str:
        """A whole Go file. Raises LoadError."""
        try:
            return self.read_all(path)
        except OSError as error:
            raise LoadError(f"open {path}: {os_error_text(error)}") from None


def os_error_text(error: OSError) -> str:
    """The operating system's sentence, lower-cased as Go prints it."""
    text = error.strerror or "cannot be read"
    return text[:1].lower() + text[1:]
