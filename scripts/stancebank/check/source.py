"""The files to check: which they are, and of what kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from stancebank import store
from stancebank.corpus import FILES, find_root
from stancebank.errors import StanceBankError

SIDECAR = ".meta.json"

RECORD_PLACES = (("articles",), ("layers",), ("adjudication",))
"""Folders of a corpus in which only records lie."""


@dataclass(frozen=True)
class SourceFile:
    """A file to check.

    `kind` names its schema, None if its place does not tell. `root` is the corpus it belongs to;
    `in_place` is true for a file that lies where the layout of a corpus has it.
    """

    path: Path
    kind: str | None
    root: Path | None
    in_place: bool

    @cached_property
    def jsonl(self) -> bool:
        """Whether this is JSONL, a record a line."""
        return store.is_jsonl(self.path)

    @cached_property
    def stray(self) -> bool:
        """Whether this is neither JSON nor JSONL: nothing a corpus could hold."""
        return not _is_json(self.path)

    @cached_property
    def name(self) -> str:
        """The path as findings show it."""
        return str(self.path)


def expand(paths: Iterable[Path]) -> list[SourceFile]:
    """All files to check under the given files and folders, sorted, each once.

    Raises:
        StanceBankError: a path does not exist, or nothing to check is found under any of them.
    """
    found: dict[Path, SourceFile] = {}
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise StanceBankError(f"{path}: no such file or folder")
        for file in _walk(path):
            found.setdefault(file.parent.resolve() / file.name, classify(file))
    if not found:
        raise StanceBankError(
            f"{', '.join(map(str, paths))}: nothing to check: expected .json or .jsonl files"
        )
    return sorted(found.values(), key=lambda file: str(file.path))


def _walk(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
        if hidden or file.name.endswith(".rejects.jsonl") or file.is_dir():
            continue
        # A raw article may itself be JSON: among the seeds only the sidecars are ours to check.
        json = file.name.endswith(SIDECAR) or (_is_json(file) and not _is_seed(file))
        if json or (_is_record_place(file) and file.name != "README.md"):
            yield file


def _is_json(file: Path) -> bool:
    return file.suffix == ".json" or store.is_jsonl(file)


def _is_record_place(file: Path) -> bool:
    """Whether a file lies where only records may lie: then it is checked, whatever its name."""
    root = find_root(file.parent)
    if root is None or not file.parent.resolve().is_relative_to(root):
        return False
    return file.parent.resolve().relative_to(root).parts[:1] in RECORD_PLACES


def _is_seed(file: Path) -> bool:
    root = find_root(file.parent)
    return root is not None and file.parent.resolve().is_relative_to(root.parent / "seeds")


def classify(path: Path) -> SourceFile:
    """A file's kind by its name and place."""
    root = find_root(path.parent)
    if path.name.endswith(SIDECAR):
        return SourceFile(path, "raw", root, True)
    if store.is_jsonl(path):
        return SourceFile(path, "article", root, False)
    # The file's own name counts, not that of a file it links to.
    place = path.parent.resolve() / path.name
    if root is not None and place.is_relative_to(root):
        relative = place.relative_to(root)
        if (kind := FILES.get(relative.as_posix())) is not None:
            return SourceFile(path, kind, root, True)
        if len(relative.parts) == 3 and relative.parts[0] in ("articles", "layers"):
            return SourceFile(path, relative.parts[0].removesuffix("s"), root, True)
        if len(relative.parts) == 2 and relative.parts[0] == "adjudication":
            return SourceFile(path, "adjudication", root, True)
    # Not where the layout has files: its kind is told from its keys.
    return SourceFile(path, None, root, False)


def leads_out(source: SourceFile) -> bool:
    """Whether a file of a corpus is a link to somewhere outside of the corpus."""
    if source.root is None or not source.path.is_symlink():
        return False
    return not source.path.resolve().is_relative_to(source.root)
