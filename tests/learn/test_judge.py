"""What must hold before a model is measured, and what a report never says wrongly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rows import jsonl, parquet, published, rows, write

from stancebank import cli
from stancebank.learn.again import unread
from stancebank.learn.data import read
from stancebank.learn.order import Order
from stancebank.learn.scores import by_group, difference, intervals
from stancebank.learn.train import train

BASELINES = {"majority", "target only", "holder and target only", "text, target hidden"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judge")
    write(folder / "tr.csv", rows(40))
    write(folder / "te.csv", rows(24, split="test"))
    train(Order(str(folder / "tr.csv")), folder / "m")
    return folder


def run(*arguments: object) -> int:
    return cli.run([str(one) for one in arguments])


def judged(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[dict[str, Any], str]:
    """The report, and what was told beside it."""
    capsys.readouterr()
    assert run("evaluate", *arguments, "--output-format", "json") == 0
    out, told = capsys.readouterr()

    def nothing(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(out, parse_constant=nothing), told


def refused(capsys: pytest.CaptureFixture[str], *arguments: object, status: int = 1) -> str:
    capsys.readouterr()
    assert run("evaluate", *arguments) == status
    out, told = capsys.readouterr()
    assert not out
    return told


def test_train_in_a_file_of_its_own(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Rows of both files are line 2, line 3, … and yet not the same."""
    report, told = judged(capsys, place / "m", place / "te.csv", "--train", place / "tr.csv")
    assert set(report["baselines"]) == BASELINES and not told
    alone, told = judged(capsys, place / "m", place / "te.csv")
    assert not alone["baselines"] and "no baselines" in told and "no split “train”" in told


