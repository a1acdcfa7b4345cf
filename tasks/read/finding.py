"""Files that paths, folders and globs stand for: each once, whatever links there are."""

import fnmatch
import glob
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from stancemark.errors import InputError

SIDECAR = "metadata.csv"
"""A table `file, outlet, title, author, date, url` that describes the files beside it."""

SAVED = "folders with the pictures and scripts of a saved page left out"
"""What a note says of a folder that a browser saved beside a page."""

_RESOURCES = tuple(
    "_files .files _file _fichiers _archivos _arquivos _ficheiros _bestanden _pliki _soubory "
    "_dosyalar _datoteke _fitxers _tiedostot _elemei _failid _fails _bylos _fajlovi -dateien "
    "-filer".split()
)
"""How browsers, in their languages, end the name of such a folder."""

_CONTROL = re.compile("[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Line breaks, escape sequences, and what turns the direction of writing."""

_PAGE = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz")


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, and how messages and records name it."""

    path: Path
    name: str
    explicit: bool
    """Named by the user, not found in a folder or through a glob."""
    fault: tuple[str, str] = ("", "")
    """Reason and detail, where it is a folder that cannot be looked into."""
    note: str = ""
    """What is left out on purpose here, where it is not to be read at all."""


@dataclass(frozen=True, slots=True)
class _Found:
    path: Path
    fault: tuple[str, str] = ("", "")
    note: str = ""


def find(patterns: Iterable[str], base: Path) -> list[Source]:
    """The files that paths, folders and globs stand for, each once, in a stable order.

    Links to folders are followed, each folder once. Raises `InputError` for a pattern that matches
    nothing.
    """
    sources: dict[str, Source] = {}
    for pattern in patterns:
        for source in _matches(pattern, base):
            place = os.path.abspath if source.fault[0] else os.path.realpath
            sources.setdefault(place(source.path), source)
    return list(sources.values())


def _matches(pattern: str, base: Path) -> list[Source]:
    if not pattern:
        raise InputError("an empty name is no file or folder; `.` is the folder you are in")
    path = base / pattern
    try:
        if path.is_dir():
            root, found = path, list(_walk(path))
        elif os.path.lexists(path):
            return [Source(path, _name(path, path.parent), explicit=True)]
        else:
            root, found = base, list(_globbed(pattern, base))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"{path}: {why}") from error
    wanted = [f for f in sorted(found, key=lambda f: f.path) if _wanted(f.path, root)]
    if all(f.note for f in wanted):
        raise InputError(f"{path}: no such file or folder, and no file matches it")
    return [Source(f.path, _name(f.path, root), f.path == path, f.fault, f.note) for f in wanted]


def _globbed(pattern: str, base: Path) -> Iterator[_Found]:
    """What a glob matches; `**` is walked by ourselves, so that links in a circle end."""
    parts = PurePath(pattern).parts
    deep = parts.index("**") if "**" in parts else len(parts)
    head = str(PurePath(*parts[:deep])) if deep else ""
    tops = [base / p for p in glob.glob(head, root_dir=base)] if head else [base]  # noqa: PTH207  # the pattern may be absolute, which Path.glob refuses
    if deep == len(parts):
        yield from (_Found(path) for path in tops if not _is_folder(path))
        return
    for top in filter(_is_folder, tops):
        for found in _walk(top):
            names = found.path.relative_to(top).parts
            if found.fault[0] or found.note or _fits(names, parts[deep:]):
                yield found


def _fits(names: tuple[str, ...], parts: tuple[str, ...]) -> bool:
    """Whether the names on a path fit a pattern's; `**` fits any number of them.

    >>> _fits(("a", "b", "c.txt"), ("**", "*.txt")), _fits(("a", "c.txt"), ("*.txt",))
    (True, False)
    """
    reached = _on(frozenset({0}), parts)
    for name in names:
        fitting = [i for i in reached if i < len(parts)]
        anywhere = {i for i in fitting if parts[i] == "**"}
        here = {i + 1 for i in fitting if i not in anywhere and fnmatch.fnmatch(name, parts[i])}
        reached = _on(frozenset(anywhere | here), parts)
    return len(parts) in reached


def _on(reached: frozenset[int], parts: tuple[str, ...]) -> frozenset[int]:
    """The same places in a pattern, and those behind a `**` that fits nothing."""
    found = set(reached)
    for i, part in enumerate(parts):
        if i in found and part == "**":
            found.add(i + 1)
    return frozenset(found)


def _walk(top: Path) -> Iterator[_Found]:
    """The files below a folder. Links to folders come last, so that none hides the folder itself."""
    folders, links = [top], list[Path]()
    seen: set[tuple[int, int]] = set()
    while folders or links:
        folder = folders.pop() if folders else links.pop(0)
        try:
            status = folder.stat()
            with os.scandir(folder) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            yield _Found(folder, ("unreadable", f"folder: {error.strerror}"))
            continue
        if (place := (status.st_dev, status.st_ino)) in seen:
            yield _Found(folder, ("link in a circle", "or to a folder that is read anyway"))
            continue
        seen.add(place)
        names = {entry.name.lower() for entry in entries}
        for entry in entries:
            path = Path(entry.path)
            if not _is_folder(path):
                yield _Found(path)
            elif _of_saved_page(entry.name.lower(), names):
                yield _Found(path, note=SAVED)
            elif not entry.name.startswith("."):
                (links if entry.is_symlink() else folders).append(path)


def _of_saved_page(name: str, beside: set[str]) -> bool:
    stems = [name.removesuffix(ending) for ending in _RESOURCES if name.endswith(ending)]
    return any(stem + suffix in beside for stem in stems for suffix in _PAGE)


def _is_folder(path: Path) -> bool:
    """Whether it is a folder, or a link to one; links in a circle are none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _wanted(path: Path, root: Path) -> bool:
    parts = Path(_name(path, root)).parts
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return path.name != SIDECAR and not hidden


def _name(path: Path, root: Path) -> str:
    """The path below `root`; what is not UTF-8, or moves a terminal's cursor, as escapes."""
    name = (
        path.name if path == root or not path.is_relative_to(root) else str(path.relative_to(root))
    )
    shown = Path(name).as_posix().encode("utf-8", "backslashreplace").decode("utf-8")
    return _CONTROL.sub(lambda sign: sign[0].encode("unicode_escape").decode(), shown)
