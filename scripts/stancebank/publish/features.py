"""The published columns: the third face of the schema, derived from the typed records.

`datasets.Features` are the one definition; the Arrow schema that is written follows from them and
carries them in its metadata, so that any reader of the files alone gets the label names too.
"""

from __future__ import annotations

import types
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from datasets import ClassLabel, Features, List, Value

from stancebank import schema
from stancebank.record import AnnotatorKind, Article, EventType, Realis, Span, StatementMode
from stancebank.registry import ActorKind, Issue

CONFIGS = ("articles", "statements", "stance", "events", "annotations")
"""The configs, the default one first."""

SPLITS = ("train", "validation", "test", "test_unseen_conflict", "test_reported")

TEXT = Value("string")
SPAN = {"start": Value("int64"), "end": Value("int64"), "text": TEXT}


def feature(kind: Any) -> Any:
    """The feature of a type of record.py: struct, list, Literal (a ClassLabel), str, int, bool."""
    origin = get_origin(kind)
    if origin is Literal:
        return ClassLabel(names=list(get_args(kind)))
    if origin is list:
        return List(feature(get_args(kind)[0]))
    if origin in (Union, types.UnionType):
        (inner,) = (one for one in get_args(kind) if one is not type(None))
        return feature(inner)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        return {one.encode_name: feature(hints[one.name]) for one in msgspec.structs.fields(kind)}
    return {str: Value("string"), int: Value("int64"), bool: Value("bool")}[kind]


@cache
def features(config: str) -> Features:
    """Columns of a config."""
    if config == "articles":
        columns = feature(Article)
        # `id` is the article's; article_id repeats it so that all configs join on one name.
        return Features({"id": columns.pop("id"), "article_id": TEXT, **_first(columns), **columns})
    common = {"id": TEXT, "article_id": TEXT, "collection": TEXT, "conflict": TEXT}
    return Features({**common, "published": TEXT, "text_sha256": TEXT, **_OWN[config]})


def _first(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: columns[name] for name in ("collection", "conflict", "published")}


def _stance_labels() -> ClassLabel:
    """The annotated labels and `none`, in the order of labels/stance.json."""
    return ClassLabel(names=list(schema.labels("stance")))


_OWN: dict[str, dict[str, Any]] = {
    "statements": {
        "text": TEXT,
        "context": TEXT,
        "mode": feature(StatementMode),
        "speaker": TEXT,
        "speaker_name": TEXT,
        "speaker_kind": feature(ActorKind),
        "source": SPAN,
        "cue": SPAN,
        "content": List(SPAN),
        "parent": TEXT,
        "addressees": List(TEXT),
    },
    "stance": {
        "statement_id": TEXT,
        "text": TEXT,
        "context": TEXT,
        "mode": feature(StatementMode),
        "speaker": TEXT,
        "holder": TEXT,
        "holder_name": TEXT,
        "target": TEXT,
        "proposition": TEXT,
        "issue": feature(Issue),
        "label": _stance_labels(),
        "evidence": List(SPAN),
        "condition": List(SPAN),
        "explicit": Value("bool"),
        "votes": {label: Value("int64") for label in schema.labels("stance")},
    },
    "events": {
        "sentence": TEXT,
        "trigger": SPAN,
        "type": feature(EventType),
        "quad": ClassLabel(names=list(schema.labels("quad"))),
        "mode": TEXT,
        "actors": List(TEXT),
        "actor_names": List(TEXT),
        "recipients": List(TEXT),
        "recipient_names": List(TEXT),
        "mediators": List(TEXT),
        "date": TEXT,
        "date_span": SPAN,
        "place": TEXT,
        "place_span": SPAN,
        "realis": feature(Realis),
        "asserted_by": TEXT,
    },
    "annotations": {
        "annotator": TEXT,
        "annotator_kind": feature(AnnotatorKind),
        "layer": ClassLabel(names=["statements", "stance", "events"]),
        "item": TEXT,
        "label": TEXT,
        "spans": List(feature(Span)),
    },
}


def table(config: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows, with labels as names, as an Arrow table with labels as codes.

    Codes are looked up a column at a time by Arrow, not a value at a time by Python.
    """
    columns = features(config)
    arrays = []
    for name, kind in columns.items():
        named = pa.array([row[name] for row in rows], type=_named_type(kind))
        arrays.append(_coded(named, kind))
    return pa.Table.from_arrays(arrays, schema=columns.arrow_schema)


def _named_type(kind: Any) -> pa.DataType:
    """The Arrow type of a feature whose labels are still names."""
    if isinstance(kind, ClassLabel):
        return pa.string()
    if isinstance(kind, List):
        return pa.list_(_named_type(kind.feature))
    if isinstance(kind, dict):
        return pa.struct({name: _named_type(inner) for name, inner in kind.items()})
    return kind.pa_type


def _coded(array: pa.Array, kind: Any) -> pa.Array:
    """The array with label names replaced by their codes, nulls kept."""
    if isinstance(kind, ClassLabel):
        codes = pc.index_in(array, value_set=pa.array(kind.names, pa.string()))
        if codes.null_count != array.null_count:
            unknown = set(pc.unique(array).to_pylist()) - {None, *kind.names}
            raise ValueError(f"labels without a code: {sorted(unknown)}")
        return codes.cast(pa.int64())
    if isinstance(kind, List):
        values = _coded(array.values, kind.feature)
        mask = array.is_null() if array.null_count else None
        return pa.ListArray.from_arrays(array.offsets, values, mask=mask)
    if isinstance(kind, dict):
        # What is inside of a null struct is not null by itself; flatten makes it so.
        fields = array.flatten() if array.null_count else [array.field(name) for name in kind]
        inner = [_coded(one, own) for one, own in zip(fields, kind.values(), strict=True)]
        mask = array.is_null() if array.null_count else None
        return pa.StructArray.from_arrays(inner, names=list(kind), mask=mask)
    return array