def test_a_file_without_splits_is_judged_without_baselines(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    test = [{k: v for k, v in one.items() if k != "split"} for one in rows(24, split="test")]
    report, told = judged(capsys, place / "m", jsonl(tmp_path / "te.jsonl", *test))
    assert not report["baselines"] and "apart from what is judged on: give --train" in told


def test_what_is_judged_on_is_left_out_of_train(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    test = rows(24, split="test")
    mixed = write(
        tmp_path / "mixed.csv", rows(40) + [{**one, "split": "train"} for one in test[:5]]
    )
    report, told = judged(capsys, place / "m", place / "te.csv", "--train", mixed)
    assert set(report["baselines"]) == BASELINES
    assert "5 pairs of train are judged on: left out of train" in told


def test_train_data_that_are_not_there(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, place / "m", place / "te.csv", "--train", place / "nowhere.csv")
    assert "nowhere.csv: no such folder or file" in told


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ({"group": "one story"}, {"majority"}),
        ({"label": "none"}, {"majority"}),
        # Only the text is there twice.
        ({"target": None, "holder": ""}, {"majority", "text, target hidden"}),
    ],
    ids=["one story", "one label", "distinct targets"],
)
def test_baselines_that_cannot_be_trained_are_left_out(
    change: dict[str, str | None],
    left: set[str],
    place: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    new = [
        {**one, **{key: f"{key} {at}" if value is None else value for key, value in change.items()}}
        for at, one in enumerate(rows(12))
    ]
    little = write(tmp_path / "little.csv", new)
    report, told = judged(capsys, place / "m", place / "te.csv", "--train", little)
    assert report["n"] == 72 and set(report["baselines"]) >= left
    gone = BASELINES - set(report["baselines"])
    assert told.count("left out, it cannot be trained") == len(gone)


def test_no_pairs_at_all_are_no_crash_of_the_baselines(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = read(str(place / "te.csv"))
    assert unread(pairs.take([]), pairs, "macro_f1") == {}
    assert "no baselines" in capsys.readouterr().err


def test_the_model_beside_it_must_not_have_seen_the_pairs_either(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(Order(str(place / "te.csv"), split="test"), tmp_path / "other")
    order = (place / "m", place / "te.csv", "--compare", tmp_path / "other")
    told = refused(capsys, *order)
    assert "72 of 72 pairs were in the train data of" in told and "other" in told
    report, _ = judged(capsys, *order, "--force")
    assert str(tmp_path / "other") in report["baselines"]


def test_an_export_by_other_names_is_noticed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same pairs with the words of the target for its id; and without their contexts."""
    release = tmp_path / "dist"
    made = published(24, "train")
    parquet(release / "data/stance/train-00000-of-00001.parquet", made)
    train(Order(str(release)), tmp_path / "m")
    words = [
        {"text": one["text"], "target": one["proposition"], "label": one["label"]} for one in made
    ]
    whole = [{**one, "context": row["context"]} for one, row in zip(words, made, strict=True)]
    told = refused(capsys, tmp_path / "m", jsonl(tmp_path / "w.jsonl", *whole))
    assert "72 of 72 pairs were in the model's train data" in told
    # Trained on words alone, judged on the release with its contexts: told, since it may be chance.
    train(Order(str(jsonl(tmp_path / "x.jsonl", *words))), tmp_path / "bare")
    _, told = judged(capsys, tmp_path / "bare", release, "--split", "train")
    assert "72 of 72 pairs have text and target of one in the model's train data" in told


def test_options_are_checked_before_work_starts(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stancebank.learn.judge.read", lambda *_: pytest.fail("work began"))
    monkeypatch.setattr("stancebank.learn.linear.LinearModel.__init__", _as_hybrid)
    told = refused(capsys, place / "m", place / "te.csv", "--curve")
    assert "for linear models only" in told
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    told = refused(capsys, place / "m", place / "te.csv", "--plots", place / "p")
    assert "matplotlib" in told and "stancebank[annotate]" in told
    assert "--plots" in refused(
        capsys, place / "m", place / "te.csv", "--plots", place / "te.csv", status=2
    )
    assert "--seed" in refused(capsys, place / "m", place / "te.csv", "--seed", "-1", status=2)


def _as_hybrid(self: Any, *_: object, **__: object) -> None:
    self.kind, self.names = "hybrid", ()


def test_a_tagger_has_not_all_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "stancebank.json").write_text('{"kind": "tagger"}', "utf-8")
    told = refused(capsys, tmp_path, "dist", "--curve", "--train", "dist", status=2)
    assert "--train, --curve: not for a tagger" in told


def test_a_curve_goes_on_where_a_point_cannot_be_trained(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Most of the stories have one label: a share of them may teach nothing."""
    new = [{**one, "label": "none"} for one in rows(45, seed=1)] + rows(3, seed=2)
    for one in new[:135]:
        one["text"] += " (again)"
    new[135:] = [{**one, "group": "last"} for one in new[135:]]
    little = write(tmp_path / "little.csv", new)
    order = (place / "m", place / "te.csv", "--train", little, "--curve")
    report, told = judged(capsys, *order)
    assert report["n"] == 72
    missing = 5 - len(report["curve"])
    assert missing and told.count("curve, ") == missing and "left out" in told
    assert report["curve"][-1]["pairs"] == len(new)
    # A curve of nothing is told before anything is measured.
    told = refused(capsys, place / "m", place / "te.csv", "--curve")
    assert "--curve has nothing to learn from" in told


def test_of_few_stories_no_interval_is_given(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One story drawn again and again is always itself: a point is no interval."""
    one = write(tmp_path / "one.csv", [{**r, "group": "s"} for r in rows(8, split="test")])
    order = (place / "m", one, "--train", place / "tr.csv", "--curve")
    report, _ = judged(capsys, *order)
    assert report["stories"] == 1 and set(report["intervals"].values()) == {None}
    assert {base["interval"] for base in report["baselines"].values()} == {None}
    assert {base["share_not_above"] for base in report["baselines"].values()} == {None}
    assert {(point["low"], point["high"]) for point in report["curve"]} == {(None, None)}
    assert run("evaluate", *order, "--output-format", "markdown") == 0
    out = capsys.readouterr().out
    assert "1 stories, too few for intervals" in out and "nan" not in out.lower()
    macro = next(line for line in out.splitlines() if line.startswith("| macro-F1"))
    assert macro.split("|")[3].strip() == "–"


def test_intervals_begin_with_five_stories() -> None:
    gold = np.arange(10) % 2
    for many, there in ((4, False), (5, True)):
        tables = by_group(gold, gold, [str(row % many) for row in range(10)], 2)
        assert np.isfinite(intervals(tables, ("favor", "against"))["accuracy"]).all() == there
        gap = difference(tables, tables, lambda table: table[..., 0, 0] + 0.0)
        assert gap[0] == 0 and np.isfinite(gap[1:]).all() == there


def test_groups_may_be_long() -> None:
    """As an array of strings they would take four gigabytes."""
    gold = np.zeros(1000, dtype=np.int64)
    groups = ["x" * 1_000_000, *(str(row) for row in range(999))]
    assert by_group(gold, gold, groups, 2).shape == (1000, 2, 2)


def test_votes_for_labels_that_a_model_cannot_give(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are judged as errors, vote by vote, or counted and left out; never NaN."""
    made = [one for one in rows(40) if one["label"] != "neutral"]
    train(Order(str(write(tmp_path / "tr.csv", made))), tmp_path / "m")
    test = [
        {**one, "votes": {one["label"]: 1, "neutral": 1}}
        for one in rows(8, split="test")
        if one["label"] != "neutral"
    ]
    data = jsonl(tmp_path / "te.jsonl", *test)
    report, told = judged(capsys, tmp_path / "m", data)
    assert report["votes"]["n"] == len(test)
    assert f"{len(test)} votes left out" in told and "'neutral'" in told
    report, told = judged(capsys, tmp_path / "m", data, "--label-votes")
    assert report["n"] == 2 * len(test) and report["per_label"]["neutral"]["recall"] == 0
    assert f"{len(test)} of {2 * len(test)} pairs have a label" in told
    only = [{**one, "votes": {"neutral": 1}} for one in test]
    report, _ = judged(capsys, tmp_path / "m", jsonl(tmp_path / "o.jsonl", *only))
    assert report["votes"] is None


def test_events_are_not_told_of_views(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kinds = {"ACCUSE": "accused", "CONSULT": "met"}
    made = [
        {"sentence": f"Lind {said} Dovek ({at}).", "type": kind, "group": at}
        for at in range(12)
        for kind, said in kinds.items()
    ]
    train(Order(str(jsonl(tmp_path / "e.jsonl", *made)), task="events"), tmp_path / "m")
    new = {"sentence": "Lind sent bread.", "type": "AID", "group": 0}
    test = [{**one, "sentence": one["sentence"] + "!"} for one in made[:6]]
    report, told = judged(capsys, tmp_path / "m", jsonl(tmp_path / "t.jsonl", new, *test))
    assert "1 of 7 pairs have a label" in told and "'AID'" in told and "--view" not in told
    assert report["per_label"]["AID"] == {"precision": 0, "recall": 0, "f1": 0, "n": 1}
    order = (tmp_path / "m", tmp_path / "t.jsonl", "--view", "three-way")
    assert "for models of stance" in refused(capsys, *order)
