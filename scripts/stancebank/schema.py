"""JSON Schemas and label sets: found in the wheel or in the checkout, loaded once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from stancebank.errors import StanceBankError

if TYPE_CHECKING:
    import jsonschema_rs
    from jsonschema.protocols import Validator

KINDS = (
    "article",
    "layer",
    "adjudication",
    "actors",
    "targets",
    "conflicts",
    "splits",
    "exceptions",
    "withdrawn",
    "expectations",
    "version",
    "raw",
    "labels",
    "card",
)
"""The kinds of JSON file in a corpus; each has schema/<kind>.schema.json."""


@cache
def folder() -> Path:
    """The folder `schema/`: inside the installed package, else of the checkout."""
    here = Path(__file__).resolve().parent
    for place in (here / "schema", here.parents[1] / "schema"):
        if (place / "article.schema.json").is_file():
            return place
    raise StanceBankError(f"no schema folder in {here}: the installation is broken, reinstall it")


@cache
def load(kind: str) -> dict[str, Any]:
    """One JSON Schema by kind (`common` holds the shared definitions)."""
    schema: dict[str, Any] = msgspec.json.decode((folder() / f"{kind}.schema.json").read_bytes())
    return schema


@cache
def gate(kind: str) -> jsonschema_rs.Draft202012Validator:
    """The fast validator: says whether a value fits, in microseconds."""
    import jsonschema_rs

    common = load("common")
    registry = jsonschema_rs.Registry([(common["$id"], common)])
    return jsonschema_rs.Draft202012Validator(load(kind), registry=registry)


@cache
def explainer(kind: str) -> Validator:
    """The thorough validator: imported and asked only when the gate has said no."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    common = load("common")
    registry: Registry[Any] = Registry().with_resource(
        common["$id"], Resource.from_contents(common)
    )
    return Draft202012Validator(load(kind), registry=registry)


@cache
def labels(name: str) -> dict[str, dict[str, Any]]:
    """A label set by name (stance, event_type, …): label id → its entry, in published order."""
    content = msgspec.json.decode((folder() / "labels" / f"{name}.json").read_bytes())
    return {label["id"]: label for label in content["labels"]}


@cache
def event_modes(event_type: str) -> tuple[str, ...]:
    """The modes PLOVER gives an event type, possibly none."""
    return tuple(mode["id"] for mode in labels("event_type")[event_type]["modes"])
