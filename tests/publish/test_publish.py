"""What is published loads as a user would load it, is exact, and is the same bytes every time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from datasets import ClassLabel, Dataset, load_dataset
from generate import write_folder

import stancebank
from conftest import SEED
from stancebank import cli
from stancebank.publish.features import CONFIGS, features

NAMED = [name for name in CONFIGS if name != "annotations"]


@pytest.fixture
def dist(project: Path) -> Path:
    assert publish(project) == 0
    return project / "dist"


def publish(project: Path) -> int:
    return cli.run(["publish", "--corpus", str(project / "corpus"), "-o", str(project / "dist")])


def load(dist: Path, config: str, cache: Path, **options: Any) -> Any:
    return load_dataset(str(dist), config, cache_dir=str(cache), split="test_reported", **options)


@pytest.mark.parametrize("config", CONFIGS)
def test_every_config_loads_with_exact_features_and_streams_the_same_rows(
    dist: Path, tmp_path: Path, config: str
) -> None:
    rows = load(dist, config, tmp_path / "cache")
    assert rows.features == features(config)
    streamed = load(dist, config, tmp_path / "cache", streaming=True)
    assert list(streamed) == list(rows)
    assert [row["id"] for row in rows] == list(dict.fromkeys(row["id"] for row in rows))


def test_the_default_config_is_the_articles_and_equals_the_record(
    dist: Path, tmp_path: Path, seed: dict[str, Any]
) -> None:
    rows = load_dataset(str(dist), cache_dir=str(tmp_path / "cache"))
    (row,) = rows["test_reported"]
    assert row.pop("article_id") == SEED
    assert named(row, rows["test_reported"].features) == seed


def named(value: Any, feature: Any) -> Any:
    """A row with label codes turned back into names."""
    if isinstance(feature, ClassLabel):
        return None if value is None else feature.int2str(value)
    if isinstance(value, list):
        return [named(item, feature.feature) for item in value]
    if isinstance(value, dict):
        return {key: named(item, feature[key]) for key, item in value.items()}
    return value


def test_stance_rows_are_the_closed_world(dist: Path, tmp_path: Path, seed: dict[str, Any]) -> None:
    rows = load(dist, "stance", tmp_path / "cache")
    said = [row for row in rows if row["statement_id"] is not None]
    assert len(said) == len(seed["statements"]) * len(seed["targets"])
    names = rows.features["label"].names
    labelled = {
        (row["statement_id"], row["target"]): names[row["label"]]
        for row in rows
        if names[row["label"]] != "none"
    }
    assert labelled == {
        (one["statement"] and f"{SEED}/{one['statement']}", one["target"]): one["label"]
        for one in seed["stances"]
    }
    by_statement: dict[str, set[str]] = {}
    for row in said:
        by_statement.setdefault(row["statement_id"], set()).add(row["holder"])
    # A spokesman's words commit his side, stance or no stance: the holder gives nothing away.
    assert by_statement[f"{SEED}/s2"] == {"russia"}
    assert by_statement[f"{SEED}/s9"] == {"us-department-of-defense"}


def test_every_published_span_is_a_slice_of_the_text(dist: Path, tmp_path: Path) -> None:
    def spans(value: Any) -> Any:
        if isinstance(value, dict) and "start" in value:
            yield value
        elif isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                yield from spans(item)

    text = load(dist, "articles", tmp_path / "cache")[0]["text"]
    found = 0
    for config in NAMED:
        for row in load(dist, config, tmp_path / "cache"):
            for span in spans(row):
                assert text[span["start"] : span["end"]] == span["text"]
                found += 1
    assert found > 80


def test_labels_are_names_for_a_reader_that_only_has_the_parquet_file(dist: Path) -> None:
    (path,) = (dist / "data" / "stance").glob("*.parquet")
    assert Dataset.from_parquet(str(path)).features["label"].names[0] == "favor"
    metadata = pq.ParquetFile(path).schema_arrow.metadata[b"huggingface"]
    assert json.loads(metadata)["info"]["features"]["label"]["names"][-1] == "none"


def test_two_builds_are_the_same_bytes(project: Path) -> None:
    assert publish(project) == 0
    first = {p.relative_to(project): p.read_bytes() for p in (project / "dist").rglob("*.*")}
    assert publish(project) == 0
    again = {p.relative_to(project): p.read_bytes() for p in (project / "dist").rglob("*.*")}
    assert first == again
    sums = subprocess.run(
        ["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=project / "dist", check=False
    )
    assert sums.returncode == 0


def test_one_worker_and_two_write_the_same_bytes(tmp_path: Path) -> None:
    root = tmp_path / "corpus"
    write_folder(root, 450)
    assert cli.run(["split", "--corpus", str(root)]) == 0
    sums = []
    for workers in ("1", "2"):
        out = tmp_path / workers
        arguments = ["publish", "--corpus", str(root), "-o", str(out), "--workers", workers]
        assert cli.run(arguments) == 0
        sums.append((out / "SHA256SUMS").read_bytes())
    assert sums[0] == sums[1]
    rows = pq.read_metadata(next((out / "data" / "articles").glob("train-*")))
    assert rows.num_rows > 300 and rows.num_row_groups == 1


READ_LABEL = """
import sys
from datasets import load_dataset
rows = load_dataset(sys.argv[1], "stance", split="test_reported")
print([rows.features["label"].int2str(r["label"]) for r in rows if r["id"].endswith(sys.argv[2])])
"""


def test_after_a_rebuild_the_same_cache_serves_the_new_label(
    project: Path, seed_path: Path, tmp_path: Path
) -> None:
    pair = "s4/russia/russia-ukraine.scale-back-north"

    def served() -> str:
        result = subprocess.run(
            [sys.executable, "-c", READ_LABEL, str(project / "dist"), pair],
            capture_output=True,
            text=True,
            env={**os.environ, "HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1"},
            check=True,
        )
        return result.stdout.strip()

    assert publish(project) == 0
    assert served() == "['favor']"
    record = json.loads(seed_path.read_text(encoding="utf-8"))
    (stance,) = (one for one in record["stances"] if one["statement"] == "s4")
    stance["label"] = "against"
    seed_path.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")
    assert publish(project) == 0
    assert served() == "['against']"


def test_findings_leave_the_old_dist_as_it_was(
    project: Path, seed_path: Path, dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (dist / "SHA256SUMS").read_bytes()
    seed_path.write_text(seed_path.read_text("utf-8").replace('"favor"', '"favour"'), "utf-8")
    assert publish(project) == 1
    assert "errors, nothing published: run `stancebank validate" in capsys.readouterr().err
    assert (dist / "SHA256SUMS").read_bytes() == before
    assert [path.name for path in project.iterdir() if path.name.startswith(".dist")] == []


def test_a_folder_that_is_not_ours_is_not_replaced(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "dist").mkdir()
    (project / "dist" / "thesis.txt").write_text("mine")
    assert publish(project) == 1
    assert "not a published folder" in capsys.readouterr().err
    assert (project / "dist" / "thesis.txt").read_text() == "mine"


def test_load_finds_the_published_folder(
    dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stancebank, "path", lambda: dist)
    rows = stancebank.load("events", split="test_reported", cache_dir=str(tmp_path / "cache"))
    assert rows.features["type"].int2str(rows[0]["type"]) == "CONSULT"
