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
ActorKind = Literal[
    "person",
    "state",
    "institution",
    "military",
    "armed_group",
    "party",
    "igo",
    "ngo",
    "media",
    "company",
    "population",
    "joint",
    "other",
]
Issue = Literal[
    "ceasefire",
    "withdrawal",
    "territory",
    "autonomy",
    "recognition",
    "security_guarantees",
    "alignment",
    "negotiations",
    "peace_agreement",
    "monitoring",
    "prisoners",
    "humanitarian_access",
    "aid",
    "sanctions",
    "disarmament",
    "justice",
    "governance",
    "resources",
    "actor",
]
TextPolicy = Literal["full", "excerpt", "none"]
WrittenBy = Literal["human", "machine"]
RepairKind = Literal["mojibake", "control", "soft_hyphen", "line_end_hyphen", "broken_word"]
Status = Literal["none", "suggested", "single", "gold"]
AnnotatorKind = Literal["human", "machine"]
Split = Literal["train", "validation", "test", "test_unseen_conflict", "test_reported"]


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


class Affiliation(Record, frozen=True, kw_only=True):
    """A role in an organization. `speaks_for`: words in this role commit the organization."""

    organization: str
    role: str
    speaks_for: bool
    since: str | None = msgspec.field(name="from")
    until: str | None = msgspec.field(name="to")


class Actor(Record, frozen=True, kw_only=True):
    """A person, organization or population that speaks, is spoken of or acts."""

    id: str
    name: str
    aliases: list[str]
    kind: ActorKind
    affiliations: list[Affiliation]
    wikidata: str | None
    fictional: bool


class Target(Record, frozen=True, kw_only=True):
    """A proposition (or an actor) that stances are about."""

    id: str
    conflict: str
    issue: Issue
    proposition: str
    actor: str | None


class Phase(Record, frozen=True, kw_only=True):
    """A dated stretch of a conflict."""

    name: str
    since: str | None = msgspec.field(name="from")
    until: str | None = msgspec.field(name="to")


class ConflictPlace(Record, frozen=True, kw_only=True):
    """A place of a conflict, as articles may name it."""

    name: str
    description: str


class Turn(Record, frozen=True, kw_only=True):
    """What happened on a day of a conflict, in a neutral sentence or two."""

    id: str
    date: str
    summary: str


class Conflict(Record, frozen=True, kw_only=True):
    """An armed conflict or a peace process."""

    id: str
    name: str
    fictional: bool
    parties: list[str]
    mediators: list[str]
    summary: str
    phases: list[Phase]
    places: list[ConflictPlace]
    timeline: list[Turn]


class Actors(Record, frozen=True, kw_only=True):
    """corpus/registry/actors.json."""

    schema_version: str
    actors: list[Actor]


class Targets(Record, frozen=True, kw_only=True):
    """corpus/registry/targets.json."""

    schema_version: str
    targets: list[Target]


class Conflicts(Record, frozen=True, kw_only=True):
    """corpus/registry/conflicts.json."""

    schema_version: str
    conflicts: list[Conflict]


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
