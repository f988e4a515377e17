"""Records on the corpus as a whole (splits, exceptions, withdrawals …) and a sidecar's metadata."""

from __future__ import annotations

from typing import Literal

from stancebank.record import Genre, Record, TextPolicy, WrittenBy

Split = Literal["train", "validation", "test", "test_unseen_conflict", "test_reported"]


class Assignment(Record, frozen=True, kw_only=True):
    """The split an article is frozen in, and the story cluster that put it there."""

    article: str
    split: Split
    cluster: str


class SplitSize(Record, frozen=True, kw_only=True):
    """What a split holds, and how much of it train has not seen."""

    name: Split
    articles: int
    clusters: int
    targets: int
    targets_not_in_train: int
    actors: int
    actors_not_in_train: int


class Proof(Record, frozen=True, kw_only=True):
    """That the splits are apart, in figures that `publish` counts again."""

    similarity: float | None
    most_similar: list[str]
    similarity_floor: float
    shared_stories: int
    shared_runs: int
    stock_phrases: list[str]
    splits: list[SplitSize]


class Splits(Record, frozen=True, kw_only=True):
    """corpus/splits.json."""

    schema_version: str
    assignments: list[Assignment]
    unseen_conflicts: list[str]
    proof: Proof | None


class RuleException(Record, frozen=True, kw_only=True):
    """A rule that one record may break, why, on whose word and until when."""

    rule: str
    record: str
    reason: str
    owner: str
    expires: str


class Exceptions(Record, frozen=True, kw_only=True):
    """corpus/exceptions.json."""

    schema_version: str
    exceptions: list[RuleException]


class Tombstone(Record, frozen=True, kw_only=True):
    """An article taken out for good: neither its id nor its text may come back.

    `sketch` recognises the text in other words (see fingerprint.py); empty if there is none.
    """

    article: str
    text_sha256: str
    sketch: str
    withdrawn: str
    reason: str


class Withdrawn(Record, frozen=True, kw_only=True):
    """corpus/withdrawn.json."""

    schema_version: str
    withdrawn: list[Tombstone]


class Expectation(Record, frozen=True, kw_only=True):
    """At least `minimum` of a measure: a count of the corpus, or a share for `filled:`."""

    measure: str
    minimum: float
    reason: str


class Expectations(Record, frozen=True, kw_only=True):
    """corpus/expectations.json."""

    schema_version: str
    expectations: list[Expectation]


class DataVersion(Record, frozen=True, kw_only=True):
    """corpus/version.json: the one place of the data version."""

    schema_version: str
    version: str
    released: str


class RawMetadata(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What a sidecar `<name>.meta.json`, a front matter or a JSON record may state of an article.

    A key left out is unknown and stays null: nothing is guessed.
    """

    id: str | None = None
    collection: str | None = None
    conflict: str | None = None
    story: str | None = None
    genre: Genre | None = None
    language: str | None = None
    title: str | None = None
    published: str | None = None
    dateline: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    written_by: WrittenBy | None = None
    retrieved: str | None = None
    license: str | None = None
    rights_holder: str | None = None
    text_policy: TextPolicy | None = None
    encoding: str | None = None
    notes: str | None = None
