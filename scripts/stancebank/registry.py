"""Records of the registry: actors, targets and conflicts (see record.py)."""

from __future__ import annotations

from typing import Literal

import msgspec

from stancebank.record import Record

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
