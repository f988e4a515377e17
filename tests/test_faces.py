"""One schema, three faces: JSON Schema, typed records and published features agree."""

from __future__ import annotations

import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from datasets import ClassLabel, List

from stancebank import schema
from stancebank.check.document import STRUCTS
from stancebank.publish.features import features
from stancebank.record import Article


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node:
        node = schema.load("common")["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return node


def of_schema(node: dict[str, Any]) -> Any:
    """The shape of a JSON Schema: nested dicts, ["list", item], ["null or", x], names of types."""
    node = resolved(node)
    if "anyOf" in node:
        (inner,) = (one for one in node["anyOf"] if one != {"type": "null"})
        return ["null or", of_schema(inner)]
    if "enum" in node:
        return ["enum", node["enum"]]
    kind = node["type"]
    if isinstance(kind, list):
        assert kind[1] == "null"
        return ["null or", kind[0]]
    if kind == "object":
        assert node["additionalProperties"] is False
        return {name: of_schema(inner) for name, inner in node["properties"].items()}
    if kind == "array":
        return ["list", of_schema(node["items"])]
    return kind


def of_type(kind: Any) -> Any:
    """The same shape of a type of record.py."""
    origin = get_origin(kind)
    if origin is Literal:
        return ["enum", list(get_args(kind))]
    if origin is list:
        return ["list", of_type(get_args(kind)[0])]
    if origin in (Union, types.UnionType):
        (inner,) = (one for one in get_args(kind) if one is not type(None))
        return ["null or", of_type(inner)]
    if issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        return {f.encode_name: of_type(hints[f.name]) for f in msgspec.structs.fields(kind)}
    return {str: "string", int: "integer", bool: "boolean", float: "number"}[kind]


def of_feature(kind: Any) -> Any:
    """The same shape of a feature, in which everything may be null."""
    if isinstance(kind, ClassLabel):
        return ["enum", kind.names]
    if isinstance(kind, List):
        return ["list", of_feature(kind.feature)]
    if isinstance(kind, dict):
        return {name: of_feature(inner) for name, inner in kind.items()}
    return {"string": "string", "int64": "integer", "bool": "boolean"}[kind.dtype]


def without_nulls(shape: Any) -> Any:
    if isinstance(shape, dict):
        return {name: without_nulls(inner) for name, inner in shape.items()}
    if isinstance(shape, list) and shape[0] == "null or":
        return without_nulls(shape[1])
    return [shape[0], without_nulls(shape[1])] if shape[0] == "list" else shape


def modes_as_text(shape: Any) -> Any:
    """An event's mode is a label of its type's list; typed and published it is plain text."""
    if isinstance(shape, dict):
        return {
            name: ["null or", "string"] if name == "mode" and "trigger" in shape
            else modes_as_text(inner)
            for name, inner in shape.items()
        }  # fmt: skip
    if isinstance(shape, list) and shape[0] != "enum":
        return [shape[0], modes_as_text(shape[1])]
    return shape


@pytest.mark.parametrize("kind", STRUCTS)
def test_json_schema_and_typed_records_agree_in_keys_order_types_and_labels(kind: str) -> None:
    expected = modes_as_text(of_schema(schema.load(kind)))
    assert of_type(STRUCTS[kind]) == expected
    assert_same_order(of_type(STRUCTS[kind]), expected)


def assert_same_order(one: Any, other: Any) -> None:
    if isinstance(one, dict):
        assert list(one) == list(other)
        for name in one:
            assert_same_order(one[name], other[name])
    elif isinstance(one, list) and one[0] in ("list", "null or"):
        assert_same_order(one[1], other[1])


def test_every_key_of_a_record_is_required() -> None:
    for kind in set(STRUCTS) - {"raw"}:
        node = schema.load(kind)
        assert node["required"] == list(node["properties"])


def test_published_articles_have_the_columns_types_and_labels_of_the_record() -> None:
    published = {k: v for k, v in features("articles").items() if k != "article_id"}
    assert of_feature(published) == without_nulls(of_type(Article))


def test_every_property_is_described() -> None:
    def walk(node: Any, path: str) -> None:
        if not isinstance(node, dict):
            return
        for name, inner in node.get("properties", {}).items():
            assert inner.get("description"), f"{path}/{name}"
            walk(inner, f"{path}/{name}")
        walk(node.get("items"), f"{path}/items")
        for inner in node.get("anyOf", []):
            walk(inner, path)
        for name, inner in node.get("$defs", {}).items():
            assert inner.get("description"), f"{path}/$defs/{name}"
            walk(inner, f"{path}/$defs/{name}")

    for kind in (*schema.KINDS, "common"):
        walk(schema.load(kind), kind)


@pytest.mark.parametrize(
    "name", ["statement_mode", "event_type", "realis", "genre", "issue", "actor_kind", "stance"]
)
def test_label_files_and_schema_list_the_same_labels(name: str) -> None:
    annotated = [one for one, entry in schema.labels(name).items() if not entry.get("derived")]
    key = "stance_label" if name == "stance" else name
    assert schema.load("common")["$defs"][key]["enum"] == annotated


def test_every_mode_of_the_label_file_is_in_the_schema_and_no_other() -> None:
    modes = {mode for one in schema.labels("event_type") for mode in schema.event_modes(one)}
    assert schema.load("common")["$defs"]["event_mode"]["enum"] == sorted(modes)


def test_label_files_fit_their_schema_and_every_quad_is_a_label() -> None:
    for path in sorted((schema.folder() / "labels").glob("*.json")):
        value = msgspec.json.decode(path.read_bytes())
        assert not list(schema.explainer("labels").iter_errors(value)), path.name
        assert value["id"] == path.stem
    quads = {entry["quad"] for entry in schema.labels("event_type").values()}
    assert quads == set(schema.labels("quad"))
