"""Training, judging and using a linear model, as somebody with a CSV would."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from rows import TARGETS, rows, write
from safetensors.numpy import load_file, save_file

import stancebank.learn
from stancebank import cli
from stancebank.errors import StanceBankError
from stancebank.learn.data import by_votes, pairs_of, read
from stancebank.learn.decide import folds_of
from stancebank.learn.ngrams import PairFeatures, Settings, shifted
from stancebank.learn.order import Order
from stancebank.learn.tables import Source
from stancebank.learn.train import train


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("learn")
    return write(place / "own.csv", rows(60) + rows(24, split="test"))


@pytest.fixture(scope="module")
def model(data: Path) -> Path:
    assert cli.run(["train", str(data), "-o", str(data.parent / "model")]) == 0
    return data.parent / "model"


def evaluated(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    arguments = ("evaluate", *arguments, "--output-format", "json")
    assert cli.run([str(one) for one in arguments]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_what_reads_beats_what_does_not(
    model: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = evaluated(capsys, model, data)
    assert report["macro_f1"] > 0.6
    assert report["n"] == 72
    low, high = report["intervals"]["macro_f1"]
    assert low <= report["macro_f1"] <= high
    for name in ("majority", "target only", "holder and target only", "text, target hidden"):
        assert report["baselines"][name]["model_above"] > 0.1, name
    assert set(report["per_label"]) == {"favor", "against", "conditional", "neutral", "none"}
    assert sum(map(sum, report["confusion"])) == 72
    assert set(report["per_target"]) == set(TARGETS)


def test_same_data_same_seed_same_weights(data: Path, model: Path, tmp_path: Path) -> None:
    train(Order(str(data)), tmp_path / "again")
    ours, theirs = (load_file(one / "weights.safetensors") for one in (model, tmp_path / "again"))
    assert all(np.array_equal(ours[name], theirs[name]) for name in ours)


def test_a_saved_model_answers_as_it_did(model: Path) -> None:
    loaded = stancebank.learn.load(model)
    (yes, no) = loaded.predict(
        ["gladly, the bridge, he said", "never, the bridge, he said"],
        [TARGETS[0]] * 2,
        ["Lind", "Lind"],
    )
    assert (yes.label, no.label) == ("favor", "against")
    for one in (yes, no):
        assert sum(one.probabilities.values()) == pytest.approx(1)
    assert loaded.predict([], []) == []


def test_predict_command_keeps_the_rows(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "new.csv"
    source.write_text('note,text,target\n"a, b",we refuse the bridge,A new mine opens\n', "utf-8")
    assert cli.run(["predict", str(model), str(source)]) == 0
    out, told = capsys.readouterr()
    (row,) = csv.DictReader(out.splitlines())
    assert row["note"] == "a, b"
    assert float(row["probability"]) == float(row[f"probability_{row['predicted']}"]) > 0
    assert "1 targets were not in train" in told
    out_file = tmp_path / "new.jsonl"
    assert cli.run(["predict", str(model), str(source), "-o", str(out_file)]) == 0
    assert json.loads(out_file.read_text("utf-8"))["note"] == "a, b"


def test_three_way_view_has_semevals_labels(data: Path, tmp_path: Path) -> None:
    about = train(Order(str(data), view="three-way"), tmp_path / "m")
    assert set(about["per_label"]) == {"favor", "against", "none"}


def test_folds_keep_stories_whole(data: Path) -> None:
    pairs = read(str(data), "train")
    for train_rows, held_out in folds_of(pairs, seed=1):
        own = {pairs.group[row] for row in train_rows}
        assert not own & {pairs.group[row] for row in held_out}


def test_crossing_puts_a_row_into_the_copy_of_its_target() -> None:
    block = np.array([[1.0, 2.0], [0.0, 3.0], [4.0, 0.0]], dtype=np.float32)
    from scipy import sparse

    crossed = shifted(sparse.csr_matrix(block), np.array([1, 0, -1]), 2).toarray()
    assert crossed.tolist() == [[0, 0, 1, 2], [0, 3, 0, 0], [0, 0, 0, 0]]


def test_the_columns_of_train_are_the_columns_of_any_pairs(data: Path) -> None:
    features = PairFeatures(Settings(masked=1.0, around=1.0, crossed_letters=1.0, pair=1.0))
    pairs = read(str(data), "train")
    fitted = features.fit(pairs)
    assert (abs(fitted - features.of(pairs)) > 1e-6).nnz == 0
    assert features.of(read(str(data), "test")).shape[1] == fitted.shape[1]


def refused(arguments: list[object], capsys: pytest.CaptureFixture[str]) -> str:
    assert cli.run([str(one) for one in arguments]) == 1
    out, told = capsys.readouterr()
    assert not out
    assert len(told.strip().splitlines()) == 1
    return told


def test_bad_data_is_refused_before_work_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def of(text: str) -> str:
        path = tmp_path / "bad.csv"
        path.write_text(text, "utf-8")
        return refused(["train", path, "-o", tmp_path / "m"], capsys)

    head = "text,target,label\n"
    assert "bad.csv:3: label “yes” is not in the scheme" in of(head + "a,b,favor\nc,b,yes\n")
    assert "line 3: empty text" in of(head + "a,b,favor\n ,b,against\n")
    assert "only 'favor'" in of(head + "a,b,favor\nc,b,favor\n")
    assert "no row at all" in of(head)
    assert "no column label" in of("text,target\na,b\n")
    assert "bad.csv:4: label “yes”" in of(head + '"a\na",b,favor\nc,b,yes\n')
    assert "line 3: no text, target" in of("label,text,target\nfavor,a,b\nfavor\n")
    assert "no such folder or file" in refused(
        ["train", "nowhere.csv", "-o", tmp_path / "m"], capsys
    )
    assert not (tmp_path / "m").exists()


def test_bad_lines_are_told_by_their_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def of(second: bytes) -> str:
        path = tmp_path / "bad.jsonl"
        path.write_bytes(b'{"text": "a", "target": "b", "label": "favor"}\n' + second + b"\n")
        return refused(["train", path, "-o", tmp_path / "m"], capsys)

    assert "bad.jsonl:2: not JSON in UTF-8" in of(b'{"text": "caf\xe9"}')
    assert "bad.jsonl:2: not JSON in UTF-8" in of(b'{"text":')
    assert "bad.jsonl:2: expected an object" in of(b"[]")
    assert "bad.jsonl: line 2: no text, target" in of(b'{"label": "favor"}')
    seven = of(b'{"text": "a", "target": 7, "label": "favor"}')
    assert "line 2: target: expected a string, found 7" in seven


def test_a_folder_with_something_else_in_it_is_left_alone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    assert "no model of ours" in refused(["train", data, "-o", tmp_path], capsys)
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.txt"]


def test_pairs_of_train_are_no_test(
    model: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(["evaluate", model, data, "--split", "train"], capsys)
    assert "180 of 180 pairs were in the model's train data" in told
    report = evaluated(capsys, model, data, "--split", "train", "--force")
    assert report["n"] == 180


def test_a_split_that_is_not_there_is_told(
    model: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(["evaluate", model, data, "--split", "dev"], capsys)
    assert "there are: train, test" in told


def test_labels_the_model_does_not_know(
    model: Path, tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(Order(str(data), view="three-way"), tmp_path / "m")
    report = evaluated(capsys, tmp_path / "m", data)
    assert report["labels"] == ["favor", "against", "none"]
    two_labels = ("favor", "against")
    two = [one for one in rows(30) if one["label"] in two_labels]
    train(Order(str(write(tmp_path / "two.csv", two))), tmp_path / "two")
    order = ["evaluate", str(tmp_path / "two"), str(data), "--output-format", "json"]
    assert cli.run(order) == 0
    out, told = capsys.readouterr()
    report = json.loads(out)
    unknown = [one["label"] for one in rows(24, split="test") if one["label"] not in two_labels]
    assert f"{len(unknown)} of 72 pairs have a label that the model does not know" in told
    assert "three-way" not in told
    assert report["n"] == 72 and report["accuracy"] <= 1 - len(unknown) / 72
    assert report["per_label"]["none"]["recall"] == 0


def broken(model: Path, place: Path) -> Path:
    place.mkdir()
    for one in model.iterdir():
        (place / one.name).write_bytes(one.read_bytes())
    return place


def test_models_that_are_not_sound_are_refused(model: Path, tmp_path: Path) -> None:
    with pytest.raises(StanceBankError, match="no model of ours"):
        stancebank.learn.load(tmp_path)
    torn = broken(model, tmp_path / "torn")
    raw = (torn / "weights.safetensors").read_bytes()
    (torn / "weights.safetensors").write_bytes(raw[: len(raw) // 2])
    with pytest.raises(StanceBankError, match="not the file that training wrote"):
        stancebank.learn.load(torn)
    (torn / "weights.safetensors").unlink()
    with pytest.raises(StanceBankError, match="missing or not readable"):
        stancebank.learn.load(torn)
    later = broken(model, tmp_path / "later")
    about = json.loads((later / "stancebank.json").read_text("utf-8"))
    (later / "stancebank.json").write_text(json.dumps({**about, "format": 99}), "utf-8")
    with pytest.raises(StanceBankError, match="a model of format 99"):
        stancebank.learn.load(later)
    (later / "stancebank.json").write_text("{", "utf-8")
    with pytest.raises(StanceBankError, match="not what `stancebank train` writes"):
        stancebank.learn.load(later)


def test_arrays_of_another_model_do_not_fit(model: Path, tmp_path: Path) -> None:
    import hashlib

    other = broken(model, tmp_path / "other")
    save_file({"weights": np.zeros((2, 2))}, other / "weights.safetensors")
    about = json.loads((other / "stancebank.json").read_text("utf-8"))
    raw = (other / "weights.safetensors").read_bytes()
    about["sha256"]["weights.safetensors"] = hashlib.sha256(raw).hexdigest()
    (other / "stancebank.json").write_text(json.dumps(about), "utf-8")
    with pytest.raises(StanceBankError, match="do not fit together"):
        stancebank.learn.load(other)


def test_predict_says_what_is_wrong_with_its_arguments(model: Path) -> None:
    loaded = stancebank.learn.load(model)
    with pytest.raises(StanceBankError, match="text 1 is empty"):
        loaded.predict(["a", " "], ["b", "b"])
    with pytest.raises(StanceBankError, match="one for each text, found 1"):
        loaded.predict(["a", "c"], ["b"])
    with pytest.raises(StanceBankError, match="a single text"):
        loaded.predict(["a"], "b")


def test_figures_are_drawn(model: Path, data: Path, tmp_path: Path) -> None:
    assert cli.run(["evaluate", str(model), str(data), "--plots", str(tmp_path / "p")]) == 0
    for name in ("confusion.png", "reliability.png"):
        assert (tmp_path / "p" / name).read_bytes().startswith(b"\x89PNG")


def test_predicting_loses_no_column_and_no_cell(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "new.csv"
    source.write_text("text,target,label\nwe refuse,The bridge,favor\n", "utf-8")
    assert cli.run(["predict", str(model), str(source)]) == 0
    (row,) = csv.DictReader(capsys.readouterr().out.splitlines())
    assert row["label"] == "favor" and row["predicted"]
    source.write_text("text,target,predicted\nwe refuse,The bridge,mine\n", "utf-8")
    assert "would be lost" in refused(["predict", model, source], capsys)
    source.write_text("text,target\nwe refuse,The bridge,more\n", "utf-8")
    assert "more cells than the header" in refused(["predict", model, source], capsys)


def test_a_model_of_five_labels_is_not_measured_by_three(
    model: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refused(["evaluate", model, data, "--view", "three-way"], capsys)
    assert "train another with --view three-way" in told


def test_votes_and_curve(
    model: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file without votes is told so; the curve grows to all of train."""
    assert cli.run(["evaluate", str(model), str(data), "--label-votes"]) == 1
    assert "no votes" in capsys.readouterr().err
    order = ["evaluate", str(model), str(data), "--curve", "--output-format", "json"]
    assert cli.run(order) == 0
    points = json.loads(capsys.readouterr().out)["curve"]
    assert [one["pairs"] for one in points] == sorted(one["pairs"] for one in points)
    assert points[-1]["pairs"] == 180 and all(one["low"] <= one["high"] for one in points)


def test_each_vote_is_judged_apart() -> None:
    rows_ = [
        {"text": "a", "target": "t", "label": "favor", "votes": {"favor": 1, "none": 1}},
        {"text": "b", "target": "t", "label": "none", "votes": {"none": 2}},
        {"text": "c", "target": "t", "label": "none", "votes": {}},
    ]
    pairs = pairs_of(Source("own", {"": rows_}), rows_, "stance")
    cast = by_votes(pairs)
    assert list(zip(cast.text, cast.label, strict=True)) == [
        ("a", "favor"),
        ("a", "none"),
        ("b", "none"),
        ("b", "none"),
    ]
