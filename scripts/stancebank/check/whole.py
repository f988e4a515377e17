"""The corpus as corpus rules see it: facts of every record and the single files."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec

from stancebank.check.context import Context
from stancebank.check.facts import Facts
from stancebank.check.finding import Problem
from stancebank.ledgers import (
    Assignment,
    Exceptions,
    Expectation,
    Expectations,
    RuleException,
    Splits,
    Tombstone,
    Withdrawn,
)
from stancebank.record import Article, Record
from stancebank.similar import near_duplicates

T = TypeVar("T", bound=Record)


class Located(NamedTuple):
    """A problem of a corpus rule, with the file and line of the record it is at."""

    file: str
    line: int
    record: str | None
    problem: Problem


@dataclass
class Whole:
    """All records of one corpus (or of the given files, then without `root`).

    `names` are the paths of files as the user gave them.
    """

    root: Path | None
    context: Context
    records: list[Facts]
    earlier_splits: dict[str, str] = field(default_factory=dict)
    names: dict[Path, str] = field(default_factory=dict)

    @property
    def articles(self) -> list[Facts]:
        """The facts of all articles."""
        return [one for one in self.records if one.kind == "article"]

    @property
    def layers(self) -> list[Facts]:
        """The facts of all layers."""
        return [one for one in self.records if one.kind == "layer"]

    @cached_property
    def assignments(self) -> list[Assignment]:
        """splits.json; empty if it is not there or cannot be read, which is told elsewhere."""
        found = self._read("splits.json", Splits)
        return found.assignments if found is not None else []

    @cached_property
    def tombstones(self) -> list[Tombstone]:
        """withdrawn.json."""
        found = self._read("withdrawn.json", Withdrawn)
        return found.withdrawn if found is not None else []

    @cached_property
    def expectations(self) -> list[Expectation]:
        """expectations.json."""
        found = self._read("expectations.json", Expectations)
        return found.expectations if found is not None else []

    @cached_property
    def exceptions(self) -> list[RuleException]:
        """exceptions.json."""
        found = self._read("exceptions.json", Exceptions)
        return found.exceptions if found is not None else []

    @cached_property
    def near_duplicates(self) -> list[tuple[Facts, Facts, float]]:
        """(later article, earlier article, Jaccard similarity) of every pair much alike."""
        articles = [one for one in self.articles if one.file.endswith(".json")]
        texts = [_text(one) for one in articles]
        return [
            (articles[later], articles[earlier], similarity)
            for later, earlier, similarity in near_duplicates(texts)
            if articles[later].text_sha256 != articles[earlier].text_sha256
        ]

    def splits_of(self, *articles: Facts) -> set[str]:
        """The splits that articles are assigned to."""
        return {self._splits[one.id] for one in articles if one.id in self._splits}

    @cached_property
    def _splits(self) -> dict[str, str]:
        return {entry.article: entry.split for entry in self.assignments}

    def text(self, facts: Facts) -> str:
        """An article's text, read again; empty if it does not have a file to itself."""
        return _text(facts) if facts.file.endswith(".json") else ""

    def at(self, facts: Facts, problem: Problem) -> Located:
        """The problem at a record."""
        return Located(facts.file, facts.line, facts.id, problem)

    def in_file(self, name: str, problem: Problem) -> Located:
        """The problem in one of the corpus's single files."""
        path = (self.root or Path()) / name
        return Located(self.names.get(path, str(path)), 1, None, problem)

    def _read(self, name: str, kind: type[T]) -> T | None:
        if self.root is None:
            return None
        try:
            return msgspec.json.decode((self.root / name).read_bytes(), type=kind)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None


def _text(facts: Facts) -> str:
    """An article's text, read again: keeping all texts in memory would not be bounded."""
    try:
        return msgspec.json.decode(Path(facts.file).read_bytes(), type=Article).text
    except (OSError, msgspec.DecodeError):
        return ""
