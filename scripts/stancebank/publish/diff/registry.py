"""Changes of the single files: registries, splits, tombstones, label sets, versions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from stancebank.publish.diff.change import Change, unreadable
from stancebank.publish.diff.sides import LABELS, Side
from stancebank.publish.diff.values import key

REGISTRIES = {"actors": "actor", "targets": "target", "conflicts": "conflict"}
"""Registry → what one of its entries is called."""


def entries(side: Side, path: str, name: str, identity: str = "id") -> dict[str, dict[str, Any]]:
    """The entries of a file by id; none if the side has no such file.

    Raises:
        StanceBankError: not JSON, or not a list of entries with an id.
    """
    if path not in side.files:
        return {}
    try:
        value = msgspec.json.decode(side.read(path), type=dict[str, Any])
        listed = msgspec.convert(value.get(name, []), list[dict[str, Any]])
        return {msgspec.convert(entry[identity], str): entry for entry in listed}
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, RecursionError) as error:
        raise unreadable(side, path, error) from error


def version_of(side: Side, name: str) -> str | None:
    """A key of version.json (`version`, `released`), or None; `schema_version` also of others."""
    places = ["version.json"]
    if name == "schema_version":
        places += ["registry/targets.json", "splits.json"]
    for path in places:
        if path in side.files:
            try:
                value = msgspec.json.decode(side.read(path), type=dict[str, Any]).get(name)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise unreadable(side, path, error) from error
            if isinstance(value, str):
                return value
    return None


def compare_registry(old: Side, new: Side) -> Iterator[Change]:
    """Actors, targets and conflicts; against a release, only the targets both sides have."""
    for name, kind in REGISTRIES.items():
        path = f"registry/{name}.json"
        if old.partial != new.partial and name != "targets":
            continue
        if old.files.get(path) == new.files.get(path):
            continue
        before, after = entries(old, path, name), entries(new, path, name)
        if old.partial == new.partial:
            for one in sorted(after.keys() - before.keys()):
                yield Change(what="entry.added", kind=kind, item=one)
            for one in sorted(before.keys() - after.keys()):
                yield Change(what="entry.removed", kind=kind, item=one)
        for one in sorted(before.keys() & after.keys()):
            names = before[one].keys() | after[one].keys()
            if old.partial != new.partial:
                names = before[one].keys() & after[one].keys()
            fields = changed_fields(before[one], after[one], names)
            if "proposition" in fields:
                yield Change(
                    what="proposition.reworded",
                    kind=kind,
                    item=one,
                    field="proposition",
                    before=before[one].get("proposition"),
                    after=after[one].get("proposition"),
                )
                fields.remove("proposition")
            if fields:
                yield Change(
                    what="entry.changed",
                    kind=kind,
                    item=one,
                    **ends(before[one], after[one], fields),
                )


def compare_labels(old: Side, new: Side) -> Iterator[Change]:
    """Label sets, or the published columns and their labels; only like with like."""
    paths = {path for side in (old, new) for path in side.files if path.startswith(LABELS)}
    has = [any(path.startswith(LABELS) for path in side.files) for side in (old, new)]
    if old.partial != new.partial or not all(has):
        return
    for path in sorted(paths):
        if old.files.get(path) == new.files.get(path):
            continue
        before, after = entries(old, path, "labels"), entries(new, path, "labels")
        name = path.removeprefix(LABELS).removesuffix(".json")
        if list(before) != list(after):
            yield Change(what="labels.changed", item=name, before=list(before), after=list(after))
        for one in [label for label in before if label in after]:
            fields = changed_fields(before[one], after[one])
            # A type of column holds the names of its labels; a quad class is a column of its own.
            strict = bool({"type", "derived", "quad"} & set(fields))
            strict = strict or _modes(before[one]) != _modes(after[one])
            if fields:
                what = "labels.changed" if strict else "labels.described"
                yield Change(
                    what=what, item=f"{name}.{one}", **ends(before[one], after[one], fields)
                )


def _modes(label: dict[str, Any]) -> set[bytes]:
    """Ids of a label's modes, which are labels of their own."""
    modes = label.get("modes")
    listed = modes if isinstance(modes, list) else []
    return {key(mode.get("id") if isinstance(mode, dict) else mode) for mode in listed}


def changed_fields(before: dict[str, Any], after: dict[str, Any], names: Any = None) -> list[str]:
    """The keys whose values differ in meaning."""
    names = before.keys() | after.keys() if names is None else names
    return sorted(name for name in names if key(before.get(name)) != key(after.get(name)))


def ends(before: dict[str, Any], after: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """Both values of each field, for a Change."""
    return {
        "before": {name: before.get(name) for name in fields},
        "after": {name: after.get(name) for name in fields},
    }
