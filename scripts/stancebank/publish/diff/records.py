"""Two states of one article, or of one annotator's layer of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stancebank.publish.diff.change import GOLD, Change, LabelsShape, parsed, unreadable
from stancebank.publish.diff.items import LABELS, REFERENCE, compare_items
from stancebank.publish.diff.registry import changed_fields, ends
from stancebank.publish.diff.sides import Side
from stancebank.publish.diff.values import Carry, carried, carry, stay, wordless

PUBLISHED = ("single", "gold")
"""Articles of another status are in no release."""

SPANS = {"statements": "content", "stances": "evidence", "events": "trigger"}
"""The spans of a layer's item that a release keeps, by kind."""

OWN = {"id", "article", "text", "text_sha256", *REFERENCE}
"""Keys that are told as changes of their own, not as metadata."""

Schemas = tuple[str | None, str | None]


def read(side: Side, path: str) -> dict[str, Any]:
    """An article or layer as a dictionary that fits LabelsShape.

    Raises:
        StanceBankError: it does not, or has two items of one id.
    """
    value, shape = parsed(side, path, LabelsShape)
    for kind in REFERENCE:
        ids = [one.id for one in getattr(shape, kind)]
        if len(ids) != len(set(ids)):
            raise unreadable(side, path, ValueError(f"an id occurs twice in {kind}"))
    return value


def compare_article(
    article: str, before: dict[str, Any], after: dict[str, Any], schemas: Schemas
) -> Iterator[Change]:
    """Text, metadata, gold labels.

    Args:
        article: its id.
        before: the record in OLD.
        after: the record in NEW.
        schemas: schema version of both sides; a record that follows them has not changed in that.
    """
    one, other = before.get("text"), after.get("text")
    bare = one is None or other is None
    if before["text_sha256"] != after["text_sha256"] or (not bare and one != other):
        yield Change(
            what="article.text",
            article=article,
            before=before["text_sha256"],
            after=after["text_sha256"],
        )
    move = carry_of(before, after)
    told = [_kept_back(side) if bare else side for side in (before, after)]
    # Repairs carry offsets of the text, too.
    told[0] = {**told[0], "repairs": carried(told[0].get("repairs"), move)}
    fields = metadata_fields(told[0], told[1], schemas)
    if "annotation" in fields:
        status = [_status(side) in PUBLISHED for side in (before, after)]
        if status[0] != status[1]:
            fields.remove("annotation")
            yield Change(
                what="article.labelled" if status[1] else "article.unlabelled",
                article=article,
                field="annotation",
                before=before.get("annotation"),
                after=after.get("annotation"),
            )
    if fields:
        yield Change(what="article.metadata", article=article, **ends(before, after, fields))
    yield from compare_items(before, after, move, bare, article, GOLD)


def compare_layer(
    article: str,
    annotator: str,
    before: dict[str, Any],
    after: dict[str, Any],
    move: Carry,
    schemas: Schemas,
) -> Iterator[Change]:
    """What one annotator changed; arguments as those of `compare_article` and `compare_items`."""
    fields = metadata_fields(before, after, schemas)
    if fields:
        yield Change(
            what="layer.metadata",
            article=article,
            layer=annotator,
            **ends(before, after, fields),
        )
    bare = any(_withheld({kind: side[kind] for kind in REFERENCE}) for side in (before, after))
    yield from compare_items(before, after, move, bare, article, annotator)


def metadata_fields(before: dict[str, Any], after: dict[str, Any], schemas: Schemas) -> list[str]:
    """Changed keys other than text and labels."""
    moved = (before.get("schema_version"), after.get("schema_version")) == schemas
    ignored = OWN | ({"schema_version"} if moved else set())
    return [name for name in changed_fields(before, after) if name not in ignored]


def carry_of(before: dict[str, Any], after: dict[str, Any]) -> Carry:
    """How offsets go from one state of an article's text to the other."""
    one, other = before.get("text"), after.get("text")
    if one == other or one is None or other is None:
        return stay
    return carry(one, other)


def reduced_item(kind: str, own: str, label: Any, spans: Any) -> dict[str, Any]:
    """An item of a layer as a release keeps it."""
    marked = spans[0] if kind == "events" and isinstance(spans, list) else spans
    return {"id": own, LABELS[kind][0]: label, SPANS[kind]: marked}


def reduced(layer: dict[str, Any]) -> dict[str, Any]:
    """A layer as a release keeps it, to compare it with one that is from a release."""
    annotator = layer["annotator"]
    items = {
        kind: [
            reduced_item(kind, item["id"], item.get(LABELS[kind][0]), item[SPANS[kind]])
            for item in layer[kind]
        ]
        for kind in REFERENCE
    }
    return {
        "article": layer["article"],
        "text_sha256": layer["text_sha256"],
        "annotator": {"id": annotator["id"], "kind": annotator.get("kind")},
        **items,
    }


def _kept_back(article: dict[str, Any]) -> dict[str, Any]:
    """An article without its words, and without how many of them this release was to have."""
    plain: dict[str, Any] = wordless(article)
    rights = plain.get("rights")
    if isinstance(rights, dict):
        plain["rights"] = {name: one for name, one in rights.items() if name != "text"}
    return plain


def _status(article: dict[str, Any]) -> Any:
    annotation = article.get("annotation")
    return annotation.get("status") if isinstance(annotation, dict) else None


def _withheld(value: Any) -> bool:
    """Whether a span in it is without its words, as where a text policy keeps them back."""
    if isinstance(value, list):
        return any(_withheld(item) for item in value)
    if isinstance(value, dict):
        bare = "start" in value and value.get("text") is None
        return bare or any(_withheld(item) for item in value.values())
    return False
