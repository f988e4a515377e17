"""From SOURCE arguments to raw files: folders walked in order, what is skipped, what is refused."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stancebank.collect.reject import Reject

SUFFIXES = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".jsonl.gz": "jsonl",
    ".jsonl.zst": "jsonl",
}
"""The suffixes that have a reader."""

SIDECAR = ".meta.json"


@dataclass(frozen=True)
class RawFile:
    """A file to read.

    `name` goes into `source.file`: the path as given where SOURCE is relative to the current
    folder (seeds/reported/a.txt, whether SOURCE is seeds, seeds/reported or the file), else from
    the name of the SOURCE folder on. `folder` is the collection if nothing else states one: the
    first folder below `seeds`, else below SOURCE, else the file's own. `root` is what links may not
    lead out of.
    """

    path: Path
    name: str
    folder: str
    root: Path

    @property
    def suffix(self) -> str:
        """The suffix that tells the format, lower-case; .jsonl.gz counts as one."""
        *_, last = ["", *self.path.suffixes]
        double = "".join(self.path.suffixes[-2:]).lower()
        return double if double in SUFFIXES else last.lower()

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return self.path.name[: len(self.path.name) - len(self.suffix)]

    @property
    def sidecar(self) -> Path:
        """Where its metadata would be."""
        return self.path.with_name(self.stem + SIDECAR)


def shown(path: Path | str) -> str:
    """A path for messages and JSON: one line of printable UTF-8, whatever bytes the name has."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else c.encode("unicode-escape").decode() for c in text)


def find(sources: list[str], out: Path) -> list[RawFile]:
    """The files of all SOURCEs, each once, in the order given and sorted inside a folder.

    Raises:
        FileNotFoundError: a SOURCE that does not exist or a glob that matches nothing.
    """
    found: dict[str, RawFile] = {}
    for source in sources:
        for path in _expand(source):
            for file in _walk(path, out.absolute()) if path.is_dir() else [_single(path)]:
                if not _skipped(file):
                    found.setdefault(os.path.normpath(file.path.absolute()), file)
    return list(found.values())


@dataclass(frozen=True)
class Scope:
    """What a run answers for: its files, and all that is or was below its folders.

    `name in scope`: for the name of an input (FILE, FILE:LINE) or a `source.file` (FILE#LINE).
    """

    files: frozenset[str]
    folders: tuple[str, ...] = ()

    @classmethod
    def of(cls, files: list[RawFile], sources: list[str]) -> Scope:
        """That of the files found in the SOURCEs."""
        folders = [path for source in sources for path in _expand(source) if path.is_dir()]
        prefixes = {shown(_prefix(path)).replace(os.sep, "/") + "/" for path in folders}
        return cls(frozenset(file.name for file in files), tuple(sorted(prefixes)))

    def __contains__(self, name: str) -> bool:
        file = re.sub(r"[:#][0-9]+$", "", name)
        return bool({name, file} & self.files) or name.startswith(self.folders)


def check(file: RawFile) -> None:
    """Refuse what cannot be read before reading it.

    Raises:
        Reject: outside, unreadable, orphan-sidecar, unsupported-format.
    """
    for path in (file.path, file.sidecar):
        if path.is_symlink() and not _inside(path, file.root):
            raise Reject(
                "outside",
                f"{shown(path)}: a link that leads out of {shown(file.root)} or nowhere: put the "
                "file itself there",
            )
    if file.path.name.endswith(SIDECAR):
        raise Reject(
            "orphan-sidecar",
            f"{file.name}: a sidecar without its raw file: expected "
            f"{shown(file.path.name.removesuffix(SIDECAR))} with one of {', '.join(SUFFIXES)} "
            "beside it",
        )
    if file.suffix not in SUFFIXES:
        what = f"the suffix {file.suffix!r}" if file.suffix else "no suffix"
        raise Reject(
            "unsupported-format",
            f"{file.name}: {what}, expected {', '.join(SUFFIXES)}: convert or rename the file",
        )
    if not file.path.is_file():
        raise Reject("unreadable", f"{file.name}: not a regular file: give a file")


def _expand(source: str) -> Iterator[Path]:
    path = Path(source)
    if os.path.lexists(path):
        yield path
        return
    matches = (
        sorted(glob.glob(source, recursive=True))  # noqa: PTH207 (absolute patterns, too)
        if glob.has_magic(source)
        else []
    )
    if not matches:
        wanted = "matches nothing" if glob.has_magic(source) else "does not exist"
        raise FileNotFoundError(f"SOURCE {shown(source)!r} {wanted}: give a file, folder or glob")
    yield from map(Path, matches)


def _prefix(folder: Path) -> str:
    """What stands before a file's path below a folder in `source.file`."""
    given = os.path.normpath(folder)
    return given if _is_below(given) else folder.resolve().name


def _is_below(given: str) -> bool:
    """Whether a path names something below the current folder."""
    return given != "." and not given.startswith("..") and not Path(given).is_absolute()


def _single(path: Path) -> RawFile:
    folder = path.parent.resolve()
    given = os.path.normpath(path)
    name = given if _is_below(given) else f"{folder.name}/{path.name}"
    collection = _below_seeds(folder) or folder.name
    return RawFile(path, shown(name).replace(os.sep, "/"), collection, folder)


def _below_seeds(folder: Path) -> str | None:
    """The first folder below `seeds`, whichever part of it was given as SOURCE."""
    parts = folder.parts
    if "seeds" not in parts[:-1]:
        return None
    return parts[len(parts) - 1 - parts[::-1].index("seeds", 1) + 1]


def _walk(root: Path, out: Path) -> Iterator[RawFile]:
    prefix, base = _prefix(root), root.resolve()
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        # A link to a folder is not followed: inside, its files are met anyway.
        links = [name for name in folders if (here / name).is_symlink()]
        names += [name for name in links if not _inside(here / name, base)]
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and name not in links and (here / name).absolute() != out
        )
        for name in sorted(names):
            below = (here / name).relative_to(root)
            collection = below.parts[0] if len(below.parts) > 1 else base.name
            collection = _below_seeds((base / below).parent) or collection
            file = shown(f"{prefix}/{below}").replace(os.sep, "/")
            if (here / name).absolute() != out:
                yield RawFile(here / name, file, collection, base)


def _inside(path: Path, root: Path) -> bool:
    try:
        return path.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):  # a broken link; a loop of links
        return False


def _skipped(file: RawFile) -> bool:
    """Files that are no raw articles and are not counted."""
    name = file.path.name
    if name.startswith(".") or name == "README.md" or name.endswith(".rejects.jsonl"):
        return True
    if not name.endswith(SIDECAR):
        return False
    stem = file.path.with_name(name.removesuffix(SIDECAR))
    return any(os.path.lexists(f"{stem}{suffix}") for suffix in SUFFIXES)
