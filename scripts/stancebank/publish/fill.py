"""One published row with the text of its article filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from stancebank.publish.reanchor import Place
from stancebank.publish.rows import joined, paragraphs
from stancebank.record import Repair, Span
from stancebank.sentences import sentence_at

Row = dict[str, Any]


@dataclass
class Restored:
    """The text of an article; `places`: of its spans in it, None where it is the original.

    `statements` collects the spans of its statements as they go by: the config articles comes
    first, and stance rows show the words of their statement.
    """

    text: str
    sha256: str
    repairs: list[Repair]
    places: dict[Place, Place] | None = None
    statements: dict[str, tuple[list[Span], list[Span]]] = field(default_factory=dict)

    @property
    def exact(self) -> bool:
        """Whether this is the original text, proved by its hash."""
        return self.places is None

    def span(self, value: Row) -> Row | None:
        """A span with its words; None if it is not in this text."""
        place = (value["start"], value["end"])
        there = place if self.places is None else self.places.get(place)
        if there is None:
            return None
        return {**value, "start": there[0], "end": there[1], "text": self.text[slice(*there)]}


def spans_of(value: Any) -> Iterator[Row]:
    """Every span in a row; repairs, which are no marks on the text, are not."""
    if isinstance(value, list):
        for item in value:
            yield from spans_of(item)
    elif isinstance(value, dict):
        if "start" in value:
            if "raw" not in value:
                yield value
            return
        for item in value.values():
            yield from spans_of(item)


def filled(row: Row, restored: Restored) -> Row:
    """The row with text, spans, context and hash of the restored text.

    Args:
        row: a row of any config, labels as names; those of the config articles must come first.
        restored: the text of its article.
    """
    new: Row = {name: _filled(value, restored) for name, value in row.items() if name != "repairs"}
    new["text_sha256"] = restored.sha256
    if "rights" in row:
        new["text"] = restored.text
        new["repairs"] = _repairs(row["repairs"], restored)
        for one in new["statements"]:
            content = _spans(one["content"])
            every = [*_spans([one["source"], one["cue"]]), *content]
            restored.statements[f"{row['id']}/{one['id']}"] = every, content
    elif "statement_id" in row or "content" in row:
        about = row["statement_id"] if "statement_id" in row else row["id"]
        evidence = _spans(new.get("evidence", []))
        every, content = restored.statements.get(about or "", (evidence, evidence))
        new["text"] = joined(content) if content or restored.exact else None
        new["context"] = paragraphs(restored.text, every) if every or restored.exact else None
    elif "trigger" in row:
        new["sentence"] = None
        if (trigger := new["trigger"]) is not None:
            start, end = sentence_at(restored.text, trigger["start"], trigger["end"])
            new["sentence"] = restored.text[start:end]
        if row["place"] is None and new["place_span"] is not None:
            new["place"] = new["place_span"]["text"]
    return new


def _filled(value: Any, restored: Restored) -> Any:
    if isinstance(value, list):
        items = [_filled(item, restored) for item in value]
        # A span that is not in this text is taken out of its list, not left without a place.
        return [
            new for new, old in zip(items, value, strict=True) if new is not None or old is None
        ]
    if not isinstance(value, dict):
        return value
    if "start" in value:
        return restored.span(value)
    new = {name: _filled(item, restored) for name, item in value.items()}
    if "name" in new and new.get("span") is not None and new["name"] is None:
        new["name"] = new["span"]["text"]
    return new


def _repairs(published: list[Row], restored: Restored) -> list[Row]:
    """Repairs of the original with their words; those of the copy where the text is the copy's."""
    own = [msgspec.to_builtins(one) for one in restored.repairs]
    if not restored.exact:
        return own
    raw = {(one["kind"], one["start"], one["end"]): one["raw"] for one in own}
    return [
        {
            **one,
            "raw": one["raw"] or raw.get((one["kind"], one["start"], one["end"])),
            "text": restored.text[one["start"] : one["end"]],
        }
        for one in published
    ]


def _spans(values: list[Row | None]) -> list[Span]:
    return [msgspec.convert(one, Span) for one in values if one is not None]
