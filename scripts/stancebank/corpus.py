"""The corpus as a whole: where its files lie, and its registries, splits and layers in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from stancebank import store
from stancebank.errors import StanceBankError
from stancebank.ledgers import DataVersion, Splits, Tombstone, Withdrawn
from stancebank.record import Article, Layer, decode
from stancebank.registry import Actor, Actors, Conflict, Conflicts, Target, Targets

T = TypeVar("T")

FILES = {
    "registry/actors.json": "actors",
    "registry/targets.json": "targets",
    "registry/conflicts.json": "conflicts",
    "splits.json": "splits",
    "exceptions.json": "exceptions",
    "withdrawn.json": "withdrawn",
    "expectations.json": "expectations",
    "version.json": "version",
}
"""The single files of a corpus, relative to its root, and their kind."""


def find_root(path: Path) -> Path | None:
    """The corpus a path belongs to: the nearest folder at or above it, or `corpus/` in one, that
    holds `registry/` or `articles/`.
    """
    path = path.resolve()
    for folder in (path, *path.parents):
        for candidate in (folder, folder / "corpus"):
            if (candidate / "registry").is_dir() or (candidate / "articles").is_dir():
                return candidate
    return None


def holds_on(since: str | None, until: str | None, day: str) -> bool:
    """Whether a day lies within two partial ISO dates, either of them open if None."""
    return (since is None or since <= day) and (until is None or day[: len(until)] <= until)


@dataclass(frozen=True)
class Corpus:
    """A corpus folder. Reading raises StanceBankError; `validate` explains what is wrong."""

    root: Path

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """Actors by id."""
        return {actor.id: actor for actor in self._read("registry/actors.json", Actors).actors}

    @cached_property
    def targets(self) -> dict[str, Target]:
        """Targets by id."""
        read = self._read("registry/targets.json", Targets)
        return {target.id: target for target in read.targets}

    @cached_property
    def conflicts(self) -> dict[str, Conflict]:
        """Conflicts by id."""
        read = self._read("registry/conflicts.json", Conflicts)
        return {conflict.id: conflict for conflict in read.conflicts}

    @cached_property
    def data_version(self) -> DataVersion | None:
        """version.json: the version of the data and its day; None if the corpus has none."""
        if not (self.root / "version.json").is_file():
            return None
        return self._read("version.json", DataVersion)

    @property
    def version(self) -> str:
        """Version of the data; 0.0.0 where the corpus has no version.json."""
        return self.data_version.version if self.data_version is not None else "0.0.0"

    @cached_property
    def splits(self) -> dict[str, str]:
        """Split by article id."""
        return {entry.article: entry.split for entry in self.split_file.assignments}

    @cached_property
    def split_file(self) -> Splits:
        """splits.json: assignments, held-out conflicts and the proof."""
        return self._read("splits.json", Splits)

    @cached_property
    def tombstones(self) -> list[Tombstone]:
        """What was withdrawn; none if there is no withdrawn.json."""
        present = (self.root / "withdrawn.json").is_file()
        return self._read("withdrawn.json", Withdrawn).withdrawn if present else []

    def committed_by(self, speaker: str, day: str | None) -> str:
        """Whom a speaker's words commit: the organization he speaks for on that day, else himself.

        Args:
            speaker: actor id.
            day: ISO date of publication; unknown (None) counts as within every role.
        """
        actor = self.actors.get(speaker)
        for role in actor.affiliations if actor is not None else ():
            if role.speaks_for and (day is None or holds_on(role.since, role.until, day[:10])):
                return role.organization
        return speaker

    def article_files(self) -> list[Path]:
        """Files of all articles, sorted."""
        return sorted((self.root / "articles").glob("*/*.json"))

    def layer_files(self) -> list[Path]:
        """Files of all layers, sorted."""
        return sorted((self.root / "layers").glob("*/*.json"))

    def files(self) -> list[Path]:
        """All files that make up the corpus."""
        single = [self.root / name for name in FILES]
        present = [path for path in single if path.exists()]
        decided = sorted((self.root / "adjudication").glob("*.json"))
        return [*present, *self.article_files(), *self.layer_files(), *decided]

    def articles(self) -> Iterator[Article]:
        """All articles, in the order of their files."""
        for path in self.article_files():
            yield self.article(path)

    def article(self, path: Path) -> Article:
        """One article by its file."""
        return self._decode(path, Article)

    def layer(self, path: Path) -> Layer:
        """One layer by its file."""
        return self._decode(path, Layer)

    def layers(self) -> dict[str, list[Layer]]:
        """All layers by article id, each list in the order of the annotators."""
        found: dict[str, list[Layer]] = {}
        for path in self.layer_files():
            layer = self.layer(path)
            found.setdefault(layer.article, []).append(layer)
        return found

    def _read(self, name: str, kind: type[T]) -> T:
        return self._decode(self.root / name, kind)

    @staticmethod
    def _decode(path: Path, kind: type[T]) -> T:
        try:
            return decode(store.read_bounded(path, store.MAX_FILE_BYTES), kind)
        except msgspec.DecodeError as error:
            raise StanceBankError(
                f"{path}: {error}: run `stancebank validate {path}` for the exact place"
            ) from error
