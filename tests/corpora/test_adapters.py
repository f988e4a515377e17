"""Public corpora come in with their labels, splits and counts, and what is not one is told."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from conftest import REPOSITORY
from stancebank import cli
from stancebank.learn.data import read
from stancebank.learn.documents import ROLES, read_documents

SHARED = REPOSITORY.parent / "shared" / "data"

REAL = {
    "semeval2016": ("semeval2016-task6", {"train": 2814}, "stance"),
    "ruw": ("ruw", {"train": 8400, "validation": 1200}, "stance"),
    "vast": ("vast", {"validation": 2062}, "stance"),
    "seesaw": ("seesaw", {"train": 6263, "validation": 2436}, "stance"),
    "newsmtsc": ("newsmtsc", {"train": 8739, "validation": 343}, "stance"),
    "plv": ("zero-shot-plover", {"train": 1050}, "events"),
    "re3d": ("re3d", {"train": 188}, "stance"),
    "polnear": ("polnear", {"train": 840, "validation": 84}, "statements"),
}


@pytest.mark.parametrize("name", REAL)
def test_the_published_files_come_in_whole(name: str, tmp_path: Path) -> None:
    folder, counts, task = REAL[name]
    if not (SHARED / folder).is_dir():
        pytest.skip(f"{folder} is not here: its rights are its owners'")
    assert cli.run(["import", name, str(SHARED / folder), "-o", str(tmp_path / "out")]) == 0
    for split, many in counts.items():
        if task == "statements":
            documents = read_documents(str(tmp_path / "out"), split)
            assert len(documents) == many
            assert {one[0] for spans in documents.spans for one in spans} == set(ROLES)
            continue
        pairs = read(str(tmp_path / "out"), split, task)
        assert len(pairs) == many
        assert all(pairs.target) and all(pairs.text)


SEMEVAL = (
    'ID\tTarget\tTweet\tStance\n1\tThe ferry\tNo "ferry" for us, caf\xe9 folk #SemST\tAGAINST\n'
)


def tweets(place: Path, text: str = SEMEVAL) -> Path:
    path = place / "semeval2016-task6-trainingdata.txt"
    path.write_bytes(text.encode("latin-1"))
    return path


def test_quotation_marks_and_letters_of_a_tweet_stay(tmp_path: Path) -> None:
    tweets(tmp_path)
    assert cli.run(["import", "semeval2016", str(tmp_path), "-o", str(tmp_path / "o")]) == 0
    pairs = read(str(tmp_path / "o"), "train")
    assert pairs.text == ['No "ferry" for us, café folk']
    assert (pairs.label, pairs.target) == (["against"], ["The ferry"])


@pytest.mark.parametrize("out", ["o", "o.parquet", "o.jsonl"])
def test_every_form_of_out_reads_back_alike(out: str, tmp_path: Path) -> None:
    path = tweets(tmp_path)
    assert cli.run(["import", "semeval2016", str(path), "-o", str(tmp_path / out)]) == 0
    pairs = read(str(tmp_path / out), "train")
    assert (pairs.id, pairs.label) == (["semeval2016/1"], ["against"])


def test_datasets_loads_the_folder(tmp_path: Path) -> None:
    from datasets import load_dataset

    tweets(tmp_path)
    assert cli.run(["import", "semeval2016", str(tmp_path), "-o", str(tmp_path / "o")]) == 0
    cache = str(tmp_path / "cache")
    row = load_dataset(str(tmp_path / "o"), "stance", split="train", cache_dir=cache)[0]
    assert row["target"] == "The ferry"


def test_counts_that_differ_from_the_published_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tweets(tmp_path)
    assert cli.run(["import", "semeval2016", str(tmp_path), "-o", str(tmp_path / "o")]) == 0
    assert "train: 1 rows, published are 2,814" in capsys.readouterr().out


def test_another_label_and_another_file_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tweets(tmp_path, SEMEVAL.replace("AGAINST", "CONTRA"))
    assert cli.run(["import", "semeval2016", str(tmp_path), "-o", str(tmp_path / "o")]) == 1
    assert ":2: label “CONTRA” is none of semeval2016's" in capsys.readouterr().err
    assert cli.run(["import", "vast", str(tmp_path), "-o", str(tmp_path / "o")]) == 1
    assert "vast_dev.csv: not there" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


@pytest.mark.parametrize(
    ("name", "file", "content", "told"),
    [
        ("vast", "vast_dev.csv", "Tweet,Target 1\na,b\n", ":2: no Stance 1"),
        ("semeval2016", "semeval2016-task6-trainingdata.txt", "ID\tTarget\n1\tx\n", "no Tweet"),
        ("plv", "PLV_train.tsv", "sentence\tsource\na\tb\n", ":2: no sentence_id, target"),
        ("ruw", "raw_train_Russia_Ukraine.csv", "Tweet,Target 1\na\n", ":2: no Target 1"),
    ],
)
def test_a_missing_column_is_named(
    name: str,
    file: str,
    content: str,
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / file).write_text(content, "utf-8")
    (tmp_path / file.replace("train", "val")).write_text(content, "utf-8")
    assert cli.run(["import", name, str(tmp_path), "-o", str(tmp_path / "o")]) == 1
    assert told in capsys.readouterr().err


def test_the_articles_of_one_event_are_one_story(tmp_path: Path) -> None:
    def put(name: str, value: object) -> None:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(value), "utf-8")

    put("meta/T_1.json", {"Split": "valid"})
    for document in ("T_1_DOCUMENT_0", "T_1_DOCUMENT_1"):
        put(
            f"articles/{document}.json",
            {"text": [{"id": 0, "text": "Lind spoke."}, {"id": 1, "text": "She hates the dam."}]},
        )
        put(
            f"annotations/{document}.json",
            {
                "sentence-level stances": {
                    "1": [{"id": 0, "subject": "Lind", "sentiment": "NEG", "object": "dam"}]
                }
            },
        )
    assert cli.run(["import", "seesaw", str(tmp_path), "-o", str(tmp_path / "o")]) == 0
    pairs = read(str(tmp_path / "o"), "validation")
    assert pairs.group == ["T_1", "T_1"]
    assert pairs.context[0] == "Lind spoke. She hates the dam."
    (file,) = (tmp_path / "o" / "data" / "stance").glob("*.parquet")
    assert pq.read_table(file).column("holder_name").to_pylist() == ["Lind", "Lind"]


def test_a_published_folder_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tweets(tmp_path)
    kept = tmp_path / "dist" / "data" / "stance" / "train-00000-of-00001.parquet"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"published")
    out = str(tmp_path / "dist")
    assert cli.run(["import", "semeval2016", str(tmp_path), "-o", out]) == 1
    assert "no imported corpus: name another folder" in capsys.readouterr().err
    assert kept.read_bytes() == b"published"


BRAT = """T1\tSource 0 4\tLind
T2\tCue 10 14\tsaid
T3\tContent 15 20;26 31\twe go home.
T4\tAttribution 10 14\tsaid
E1\tAttribution:T4 Source:T1 Content:T3 Cue:T2
"""


def test_attributions_keep_their_pieces(tmp_path: Path) -> None:
    for name in ("text", "attributions"):
        (tmp_path / "data" / "train" / name).mkdir(parents=True)
    (tmp_path / "data/train/text/a.txt").write_text("Lind then said we go, then, home.", "utf-8")
    file = tmp_path / "data/train/attributions/a_00ff.ann"
    file.write_text(BRAT, "utf-8")
    assert cli.run(["import", "polnear", str(tmp_path), "-o", str(tmp_path / "o")]) == 0
    assert read_documents(str(tmp_path / "o"), "train").spans == [
        [("source", 0, 4), ("cue", 10, 14), ("content", 15, 20), ("content", 26, 31)]
    ]
    file.write_text(BRAT.replace("26 31", "26 99"), "utf-8")
    assert cli.run(["import", "polnear", str(tmp_path), "-o", str(tmp_path / "o")]) == 1


def test_relations_that_tell_a_side_are_stances(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "Reports"
    folder.mkdir()
    text = "It rained. Osk fights Varen. Osk is near Tarsk."
    (folder / "documents.json").write_text(json.dumps({"_id": "d", "text": text}), "utf-8")
    fight = {"documentId": "d", "begin": 15, "end": 21, "source": "Osk", "target": "Varen"}
    fight |= {"sourceBegin": 11, "sourceEnd": 14, "targetBegin": 22, "targetEnd": 27}
    rows = [fight | {"type": "FightingAgainst"}, fight | {"type": "CoLocated"}]
    (folder / "relations.json").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert cli.run(["import", "re3d", str(tmp_path), "-o", str(tmp_path / "o")]) == 0
    assert "relations that tell no side, left out: 1" in capsys.readouterr().out
    pairs = read(str(tmp_path / "o"), "train")
    assert (pairs.text, pairs.label) == (["Osk fights Varen."], ["against"])
    assert (pairs.source, pairs.target) == (["Osk"], ["Varen"])
