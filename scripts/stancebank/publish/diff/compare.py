"""Compare two sides by meaning. Only files whose bytes differ are read, one article at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from stancebank.errors import StanceBankError
from stancebank.publish.diff.change import (
    ArticleHead,
    Change,
    LabelsShape,
    LayerHead,
    parsed,
    unreadable,
)
from stancebank.publish.diff.items import REFERENCE
from stancebank.publish.diff.records import (
    PUBLISHED,
    carry_of,
    compare_article,
    compare_layer,
    read,
    reduced,
)
from stancebank.publish.diff.registry import (
    compare_labels,
    compare_registry,
    ends,
    entries,
    version_of,
)
from stancebank.publish.diff.sides import Side
from stancebank.publish.diff.values import Carry, stay

PARTIAL = ("actors", "conflicts", "all of a layer's items but label and spans")
"""What a release does not carry."""

Paths = dict[Any, str]


def compare(old: Side, new: Side) -> Iterator[Change]:
    """All changes from `old` to `new`: schema, registry, then articles by id.

    Raises:
        StanceBankError: a file that differs cannot be read or has not the shape of its kind.
    """
    schemas = version_of(old, "schema_version"), version_of(new, "schema_version")
    if schemas[0] != schemas[1] and None not in schemas:
        yield Change(what="schema.version", before=schemas[0], after=schemas[1])
    yield from compare_labels(old, new)
    yield from compare_registry(old, new)
    yield from _Articles(old, new, schemas).changes()


def not_compared(old: Side, new: Side) -> list[str]:
    """What could not be compared, because a side does not carry it."""
    missing: list[str] = []
    if old.partial or new.partial:
        missing += PARTIAL
    if old.partial != new.partial:
        missing += ["label sets", "articles that are in no release"]
    if any(side.partial and "withdrawn.json" not in side.files for side in (old, new)):
        missing.append("tombstones of a published folder")
    return missing


class _Articles:
    """Articles, their splits and layers."""

    def __init__(self, old: Side, new: Side, schemas: tuple[str | None, str | None]) -> None:
        self.old, self.new, self.schemas = old, new, schemas
        self.same = {path for path in old.files if old.files[path] == new.files.get(path)}
        self.mixed = old.partial != new.partial
        self.splits = [
            entries(side, "splits.json", "assignments", "article") for side in (old, new)
        ]
        self.articles = [self._found(side, "articles/", ArticleHead) for side in (old, new)]
        self.layers = [self._found(side, "layers/", LayerHead) for side in (old, new)]
        # Unchanged articles are not opened; their file is named by their id (rule SB005).
        for found in self.articles:
            for path in sorted(self.same):
                if path.startswith("articles/"):
                    found.setdefault(path.rsplit("/", 1)[1].removesuffix(".json"), path)

    def changes(self) -> Iterator[Change]:
        """All of them, by article."""
        before, after = self.articles
        tombs = entries(self.new, "withdrawn.json", "withdrawn", "article")
        buried = entries(self.old, "withdrawn.json", "withdrawn", "article")
        layers: dict[str, list[tuple[str, str]]] = {}
        for article, annotator in sorted(self.layers[0].keys() | self.layers[1].keys()):
            layers.setdefault(article, []).append((article, annotator))
        for article in sorted(before.keys() | after.keys()):
            if article not in before:
                yield Change(
                    what="article.added",
                    article=article,
                    after=self._size(1, article),
                    note="was withdrawn" if article in buried else None,
                )
                continue
            if article not in after:
                size = self._size(0, article)
                if article in tombs:
                    reason = f"{tombs[article].get('withdrawn')}: {tombs[article].get('reason')}"
                    yield Change(
                        what="article.withdrawn", article=article, before=size, note=reason
                    )
                else:
                    yield Change(what="article.missing", article=article, before=size)
                continue
            yield from self._split(article)
            if before[article] not in self.same or after[article] not in self.same:
                yield from self._article(article)
            for found in layers.get(article, []):
                yield from self._layer(*found)
        if any(
            side.partial and "withdrawn.json" not in side.files for side in (self.old, self.new)
        ):
            return
        told = before.keys() - after.keys()
        for article in sorted(tombs.keys() - buried.keys() - told):
            yield Change(what="tombstone.added", article=article)
        for article in sorted(buried.keys() - tombs.keys()):
            yield Change(what="tombstone.removed", article=article)

    def _found(self, side: Side, folder: str, kind: Any) -> Paths:
        """Path of every article or layer that differs, by its id."""
        found: Paths = {}
        for path in sorted(side.files):
            if path in self.same or not path.startswith(folder):
                continue
            try:
                head = msgspec.json.decode(side.read(path), type=kind)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise unreadable(side, path, error) from error
            if isinstance(head, LayerHead):
                name: Any = (head.article, head.annotator.id)
            else:
                name = head.id
                split = self.splits[0 if side is self.old else 1].get(name)
                if self.mixed and (split is None or head.annotation.status not in PUBLISHED):
                    continue
            if name in found:
                raise StanceBankError(
                    f"{side.name}: {path}: the same id as {found[name]}: give one of them another"
                )
            found[name] = path
        return found

    def _size(self, index: int, article: str) -> dict[str, Any]:
        """How much an article that came or went holds."""
        side = (self.old, self.new)[index]
        value, _ = parsed(side, self.articles[index][article], LabelsShape)
        split = self.splits[index].get(article, {}).get("split")
        return {"split": split, **{kind: len(value[kind]) for kind in REFERENCE}}

    def _split(self, article: str) -> Iterator[Change]:
        one, other = (splits.get(article, {}) for splits in self.splits)
        if one.get("split") != other.get("split"):
            what = "article.split" if one and other else f"split.{'assigned' if other else 'lost'}"
            yield Change(
                what=what,
                article=article,
                field="split",
                before=one.get("split"),
                after=other.get("split"),
            )
        elif not self.mixed and one.get("cluster") != other.get("cluster"):
            yield Change(
                what="article.metadata",
                article=article,
                **ends(one, other, ["cluster"]),
            )

    def _article(self, article: str) -> Iterator[Change]:
        before = read(self.old, self.articles[0][article])
        after = read(self.new, self.articles[1][article])
        yield from compare_article(article, before, after, self.schemas)

    def _layer(self, article: str, annotator: str) -> Iterator[Change]:
        paths = [found.get((article, annotator)) for found in self.layers]
        if paths[0] is None or paths[1] is None:
            what = "layer.added" if paths[0] is None else "layer.removed"
            yield Change(what=what, article=article, layer=annotator)
            return
        before, after = read(self.old, paths[0]), read(self.new, paths[1])
        move: Carry = stay
        if before["text_sha256"] != after["text_sha256"]:
            move = carry_of(
                read(self.old, self.articles[0][article]),
                read(self.new, self.articles[1][article]),
            )
        if self.mixed:
            before, after = reduced(before), reduced(after)
        yield from compare_layer(article, annotator, before, after, move, self.schemas)
