"""What record rules may look at beside the record: the registries and the other files."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.record import Actor, Article, Conflict, Event, Layer, Stance, Statement, Target


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

    @classmethod
    def load(cls, root: Path | None) -> Context:
        """The context of a corpus root; without registries where there is no corpus."""
        if root is None:
            return cls(None)
        corpus = Corpus(root)
        try:
            return cls(root, corpus.actors, corpus.targets, corpus.conflicts, True)
        except StanceBankError:
            return cls(root)

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
            return msgspec.json.decode(path.read_bytes(), type=Article)
        except (OSError, msgspec.DecodeError):
            return None


def annotated_text(kind: str, value: Any, context: Context) -> str | None:
    """The text that the labels of an article or layer (plain JSON) are about; None if unknown."""
    if not isinstance(value, dict):
        return None
    text = value.get("text")
    if kind == "layer" and isinstance(value.get("article"), str):
        article = context.article(value["article"])
        text = article.text if article is not None else None
    return text if isinstance(text, str) else None


class Subject(msgspec.Struct, frozen=True):
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


def spans_of(value: Any, pointer: str = "") -> list[tuple[str, Any]]:
    """Every span in a statement, stance or event with its JSON pointer below `pointer`."""
    found: list[tuple[str, Any]] = []
    if isinstance(value, Statement):
        found = [(f"{pointer}/source", value.source), (f"{pointer}/cue", value.cue)]
        found += [(f"{pointer}/content/{at}", span) for at, span in enumerate(value.content)]
    elif isinstance(value, Stance):
        found = [(f"{pointer}/evidence/{at}", span) for at, span in enumerate(value.evidence)]
        found += [(f"{pointer}/condition/{at}", span) for at, span in enumerate(value.condition)]
    elif isinstance(value, Event):
        found = [(f"{pointer}/trigger", value.trigger)]
        if value.date is not None:
            found.append((f"{pointer}/date/span", value.date.span))
        if value.place is not None:
            found.append((f"{pointer}/place/span", value.place.span))
    return [(at, span) for at, span in found if span is not None]


def labelled_spans(subject: Subject) -> list[tuple[str, Any]]:
    """Every span of all three layers with its JSON pointer."""
    found: list[tuple[str, Any]] = []
    for name in ("statements", "stances", "events"):
        for at, item in enumerate(getattr(subject, name)):
            found += spans_of(item, f"/{name}/{at}")
    return found
