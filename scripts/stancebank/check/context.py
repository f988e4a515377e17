"""What record rules look at: the labels of a record, its article, and the registries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from stancebank import schema
from stancebank.corpus import Corpus, holds_on
from stancebank.errors import StanceBankError
from stancebank.record import Article, Event, Layer, Span, Stance, Statement, sha256
from stancebank.registry import Actor, Conflict, Target


@dataclass
class Context:
    """The registries of the corpus a file belongs to; empty where they cannot be read.

    An unreadable registry is a finding at its own file, so it is not told again at each record:
    `has_registries` is false then and rules on references hold their tongue.
    """

    root: Path | None
    actors: dict[str, Actor] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    has_registries: bool = False
    _sides: dict[tuple[str, str | None], frozenset[str]] = field(default_factory=dict)
    _roles: dict[tuple[str | None, str], bool] = field(default_factory=dict)

    @classmethod
    def load(cls, root: Path | None) -> Context:
        """The context of a corpus root; without registries where there is no corpus."""
        if root is None:
            return cls(None)
        corpus = Corpus(root)
        try:
            return cls(root, corpus.actors, corpus.targets, corpus.conflicts, True)
        except StanceBankError:
            # Told at the registry itself: as what is wrong in it (SB0xx, SB1xx), or as missing
            # (SB010).
            return cls(root)

    def sides(self, actor_id: str, day: str | None) -> frozenset[str]:
        """An actor and every organization above it on a day."""
        if (actor_id, day) not in self._sides:
            found: set[str] = set()
            waiting = [actor_id]
            while waiting:
                current = waiting.pop()
                actor = self.actors.get(current)
                if current not in found and actor is not None:
                    waiting += [
                        role.organization
                        for role in actor.affiliations
                        if day is None or holds_on(role.since, role.until, day)
                    ]
                found.add(current)
            self._sides[actor_id, day] = frozenset(found)
        return self._sides[actor_id, day]

    def has_role(self, actor_id: str | None, day: str) -> bool:
        """Whether a role of an actor holds on a day; true for who has none, or is not known."""
        if (actor_id, day) not in self._roles:
            actor = self.actors.get(actor_id or "")
            roles = actor.affiliations if actor is not None else []
            holds = any(holds_on(role.since, role.until, day) for role in roles)
            self._roles[actor_id, day] = holds or not roles
        return self._roles[actor_id, day]

    @cached_property
    def real(self) -> frozenset[str]:
        """Ids of the actors who are not invented."""
        return frozenset(actor.id for actor in self.actors.values() if not actor.fictional)

    @cached_property
    def article_paths(self) -> dict[str, Path]:
        """File of every article of the corpus by id."""
        if self.root is None:
            return {}
        return {path.stem: path for path in Corpus(self.root).article_files()}

    def article(self, article_id: str) -> Article | None:
        """An article of the corpus; None if it is not there or cannot be read."""
        path = self.article_paths.get(article_id)
        if path is None:
            return None
        try:
            value = msgspec.json.decode(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
        except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        # Rules rely on what the schema promises: of dates, say, that they can be parsed.
        if not schema.gate("article").is_valid(value):
            return None
        try:
            return msgspec.convert(value, Article)
        except msgspec.ValidationError:
            return None


SpanAt = tuple[Span, str, int, str, int | None]
"""A span and where it is: layer, index of the item, field, and index within the field if any."""


def pointer_of(found: SpanAt) -> str:
    """JSON pointer of a span; made only when it is asked for."""
    _, layer, at, field, number = found
    return f"/{layer}/{at}/{field}" + ("" if number is None else f"/{number}")


@dataclass
class Subject:
    """An article or a layer as record rules see it: labels, and the article they belong to.

    `article` is None for a layer whose article is not in the corpus.
    """

    record: Article | Layer
    article: Article | None
    statements: list[Statement]
    stances: list[Stance]
    events: list[Event]

    @classmethod
    def of(cls, record: Article | Layer, context: Context) -> Subject:
        """The subject of a record, its article looked up if it is a layer."""
        article = record if isinstance(record, Article) else context.article(record.article)
        return cls(record, article, record.statements, record.stances, record.events)

    @cached_property
    def spans(self) -> list[SpanAt]:
        """Every span of all three layers."""
        return list(_spans(self))

    @cached_property
    def text(self) -> str | None:
        """The text that the labels are about; None if it is not there or not the annotated one.

        Of an edited text every span would be wrong: that is one mistake and told once (SB202).
        """
        if self.article is None:
            return None
        intact = self.record.text_sha256 == sha256(self.article.text)
        return self.article.text if intact else None

    @cached_property
    def misfits(self) -> list[SpanAt]:
        """Every span that the text does not slice to; none without a text."""
        text = self.text
        if text is None:
            return []
        return [one for one in self.spans if text[one[0].start : one[0].end] != one[0].text]

    @cached_property
    def fitting(self) -> list[SpanAt]:
        """Every span that the text slices to; none without a text."""
        if self.text is None:
            return []
        misfits = self.misfits
        return [one for one in self.spans if one not in misfits] if misfits else self.spans

    @cached_property
    def by_id(self) -> dict[str, Statement]:
        """Statements by id."""
        return {statement.id: statement for statement in self.statements}

    @cached_property
    def actors(self) -> frozenset[str]:
        """Every actor that the labels mention."""
        found: set[str | None] = set()
        for statement in self.statements:
            found.add(statement.speaker)
            found.update(statement.addressees)
        found.update([stance.holder for stance in self.stances])
        for event in self.events:
            found.update(event.actors, event.recipients, event.mediators)
        return frozenset(actor for actor in found if actor is not None)

    @cached_property
    def contents(self) -> list[tuple[int, int, Statement]]:
        """(start, end, statement) of every part of every content."""
        return [
            (span.start, span.end, statement)
            for statement in self.statements
            for span in statement.content
        ]

    @property
    def day(self) -> str | None:
        """Day of publication, ISO; None if it is not known."""
        published = self.article.published if self.article is not None else None
        return published[:10] if published is not None else None


def _spans(subject: Subject) -> Iterator[SpanAt]:
    for at, one in enumerate(subject.statements):
        if one.source is not None:
            yield one.source, "statements", at, "source", None
        if one.cue is not None:
            yield one.cue, "statements", at, "cue", None
        for number, span in enumerate(one.content):
            yield span, "statements", at, "content", number
    for at, stance in enumerate(subject.stances):
        for number, span in enumerate(stance.evidence):
            yield span, "stances", at, "evidence", number
        for number, span in enumerate(stance.condition):
            yield span, "stances", at, "condition", number
    for at, event in enumerate(subject.events):
        yield event.trigger, "events", at, "trigger", None
        if event.date is not None and event.date.span is not None:
            yield event.date.span, "events", at, "date/span", None
        if event.place is not None and event.place.span is not None:
            yield event.place.span, "events", at, "place/span", None


def annotated_text(kind: str, value: Any, context: Context) -> str | None:
    """The text that the labels of an article or layer (plain JSON) are about; None if unknown."""
    if not isinstance(value, dict):
        return None
    text = value.get("text")
    if kind == "layer" and isinstance(value.get("article"), str):
        article = context.article(value["article"])
        text = article.text if article is not None else None
    return text if isinstance(text, str) else None
