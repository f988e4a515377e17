"""What a row may be, whatever file it is from: withheld, unlabelled, mistyped, lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rows import Row, jsonl, parquet, rows, stance, write

from stancebank import cli
from stancebank.errors import StanceBankError
from stancebank.learn.data import pairs_of, read
from stancebank.learn.documents import read_documents
from stancebank.learn.tables import Source
from stancebank.publish.imported import write_imported


def test_withheld_texts_are_left_out_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release for the public withholds some texts; the split train has them all."""
    release = tmp_path / "dist"
    train = [stance(at) for at in range(3)]
    parquet(release / "data/stance/train-00000-of-00001.parquet", train)
    test = [stance(0), stance(1, text=None), stance(2, text=None)]
    parquet(release / "data/stance/test-00000-of-00001.parquet", test)
    assert len(read(str(release), "train")) == 3
    assert not capsys.readouterr().err
    assert len(read(str(release), "test")) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "2 of 3 rows of the split “test” left out: their text is withheld" in told
    assert "rehydrate" in told


def test_a_withheld_sentence_is_left_out_and_a_missing_text_of_ones_own_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = [{"id": str(at), "sentence": None if at else "They met.", "type": 1} for at in (0, 1)]
    path = parquet(tmp_path / "e.parquet", events, {"type": ["AGREE", "CONSULT"]})
    assert read(str(path), None, "events").label == ["CONSULT"]
    assert "1 of 2 rows left out" in capsys.readouterr().err
    with pytest.raises(StanceBankError, match="a/0: no text"):
        read(str(jsonl(tmp_path / "a.jsonl", stance(text=None))))


