"""Typed records of the corpus and their one canonical JSON form.

The structs mirror the JSON Schemas in `schema/` field by field and in the same order: that order
is the key order on disk. Every field is always written, `null` and `[]` included, so that two
records differ in a diff only where they differ in meaning.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal, TypeVar

import msgspec

SCHEMA_VERSION = "1.0"

StatementMode = Literal["direct", "indirect", "mixed"]
StanceLabel = Literal["favor", "against", "conditional", "neutral"]
Realis = Literal["actual", "future", "hypothetical", "negated"]
EventType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
]
Genre = Literal[
    "wire",
    "day_after",
    "live_blog",
    "briefing",
    "interview",
    "analysis",
    "feature",
    "communique",
    "editorial",
    "fact_box",
    "correction",
]
TextPolicy = Literal["full", "excerpt", "none"]
WrittenBy = Literal["human", "machine"]
RepairKind = Literal["mojibake", "control", "soft_hyphen", "line_end_hyphen", "broken_word"]
Status = Literal["none", "suggested", "single", "gold"]
AnnotatorKind = Literal["human", "machine"]


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all structs: immutable, named fields, unknown keys refused."""


class Span(Record, frozen=True, kw_only=True, gc=False):
    """`record.text[start:end] == text`; code points, half-open."""

    # gc=False: a span refers to nothing that could refer back, and there are most of them.

    start: int
    end: int
    text: str


class Source(Record, frozen=True, kw_only=True):
    """Where the raw article came from; `sha256` is of the file's bytes as received."""

    file: str
    sha256: str
    encoding: str
    url: str | None
    publisher: str | None
    author: str | None
    written_by: WrittenBy | None
    retrieved: str | None


class Rights(Record, frozen=True, kw_only=True):
    """SPDX licence expression or LicenseRef-*; `text` says how much text may be published."""

    license: str
    holder: str | None
    text: TextPolicy


class Repair(Record, frozen=True, kw_only=True):
    """One change of normalising beyond white space and Unicode form, in code points of `text`."""

    kind: RepairKind
    start: int
    end: int
    raw: str
    text: str


class Statement(Record, frozen=True, kw_only=True):
    """One speech act: a source, a cue and the content, by one speaker."""

    id: str
    speaker: str | None
    source: Span | None
    cue: Span | None
    content: list[Span]
    mode: StatementMode
    parent: str | None
    addressees: list[str]


class Stance(Record, frozen=True, kw_only=True):
    """Where a holder stands on a target in a statement (null: in the article's own narration)."""

    id: str
    statement: str | None
    holder: str | None
    target: str
    label: StanceLabel
    evidence: list[Span]
    condition: list[Span]
    explicit: bool


class EventDate(Record, frozen=True, kw_only=True):
    """ISO 8601 date, partial date or interval, resolved against the day of publication."""

    value: str
    span: Span | None


class Place(Record, frozen=True, kw_only=True):
    """A place as the text names it."""

    name: str
    span: Span | None


class Event(Record, frozen=True, kw_only=True):
    """Something that happened between actors, by PLOVER type."""

    id: str
    type: EventType
    mode: str | None
    trigger: Span
    actors: list[str]
    recipients: list[str]
    mediators: list[str]
    date: EventDate | None
    place: Place | None
    realis: Realis
    asserted_by: str | None


class Annotation(Record, frozen=True, kw_only=True):
    """How the labels of an article came about."""

    status: Status
    guidelines: str | None
    layers: list[str]
    adjudicator: str | None


class Article(Record, frozen=True, kw_only=True):
    """An article with its three layers of labels."""

    id: str
    schema_version: str
    collection: str
    conflict: str | None
    story: str | None
    genre: Genre | None
    language: str | None
    title: str | None
    published: str | None
    dateline: str | None
    text: str
    text_sha256: str
    source: Source
    rights: Rights
    repairs: list[Repair]
    targets: list[str]
    statements: list[Statement]
    stances: list[Stance]
    events: list[Event]
    annotation: Annotation


class Annotator(Record, frozen=True, kw_only=True):
    """Who annotated: a person or a machine, and which."""

    id: str
    kind: AnnotatorKind
    description: str


class Layer(Record, frozen=True, kw_only=True):
    """One annotator's own labels of one article."""

    article: str
    schema_version: str
    text_sha256: str
    annotator: Annotator
    guidelines: str
    created: str
    statements: list[Statement]
    stances: list[Stance]
    events: list[Event]
    notes: list[str]


class Choice(Record, frozen=True, kw_only=True):
    """Whose value of a field is taken."""

    field: str
    annotator: str


class Own(Record, frozen=True, kw_only=True):
    """An adjudicator's own value of a field: spans as their words, none for null."""

    field: str
    values: list[str]


class Decision(Record, frozen=True, kw_only=True):
    """What an adjudicator decided on one disagreement, and why.

    `id`: of the disagreement in the worklist, or `annotator/item` of what is overruled. `take`: an
    annotator's id (the whole reading is taken), "neither", "both", or null where `fields` choose
    field by field.
    """

    id: str
    take: str | None
    fields: list[Choice]
    own: list[Own]
    why: str


class Adjudication(Record, frozen=True, kw_only=True):
    """All decisions on one article."""

    article: str
    schema_version: str
    text_sha256: str
    annotators: list[str]
    adjudicator: str
    guidelines: str
    decided: str
    decisions: list[Decision]


T = TypeVar("T")


def sha256(text: str) -> str:
    """Hex SHA-256 of a text in UTF-8, as in `text_sha256`."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def decode(raw: bytes, kind: type[T]) -> T:
    """Parse JSON into a struct.

    Raises:
        msgspec.DecodeError: not JSON. msgspec.ValidationError: not of that shape.
    """
    return msgspec.json.decode(raw, type=kind)


def canonical(value: Record | dict[str, Any]) -> bytes:
    """The one JSON form on disk: UTF-8, LF, two spaces, struct key order, one final newline."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def canonical_line(value: Record | dict[str, Any]) -> bytes:
    """The same record as one line of JSONL."""
    return msgspec.json.encode(value) + b"\n"
