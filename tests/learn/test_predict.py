"""Labels for rows of any source, read as `evaluate` reads them, and none of them lost."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rows import IDS, TARGETS, jsonl, parquet, published, rows, stance, write

import stancebank.learn
from stancebank import cli
from stancebank.errors import StanceBankError
from stancebank.learn.classifier import Classifier
from stancebank.learn.data import read
from stancebank.learn.order import Order
from stancebank.learn.train import train


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    for split, many in (("train", 40), ("test", 12)):
        parquet(folder / f"data/stance/{split}-00000-of-00001.parquet", published(many, split))
    return folder


@pytest.fixture(scope="module")
def model(release: Path) -> Path:
    train(Order(str(release)), release / "model")
    return release / "model"


def run(*arguments: object) -> int:
    return cli.run([str(one) for one in arguments])


def predicted(model: Path, source: object, out: Path, *more: object) -> list[dict[str, Any]]:
    assert run("predict", model, source, "-o", out, *more) == 0
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_every_source_is_predicted_as_it_is_evaluated(
    release: Path, model: Path, tmp_path: Path
) -> None:
    pairs = read(str(release), "test")
    loaded = Classifier.read(model)
    gold = [one.label for one in loaded.predict_pairs(pairs)]
    out = tmp_path / "o.jsonl"
    whole = predicted(model, release, out, "--split", "test")
    assert [one["predicted"] for one in whole] == gold
    assert whole[0]["evidence"] == [{"start": 0, "end": 2}] and whole[0]["proposition"]
    assert len(predicted(model, release, out)) == 120 + 36
    one = next((release / "data/stance").glob("test*"))
    assert predicted(model, one, out) == whole
    # Nobody has labelled these; the label is no matter.
    bare = [{k: v for k, v in row.items() if k != "label"} for row in published(12, "test")]
    assert [one["predicted"] for one in predicted(model, jsonl(tmp_path / "a.jsonl", *bare), out)]
    again = predicted(model, tmp_path / "a.jsonl", out)
    assert [one["predicted"] for one in again] == gold
    assert again[0]["id"] == "test/0"


def test_ids_or_words_are_the_same_to_a_csv(model: Path, tmp_path: Path) -> None:
    text = "we refuse, the bridge, he said"
    lines = [f'"{text}",{TARGETS[0]},Lind', f'"{text}",{IDS[TARGETS[0]]},h2']
    source = tmp_path / "new.csv"
    source.write_text("\n".join(["text,target,holder", *lines, ""]), "utf-8")
    words, ids = predicted(model, source, tmp_path / "o.jsonl")
    assert words["probability"] == ids["probability"] and "id" not in words


def test_splits_of_a_file(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path / "own.csv", rows(2) + rows(1, split="test"))
    assert len(predicted(model, source, tmp_path / "o.jsonl")) == 9
    assert len(predicted(model, source, tmp_path / "o.jsonl", "--split", "test")) == 3
    assert run("predict", model, source, "--split", "dev") == 1
    assert "there are: train, test" in capsys.readouterr().err


def test_nothing_is_left_out_untold(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = [stance(0), stance(1, text=None), stance(2, statement_id=None)]
    source = parquet(tmp_path / "a.parquet", table)
    assert len(predicted(model, source, tmp_path / "o.jsonl")) == 1
    told = capsys.readouterr().err
    assert "1 of 3 rows left out: their text is withheld" in told
    assert "1 of 2 rows left out: attitudes of the narration" in told
    assert "1 rows labelled" in told


def test_all_columns_come_back_in_a_csv(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = {"text": "we refuse", "target": "A mine", "more": {"a": [1]}, "genre": 5}
    other = {"text": "we refuse", "target": "A mine", "note": "é", "votes": [2]}
    assert run("predict", model, jsonl(tmp_path / "a.jsonl", one, other)) == 0
    first, second = csv.DictReader(capsys.readouterr().out.splitlines())
    assert json.loads(first["more"]) == {"a": [1]} and first["note"] == ""
    assert second["note"] == "é" and json.loads(second["votes"]) == [2]
    columns = ["text", "target", "more", "genre", "note", "votes", "predicted", "probability"]
    assert list(first)[:8] == list(second)[:8] == columns


def test_long_and_bad_rows(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "new.csv"
    source.write_text(f"text,target\n{'no ' * 60_000},A mine\n", "utf-8")
    assert run("predict", model, source) == 0
    capsys.readouterr()
    for content, told in (
        ("text\na\n", "new.csv:1: no column target"),
        ("text,target\na,b\n ,b\n", "new.csv: line 3: empty text"),
        ("text,target\na,\n", "new.csv: line 2: empty target"),
    ):
        source.write_text(content, "utf-8")
        assert run("predict", model, source) == 1
        assert told in capsys.readouterr().err
    assert run("predict", model, jsonl(tmp_path / "a.jsonl", {"text": "a", "target": 5})) == 1
    assert "line 1: target: expected a string, found 5" in capsys.readouterr().err
    assert run("predict", model, tmp_path / "nowhere.csv") == 1
    assert "no such folder or file" in capsys.readouterr().err


def events(many: int) -> list[dict[str, Any]]:
    said = {"ACCUSE": "accused", "CONSULT": "met", "REJECT": "turned down"}
    return [
        {
            "id": f"e{at}",
            "sentence": f"Lind {said[kind]} Dovek in Osk ({at}).",
            "type": kind,
            "actors": ["lind"],
            "actor_names": ["Lind"],
            "recipients": ["dovek"],
            "recipient_names": ["Dovek"],
            "story": f"s{at // 3}",
        }
        for at in range(many)
        for kind in said
    ]


def test_events_are_predicted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From rows as they are published, and from a CSV of the same."""
    train(Order(str(jsonl(tmp_path / "e.jsonl", *events(20))), task="events"), tmp_path / "m")
    row = {"sentence": "Lind accused Dovek in Osk.", "actors": "Lind", "recipients": "Dovek"}
    (one,) = predicted(tmp_path / "m", jsonl(tmp_path / "n.jsonl", row), tmp_path / "o.jsonl")
    assert one["predicted"] == "ACCUSE"
    source = tmp_path / "n.csv"
    names = '"[""Lind""]"'
    source.write_text(
        f"sentence,actors,actor_names,recipients\nLind accused Dovek in Osk.,lind,{names},Dovek\n",
        "utf-8",
    )
    (other,) = predicted(tmp_path / "m", source, tmp_path / "o.jsonl")
    assert other["probability"] == one["probability"] and other["actors"] == "lind"
    source.write_text("text,target\na,b\n", "utf-8")
    assert run("predict", tmp_path / "m", source) == 1
    assert "no column sentence" in capsys.readouterr().err


