"""The version step that changes ask for: the policy written in corpus/README.md, as code."""

from __future__ import annotations

import re
from collections import Counter
from typing import Literal

import msgspec

from stancebank.errors import StanceBankError
from stancebank.publish.diff.change import GOLD, Change
from stancebank.publish.diff.items import REFERENCE
from stancebank.publish.diff.records import read
from stancebank.publish.diff.sides import Side

Step = Literal["none", "patch", "minor", "major"]

STEPS: tuple[Step, ...] = ("none", "patch", "minor", "major")

POLICY: dict[str, tuple[Step, str]] = {
    "schema.version": ("minor", "the schema version changed"),
    "labels.changed": ("major", "a published label set, or a column, changed"),
    "article.withdrawn": ("major", "an article was withdrawn"),
    "article.missing": ("major", "an article is missing without a tombstone"),
    "article.unlabelled": ("major", "an article is no longer published"),
    "article.split": ("major", "an article moved to another split"),
    "split.lost": ("major", "an article lost its split"),
    "article.text": ("major", "the text of an article changed under its id"),
    "layer.removed": ("major", "an annotator's layer was removed"),
    "entry.removed": ("major", "an entry of a registry was removed"),
    "tombstone.removed": ("major", "a tombstone was removed"),
    "article.added": ("minor", "an article was added"),
    "article.labelled": ("minor", "an article is now labelled"),
    "split.assigned": ("minor", "an article was given its split"),
    "layer.added": ("minor", "an annotator's layer was added"),
    "entry.added": ("minor", "an entry of a registry was added"),
    "proposition.reworded": ("minor", "a proposition was reworded"),
    "item.relabelled": ("patch", "a label was corrected"),
    "item.changed": ("patch", "an item was corrected"),
    "item.added": ("patch", "an item was added"),
    "item.removed": ("patch", "an item was removed"),
    "article.metadata": ("patch", "metadata of an article changed"),
    "layer.metadata": ("patch", "metadata of a layer changed"),
    "entry.changed": ("patch", "an entry of a registry changed"),
    "labels.described": ("patch", "the description of a label changed"),
    "tombstone.added": ("patch", "a tombstone was added"),
}
"""Kind of change → the step it asks for, and why in words."""

BULK_SHARE = 0.05
"""More than this share of OLD's gold items of a kind corrected is another data set: major."""

BULK_ITEMS = 20
"""But fewer corrected items than this are never bulk: a small corpus would count every typo."""

CORRECTED = ("item.relabelled", "item.changed", "item.added", "item.removed")

_VERSION = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})")


class Reason(msgspec.Struct, frozen=True):
    """Why a step is asked for: the kind of change, how many, and the first of them."""

    step: Step
    what: str
    why: str
    count: int
    first: str


def reasons(changes: list[Change], old: Side) -> list[Reason]:
    """What asks for a step, the largest step first."""
    found = []
    counts = Counter(change.what for change in changes)
    for what, count in counts.items():
        first = next(change for change in changes if change.what == what)
        step, why = POLICY[what]
        if what == "schema.version" and _major(first.before) != _major(first.after):
            step = "major"
        found.append(Reason(step, what, why, count, name_of(first)))
    found += _bulk(changes, old)
    return sorted(found, key=lambda one: (-STEPS.index(one.step), list(counts).index(one.what)))


def step_of(found: list[Reason]) -> Step:
    """The step that reasons ask for together."""
    return max((one.step for one in found), key=STEPS.index, default="none")


def stepped(version: str, step: Step) -> str:
    """The version after a step; before 1.0.0 major raises the second number, the others the third.

    Raises:
        StanceBankError: not major.minor.patch.
    """
    major, minor, patch = numbers(version)
    if step == "none":
        return version
    if major == 0:
        step = "minor" if step == "major" else "patch"
    if step == "major":
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if step == "minor" else f"{major}.{minor}.{patch + 1}"


def numbers(version: str) -> tuple[int, int, int]:
    """A version as three numbers, which compare as versions do."""
    match = _VERSION.fullmatch(version)
    if match is None:
        raise StanceBankError(f"version.json: {version[:40]!r} is no version: expected like 1.2.3")
    return int(match[1]), int(match[2]), int(match[3])


def name_of(change: Change) -> str:
    """What a change is about, in a few words: article, layer, item."""
    layer = None if change.layer in (GOLD, None) else f"({change.layer})"
    return " ".join(part for part in (change.article, change.item, layer) if part)


def _major(version: object) -> str:
    return str(version).split(".")[0]


def _bulk(changes: list[Change], old: Side) -> list[Reason]:
    """Reasons of the kinds corrected in bulk; reads all of OLD only if enough were corrected."""
    touched: dict[str, set[tuple[str | None, str | None]]] = {}
    labelled = {
        one.article for one in changes if one.what in ("article.labelled", "article.unlabelled")
    }
    for one in changes:
        if one.what in CORRECTED and one.layer == GOLD and one.article not in labelled:
            touched.setdefault(f"{one.kind}s", set()).add((one.article, one.item))
    many = {kind: len(items) for kind, items in touched.items() if len(items) >= BULK_ITEMS}
    if not many:
        return []
    totals = Counter[str]()
    for path in old.files:
        if path.startswith("articles/"):
            record = read(old, path)
            totals.update({kind: len(record[kind]) for kind in REFERENCE})
    return [
        Reason(
            "major",
            next(one.what for one in changes if one.what in CORRECTED and f"{one.kind}s" == kind),
            f"more than {BULK_SHARE:.0%} of the {kind} were corrected ({count} of {totals[kind]})",
            count,
            "",
        )
        for kind, count in many.items()
        if count > BULK_SHARE * totals[kind]
    ]