def test_texts_withheld_are_no_documents(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    span = {"start": 0, "end": 4}
    statement = {"id": "s1", "source": span, "content": [{"start": 5, "end": 8}]}
    made: list[Row] = [
        {"id": "a", "text": "Lind: no", "statements": [statement]},
        {"id": "b", "text": None, "statements": []},
    ]
    parquet(tmp_path / "dist/data/articles/train-00000-of-00001.parquet", made)
    found = read_documents(str(tmp_path / "dist"), "train")
    # The statement has no cue at all.
    assert found.spans == [[("source", 0, 4), ("content", 5, 8)]]
    assert "1 of 2 rows" in capsys.readouterr().err


def test_rows_without_a_label_are_left_out_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A code of −1 says so, by the convention of the Hub."""
    names = {"label": ["favor", "none"], "mode": ["direct", "indirect"]}
    table = [stance(at, label=code, mode=-1) for at, code in enumerate((0, -1, 1))]
    pairs = read(str(parquet(tmp_path / "a.parquet", table, names)))
    assert pairs.label == ["favor", "none"] and pairs.mode == ["", ""]
    assert "1 of 3 rows left out: they have no label" in capsys.readouterr().err
    path = parquet(tmp_path / "b.parquet", [stance(label=7)], names)
    with pytest.raises(StanceBankError, match="label: the code 7 has no name"):
        read(str(path))


def test_metadata_of_others_are_no_crash(tmp_path: Path) -> None:
    made = pa.Table.from_pylist([stance()])
    for told in (b"{}", b'{"info": {}}', b"not JSON", b'{"info": {"features": {"label": [1]}}}'):
        path = tmp_path / "a.parquet"
        pq.write_table(made.replace_schema_metadata({"huggingface": told}), path)
        assert read(str(path)).label == ["against"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"holder": 5},
        {"context": 5},
        {"mode": 3},
        {"issue": [1]},
        {"genre": 1},
        {"label": ["favor"]},
        {"group": ["a"]},
        {"split": ["a"]},
        {"votes": [1]},
        {"votes": {"favor": "two"}},
        {"votes": {"favor": -1}},
        {"text": "\ud800"},
    ],
    ids=str,
)
def test_a_cell_of_another_type_is_told(
    wrong: Row, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = jsonl(tmp_path / "a.jsonl", stance(id="x"), stance(**wrong, id="y"))
    assert cli.run(["train", str(path), "-o", str(tmp_path / "m")]) == 1
    told = capsys.readouterr().err
    assert f"a.jsonl: y: {next(iter(wrong))}: expected " in told and told.count("\n") == 1


def test_numbers_are_names_of_stories_and_splits(tmp_path: Path) -> None:
    table = [stance(at, group=at // 2, split=5) for at in range(4)]
    pairs = read(str(jsonl(tmp_path / "a.jsonl", *table)), "5")
    assert pairs.group == ["0", "0", "1", "1"]


def test_group_0_is_a_story_too() -> None:
    table = [stance(at, group=0) for at in range(2)]
    assert pairs_of(Source("own", {"": table}), table, "stance").group == ["0", "0"]


def test_a_file_of_a_release_knows_its_stories(tmp_path: Path) -> None:
    table = [stance(at, article_id=f"art{at}") for at in range(3)]
    path = parquet(tmp_path / "dist/data/stance/test-00000-of-00001.parquet", table)
    # One article has no story, and some releases no such column.
    articles = [{"id": f"art{at}", "story": None if at == 2 else "talks"} for at in range(3)]
    parquet(tmp_path / "dist/data/articles/test-00000-of-00001.parquet", articles)
    assert read(str(path)).group == ["talks", "talks", "art2"]
    parquet(tmp_path / "dist/data/articles/test-00000-of-00001.parquet", [{"id": "art0"}])
    assert read(str(path)).group == ["art0", "art1", "art2"]
    assert read(str(tmp_path / "dist")).group == ["art0", "art1", "art2"]


@pytest.fixture
def told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    """What training says of a CSV that it refuses."""

    def of(text: str) -> str:
        path = tmp_path / "own.csv"
        path.write_text(text, "utf-8")
        assert cli.run(["train", str(path), "-o", str(tmp_path / "m")]) == 1
        return capsys.readouterr().err

    return of


def test_no_cell_and_no_row_is_lost(told: Callable[[str], str]) -> None:
    head = "text,target,label,split\n"
    assert "own.csv:3: more cells than the header" in told(head + "a,b,favor,\nc, d,b,favor,\n")
    blank = told(head + "a,b,favor,train\n\nc,b,none, \nd,b,none,\nd,b,none,\n")
    assert "own.csv: line 4: no split, and 2 more rows like it" in blank
    assert "two columns text" in told("text,target,label,text\na,b,favor,c\n")


def test_a_long_cell_is_no_crash_and_no_wide_group(tmp_path: Path) -> None:
    long = [{**one, "group": "", "text": "no " * 50_000 + one["text"]} for one in rows(2)]
    pairs = read(str(write(tmp_path / "own.csv", long)), "train")
    assert len(pairs) == 6 and max(map(len, pairs.group)) <= 16
    # Rows of one text are one story.
    assert len(set(pairs.group)) == len(set(pairs.text)) == 2


def test_a_mistyped_file_is_not_looked_for_on_the_hub(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    started = time.monotonic()
    for name in ("data/own.csv", "data/own.jsonl", "data/own.parquet", "data/own.tsv"):
        assert cli.run(["train", name, "-o", "m"]) == 1
        assert f"{name}: no such folder or file" in capsys.readouterr().err
    assert time.monotonic() - started < 5


def test_the_hubs_retries_are_not_told_one_by_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import datasets
    from huggingface_hub.utils import logging

    def load(*_: object, **__: object) -> None:
        logging.get_logger("huggingface_hub.utils._http").warning("Retrying in 8s [Retry 5/5].")
        raise ConnectionError("Couldn't reach it")

    monkeypatch.setattr(datasets, "load_dataset", load)
    before = logging.get_verbosity()
    assert cli.run(["train", "some/set", "-o", "m"]) == 1
    told = capsys.readouterr().err
    assert "the Hub gave no dataset: Couldn't reach it" in told and "Retrying" not in told
    assert logging.get_verbosity() == before


def test_the_hub_tells_stories_and_genres_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    genre = datasets.ClassLabel(names=["report", "interview"])
    features = datasets.Features({"id": datasets.Value("string"), "genre": genre})
    articles = datasets.Dataset.from_list([{"id": "art", "genre": 1}], features=features)
    table = datasets.Dataset.from_list([stance(article_id="art")])
    there = {"stance": {"test": table}, "articles": {"test": articles}}
    monkeypatch.setattr(datasets, "load_dataset", lambda name, config: there[config])
    monkeypatch.setattr(datasets, "get_dataset_config_names", lambda name: list(there))
    pairs = read("some/set", "test")
    assert (pairs.genre, pairs.group) == (["interview"], ["art"])


def test_votes_for_other_labels_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    table = [stance(votes={"against": 2, "maybe": 3})]
    pairs = pairs_of(Source("own", {"": table}), table, "stance")
    assert pairs.votes is not None and pairs.votes.sum() == 2
    assert "own: 3 votes left out" in capsys.readouterr().err


def test_imported_files_still_read_alike(tmp_path: Path) -> None:
    splits = {"train": [stance(at, story=f"t{at}") for at in range(3)]}
    for out in ("o", "o.parquet", "o.jsonl"):
        write_imported("own", "stance", splits, tmp_path / out)
        assert read(str(tmp_path / out), "train").group == ["t0", "t1", "t2"]