def test_help_says_what_is_read_and_what_comes_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("predict", "--help") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "label need not be the likeliest" in told and "calibrated probability" in told
    for column in ("text", "target", "holder", "context", "mode", "sentence", "recipients"):
        assert column in told
    assert run("evaluate", "--help") == 0
    assert "baselines and curve" in " ".join(capsys.readouterr().out.split())


def test_any_sequence_will_do(model: Path) -> None:
    loaded = stancebank.learn.load(model)
    assert isinstance(loaded, Classifier)
    texts, targets = ["we refuse the bridge", "gladly, the spans"], [TARGETS[0]] * 2
    holders, contexts = ["Lind", ""], ["It rained. we refuse the bridge", texts[1]]
    expected = loaded.predict(texts, targets, holders, contexts, ["", ""])
    frame = pd.DataFrame({"text": texts, "target": targets, "holder": ["Lind", None]}, index=[7, 3])
    for found in (
        loaded.predict(tuple(texts), tuple(targets), ("Lind", None), (contexts[0], None)),
        loaded.predict(*(np.array(one) for one in (texts, targets, holders, contexts))),
        loaded.predict(frame["text"], frame["target"], frame["holder"], [contexts[0], ""]),
        loaded.predict(texts, targets, ["Lind", float("nan")], [contexts[0], pd.NA]),
    ):
        assert found == expected


def test_what_is_no_sequence_of_strings_is_refused(model: Path) -> None:
    loaded = stancebank.learn.load(model)
    assert isinstance(loaded, Classifier)
    wrong: list[tuple[list[Any], str]] = [
        (["a b", ["c"] * 3], "texts: expected a list, found a single text"),
        ([["a", 5], ["b", "b"]], "texts: expected strings, found 5 at 1"),
        ([["a"], [None]], "targets: expected strings, found None at 0"),
        ([["a"], ["b"], [5]], "holders: expected strings, found 5 at 0"),
        ([["a"], ["b"], None, "c"], "contexts: .*a single text"),
        ([["a"], ["b"], None, None, ["direct"] * 2], "modes: .*found 2"),
    ]
    for arguments, told in wrong:
        with pytest.raises(StanceBankError, match=told):
            loaded.predict(*arguments)
