"""The size of a row group in memory is told without reading it, and is what reading it gives."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import ClassLabel, List
from hypothesis import given, settings
from hypothesis import strategies as st

from stancebank.publish.features import CONFIGS, features, table
from stancebank.publish.sizes import bytes_as_read


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a feature, any of them null."""
    if isinstance(kind, ClassLabel):
        some: st.SearchStrategy[Any] = st.sampled_from(kind.names)
    elif isinstance(kind, List):
        some = st.lists(values(kind.feature), max_size=3)
    elif isinstance(kind, dict):
        some = st.fixed_dictionaries({name: values(inner) for name, inner in kind.items()})
    else:
        some = {"string": st.text("aé𝒜", max_size=4), "int64": st.integers(0, 9)}.get(
            kind.dtype, st.booleans()
        )
    return st.one_of(some, some, st.none())


@pytest.mark.parametrize("config", CONFIGS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_size_is_that_of_reading_the_group_back(config: str, data: st.DataObject) -> None:
    row = st.fixed_dictionaries({name: values(kind) for name, kind in features(config).items()})
    several = data.draw(st.lists(st.lists(row, min_size=1, max_size=6), min_size=1, max_size=3))
    group = pa.concat_tables([table(config, rows) for rows in several]).combine_chunks()
    sink = io.BytesIO()
    pq.write_table(group, sink, compression="zstd", use_content_defined_chunking=True)
    file = pq.ParquetFile(sink)
    assert file.num_row_groups == 1
    assert bytes_as_read(config, group) == file.read_row_group(0).nbytes
