"""What corpus rules need to know of each record, small enough to keep for all of them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from stancebank.check.context import Subject
from stancebank.record import Layer


class Facts(msgspec.Struct, frozen=True):
    """An article or a layer in brief, with the file and line it came from."""

    file: str
    line: int
    kind: str
    id: str
    text_sha256: str
    root: Path | None
    collection: str = ""
    story: str | None = None
    status: str = ""
    layers: tuple[str, ...] = ()
    annotator: str = ""
    actors: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    conflict: str | None = None
    modes: tuple[str, ...] = ()
    stances: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    words: int = 0


def facts_of(subject: Subject, file: str, line: int, root: Path | None) -> Facts:
    """The facts of a record."""
    record = subject.record
    if isinstance(record, Layer):
        return Facts(
            file, line, "layer", record.article, record.text_sha256, root,
            annotator=record.annotator.id, actors=subject.actors,
        )  # fmt: skip
    return Facts(
        file,
        line,
        "article",
        record.id,
        record.text_sha256,
        root,
        collection=record.collection,
        story=record.story,
        status=record.annotation.status,
        layers=tuple(record.annotation.layers),
        actors=subject.actors,
        targets=frozenset(record.targets),
        conflict=record.conflict,
        modes=tuple([one.mode for one in record.statements]),
        stances=tuple([one.label for one in record.stances]),
        events=tuple([one.type for one in record.events]),
        empty=tuple([name for name in FILLABLE if getattr(record, name) is None]),
        words=record.text.count(" ") + record.text.count("\n\n") + 1,
    )


FILLABLE = ("conflict", "story", "genre", "language", "title", "published", "dateline")
"""Fields of an article whose fill rate can be asserted."""
