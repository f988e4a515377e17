"""One change, and the shapes a file must have to be compared."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta

from stancebank.errors import StanceBankError
from stancebank.publish.diff.sides import Side

GOLD = "gold"
"""The layer of the article's own labels; every other layer bears its annotator's name."""


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={
    "before": "from", "after": "to",
}):  # fmt: skip
    """One change. `what` is its kind, as in the table of corpus/README.md.

    `layer` is "gold" for adjudicated labels, else the annotator. `item` is the id in NEW (in OLD,
    if it is gone), `was` the id in OLD if that is another one. `before` and `after` are values, or
    values by field where there are several.
    """

    what: str
    article: str | None = None
    layer: str | None = None
    kind: str | None = None
    item: str | None = None
    was: str | None = None
    target: str | None = None
    field: str | None = None
    before: Any = None
    after: Any = None
    note: str | None = None

    @property
    def fields(self) -> list[str]:
        """The keys that changed."""
        if self.field is not None:
            return [self.field]
        return sorted(self.after) if isinstance(self.after, dict) else []


# No text is longer: a made-up span must not take all memory when overlaps are counted.
Offset = Annotated[int, Meta(ge=0, le=1_000_000)]


class SpanShape(msgspec.Struct, frozen=True, gc=False):
    """A span; its words may be withheld."""

    start: Offset
    end: Offset


class StatementShape(msgspec.Struct, frozen=True):
    """What matching statements looks at."""

    id: str
    content: list[SpanShape] = []
    parent: str | None = None


class StanceShape(msgspec.Struct, frozen=True):
    """What matching stances looks at."""

    id: str
    evidence: list[SpanShape] = []
    statement: str | None = None
    holder: str | None = None
    target: str = ""


class EventShape(msgspec.Struct, frozen=True):
    """What matching events looks at."""

    id: str
    trigger: SpanShape
    asserted_by: str | None = None


class LabelsShape(msgspec.Struct, frozen=True):
    """Keys that an article and a layer share; whatever else they hold is compared as it is."""

    text_sha256: str
    statements: list[StatementShape]
    stances: list[StanceShape]
    events: list[EventShape]
    text: str | None = None


class Status(msgspec.Struct, frozen=True):
    """How far an article is annotated."""

    status: str = "none"


class ArticleHead(msgspec.Struct, frozen=True):
    """Enough to know which article a file holds."""

    id: str
    annotation: Status = Status()


class AnnotatorHead(msgspec.Struct, frozen=True):
    """Who annotated."""

    id: str


class LayerHead(msgspec.Struct, frozen=True):
    """Enough to know which layer a file holds."""

    article: str
    annotator: AnnotatorHead


T = TypeVar("T")


def parsed(side: Side, path: str, kind: type[T]) -> tuple[dict[str, Any], T]:
    """A file as a dictionary, and as the shape it must have.

    Raises:
        StanceBankError: not JSON, or not of that shape.
    """
    raw = side.read(path)
    try:
        value = msgspec.json.decode(raw, type=dict[str, Any])
        return value, msgspec.convert(value, kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(side, path, error) from error


def unreadable(side: Side, path: str, error: Exception) -> StanceBankError:
    """The one line for a file that cannot be compared."""
    return StanceBankError(
        f"{side.name}: {path}: {error}: cannot be compared; `stancebank validate` tells what is "
        "wrong with it"
    )
