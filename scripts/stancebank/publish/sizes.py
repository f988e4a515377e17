"""Size of a table in memory once it is read back from Parquet, told without reading it.

`datasets` counts a split's `num_bytes` by what the Parquet reader makes of each row group. That
differs from what was written by validity bitmaps alone: the reader makes one for every array with
nulls in it, its own or those of the structs around it, and at some places of a schema always.
Those places are asked of the reader itself, with one row that has no null.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from stancebank.publish.features import features

Place = tuple[str | int, ...]
"""Where an array is in a schema: the column, then a child's number for each step down."""


def bytes_as_read(config: str, group: pa.Table) -> int:
    """Bytes in memory that a row group takes when it is read.

    Args:
        config: whose columns they are.
        group: the rows of the group; its arrays are whole, not slices.
    """
    always = _always(config)
    return sum(
        _missing(chunk, (name,), always, False) + int(chunk.nbytes)
        for name in group.column_names
        for chunk in group[name].chunks
    )


def _missing(array: pa.Array, place: Place, always: frozenset[Place], around: bool) -> int:
    """Bytes of the bitmaps that a reader makes and the array has not (less those it drops).

    Args:
        array: an array as it is written.
        place: where it is.
        always: the places with a bitmap whatever is in them.
        around: whether a struct around it is null anywhere.
    """
    nulls = around or array.null_count > 0
    has = array.buffers()[0] is not None
    makes = nulls or place in always
    struct = pa.types.is_struct(array.type)
    missing = (makes - has) * _bitmap(len(array)) if not struct or _counts_structs() else 0
    if struct:
        children = [array.field(at) for at in range(array.type.num_fields)]
        missing += sum(
            _missing(child, (*place, at), always, nulls) for at, child in enumerate(children)
        )
    elif pa.types.is_list(array.type):
        # What is null has no elements, so the elements have no nulls from above.
        missing += _missing(array.values, (*place, 0), always, False)
    return missing


def _bitmap(length: int) -> int:
    return (length + 7) // 8


@cache
def _counts_structs() -> bool:
    """Whether Arrow's `nbytes` counts the bitmaps of structs themselves (26.0: no)."""
    inner = pa.array([1, 2])
    outer = pa.StructArray.from_arrays([inner], names=["a"], mask=pa.array([False, True]))
    return bool(outer.nbytes > inner.nbytes)


@cache
def _always(config: str) -> frozenset[Place]:
    schema = features(config).arrow_schema
    row = [{field.name: _some(field.type) for field in schema}]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(row, schema=schema), sink)
    read = pq.read_table(sink.getvalue())
    found: set[Place] = set()
    for name in read.column_names:
        _with_bitmap(read[name].chunk(0), (name,), found)
    return frozenset(found)


def _with_bitmap(array: pa.Array, place: Place, found: set[Place]) -> None:
    if array.buffers()[0] is not None:
        found.add(place)
    if pa.types.is_struct(array.type):
        for at in range(array.type.num_fields):
            _with_bitmap(array.field(at), (*place, at), found)
    elif pa.types.is_list(array.type):
        _with_bitmap(array.values, (*place, 0), found)


def _some(kind: pa.DataType) -> Any:
    """A value of a type without a null anywhere in it."""
    if pa.types.is_struct(kind):
        return {kind.field(at).name: _some(kind.field(at).type) for at in range(kind.num_fields)}
    if pa.types.is_list(kind):
        return [_some(kind.value_type)]
    return {"string": "a", "int64": 1, "bool": True}[str(kind)]
