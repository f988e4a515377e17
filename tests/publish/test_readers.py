"""The published files in pandas, polars and DuckDB, with the names of the labels."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from datasets import load_dataset
from dists import publish_base

import stancebank
from stancebank.errors import StanceBankError


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_base(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def counts(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """Stance labels of the split train, as `datasets` reads them."""
    cache = str(tmp_path_factory.mktemp("cache"))
    rows = load_dataset(str(dist), "stance", split="train", cache_dir=cache)
    return Counter(rows.features["label"].int2str(code) for code in rows["label"])


def test_pandas(dist: Path, counts: Counter[str]) -> None:
    import pandas

    (path,) = (dist / "data" / "stance").glob("train-*")
    frame = pandas.read_parquet(path)
    names = stancebank.labels("stance", "label", dist)
    assert Counter(frame["label"].map(dict(enumerate(names)))) == counts


def test_polars(dist: Path, counts: Counter[str]) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.read_parquet(dist / "data" / "stance" / "train-*.parquet")
    names = stancebank.labels("stance", "label", dist)
    named = frame["label"].replace_strict(dict(enumerate(names)))
    assert Counter(named.to_list()) == counts


def test_duckdb(dist: Path, counts: Counter[str]) -> None:
    duckdb = pytest.importorskip("duckdb")
    names = stancebank.labels("stance", "label", dist)
    rows = duckdb.execute(
        "SELECT $names[label + 1], count(*) FROM read_parquet($files) GROUP BY 1",
        {"names": names, "files": str(dist / "data" / "stance" / "train-*.parquet")},
    ).fetchall()
    assert Counter(dict(rows)) == counts
    nested = duckdb.execute(
        "SELECT statements[1].content[1].text, rights.license FROM read_parquet(?)",
        [str(dist / "data" / "articles" / "train-*.parquet")],
    ).fetchall()
    assert nested[0][0] and nested[0][1] == "CC-BY-4.0"


def test_labels_of_nested_columns_and_of_none(dist: Path) -> None:
    assert stancebank.labels("articles", "stances.label", dist)[:2] == ["favor", "against"]
    assert "ASSAULT" in stancebank.labels("events", "type", dist)
    with pytest.raises(StanceBankError, match="no column of labels; there are: mode, issue, label"):
        stancebank.labels("stance", "holder", dist)
    with pytest.raises(StanceBankError, match="no config “stances”; there are: annotations"):
        stancebank.labels("stances", "label", dist)
