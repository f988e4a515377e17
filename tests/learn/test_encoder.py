"""Encoders, fine-tuned and frozen, with an encoder of three kilobytes made here."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rows import rows, write

from stancebank import cli
from stancebank.learn.documents import f1_by_role
from stancebank.learn.encoder import marks
from stancebank.learn.encoder.recipe import recipe_for
from stancebank.publish.imported import write_imported


def test_source_and_target_are_marked_where_the_text_names_them() -> None:
    said = marks.marked("Minister Lind told Osk that Dovek lies.", "", "Ada Lind", "Dovek")
    assert said == "Minister [S] Lind [/S] told Osk that [T] Dovek [/T] lies."
    assert marks.marked("Linden is far.", "Linden is far.", "Lind", "osk") == "Linden is far."
    assert marks.marked("Dovek spoke.", "", "Dovek", "Dovek") == "[S] Dovek [/S] spoke."


@pytest.mark.parametrize(
    ("text", "context", "told"),
    [
        ("He likes Osk.", "Lind is ill. He likes Osk.", "[Q] He likes [T] Osk [/T]. [/Q]"),
        (
            "no … Osk",
            "no, Lind said, Osk",
            "[Q] no [/Q], [S] Lind [/S] said, [Q] [T] Osk [/T] [/Q]",
        ),
        ("Osk", "Lind left Osk. Osk", "[S] Lind [/S] left [Q] [T] Osk [/T] [/Q]. Osk"),
        ("not there", "Lind left Osk.", "[Q] not there [/Q] [S] Lind [/S] left [T] Osk [/T]."),
    ],
)
def test_what_is_judged_is_marked_in_its_context(text: str, context: str, told: str) -> None:
    assert marks.marked(text, context, "Ada Lind", "Osk").endswith(told)


def test_large_encoders_are_trained_slower_and_not_whole() -> None:
    small, large = (recipe_for(layers, 9000, None, "pairs", 0) for layers in (6, 12))
    assert small.rate > large.rate and (small.frozen, large.frozen) == (0, 4)
    assert recipe_for(12, 9000, 7.0, "statements", 0).epochs == 7.0
    assert recipe_for(12, 960, None, "pairs", 0).epochs == 5.0


def test_a_label_that_drowns_the_others_is_thinned_anew_in_each_pass() -> None:
    pytest.importorskip("torch", reason="the extra encoder is not installed")
    from stancebank.learn.encoder.classify import thinned

    codes = np.array([0] * 900 + [1] * 40 + [2] * 60)
    draw, random = thinned(codes), np.random.default_rng(0)
    first, second = draw(random), draw(random)
    assert np.bincount(codes[first]).tolist() == [300, 40, 60]
    assert len(set(first) & set(second)) < 300
    assert len(thinned(codes[800:])(random)) == 200


def test_without_the_extra_its_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("stancebank.learn.encoder.find_spec", lambda name: None)
    data = write(tmp_path / "own.csv", rows(20))
    for model in ("hybrid", "encoder"):
        assert cli.run(["train", str(data), "--model", model, "-o", str(tmp_path / "m")]) == 1
        told = capsys.readouterr().err
        assert "pip install 'stancebank[encoder]'" in told and told.count("\n") <= 2
    assert not (tmp_path / "m").exists()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two layers with random weights, whose words are those of the tests."""
    pytest.importorskip("torch", reason="the extra encoder is not installed")
    transformers = pytest.importorskip("transformers")
    import torch

    folder = tmp_path_factory.mktemp("tiny")
    words = sorted({w for row in rows(90) for w in re.findall(r"\w+|\W", " ".join(row.values()))})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *map(str.lower, words)]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(vocabulary)), "utf-8")
    tokenizer = transformers.BertTokenizerFast(str(folder / "vocab.txt"))
    torch.manual_seed(0)
    shape: dict[str, Any] = {"hidden_size": 32, "intermediate_size": 64}
    config = transformers.BertConfig(
        vocab_size=len(tokenizer), num_hidden_layers=2, num_attention_heads=2, **shape
    )
    transformers.BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def run(*arguments: object) -> int:
    """The command line, in this process."""
    return cli.run([str(one) for one in arguments])


@pytest.mark.parametrize("model", ["hybrid", "encoder"])
def test_train_evaluate_predict(
    model: str, tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write(tmp_path / "own.csv", rows(60) + rows(24, split="test"))
    made = tmp_path / "model"
    more = ["--epochs", "2"] if model == "encoder" else []
    assert run("train", data, "--model", model, "--encoder", tiny, *more, "-o", made) == 0
    about = json.loads((made / "stancebank.json").read_bytes())
    assert about["kind"] == model and "encoder/model.safetensors" in about["sha256"]
    assert str(tiny) not in (made / "README.md").read_text("utf-8")
    assert not list(made.rglob("*.bin")) and not list(made.rglob("*.pkl"))
    capsys.readouterr()
    assert run("evaluate", made, data, "--output-format", "json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["n"] == 72 and 0 <= report["macro_f1"] <= 1
    first = run_predict(made, data, tmp_path / "a.jsonl")
    assert first == run_predict(made, data, tmp_path / "b.jsonl")
    assert all(abs(sum(v for k, v in row.items() if "y_" in k) - 1) < 0.01 for row in first)
    # A model that was moved is still whole; one that was changed is told apart.
    moved = made.rename(tmp_path / "moved")
    assert run_predict(moved, data, tmp_path / "c.jsonl") == first
    weights = moved / "encoder" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x01")
    assert run("predict", moved, data) == 1
    assert "model.safetensors" in capsys.readouterr().err


def run_predict(model: Path, data: Path, out: Path) -> list[dict[str, Any]]:
    """Rows with what the model predicts of them."""
    assert run("predict", model, data, "-o", out) == 0
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_an_encoder_that_is_none_is_told(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = write(tmp_path / "own.csv", rows(20))
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    code = run("train", data, "--model", "encoder", "--encoder", nothing, "-o", tmp_path / "m")
    assert code == 1 and "no encoder to be had" in capsys.readouterr().err
    assert run("train", data, "--encoder", tiny, "-o", tmp_path / "m") == 2
    assert run("train", data, "--task", "statements", "-o", tmp_path / "m") == 1
    assert "--model encoder" in capsys.readouterr().err


def attributed(many: int) -> list[dict[str, Any]]:
    """Articles of one sentence, with the statement in it."""
    found = []
    for at, row in enumerate(rows(many)):
        text = f"{row['holder']} said {row['text']}"
        whole = {"start": len(row["holder"]) + 6, "end": len(text)}
        source = {"start": 0, "end": len(row["holder"])}
        cue = {"start": source["end"] + 1, "end": source["end"] + 5}
        spans = {"source": source, "cue": cue, "content": [whole]}
        nothing = {"speaker": None, "mode": None, "parent": None, "addressees": []}
        for one in (source, cue, whole):
            one["text"] = text[one["start"] : one["end"]]  # type: ignore[assignment]
        statement = {"id": "s1", **spans, **nothing}
        found.append({"id": f"a/{at}", "text": text, "statements": [statement]})
    return found


def test_statements_are_tagged(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    articles = attributed(60)
    splits = {"train": articles[:120], "validation": articles[120:150], "test": articles[150:]}
    write_imported("own", "articles", splits, tmp_path / "own")
    made = tmp_path / "tagger"
    train = ["train", tmp_path / "own", "--task", "statements", "--model", "encoder"]
    assert run(*train, "--encoder", tiny, "--epochs", "8", "-o", made) == 0
    capsys.readouterr()
    assert run("evaluate", made, tmp_path / "own", "--output-format", "json") == 0
    report = json.loads(capsys.readouterr().out)
    # Source and cue are always the first two words: what cannot be learned here is broken.
    assert report["per_role"]["cue"]["exact"] > 0.9 and report["per_role"]["source"]["exact"] > 0.9
    assert run("evaluate", made, tmp_path / "own", "--split", "train") == 1
    assert "memory" in capsys.readouterr().err
    (tmp_path / "texts.jsonl").write_text('{"text": "Lind said no (1)"}\n', "utf-8")
    (row,) = run_predict(made, tmp_path / "texts.jsonl", tmp_path / "tagged.jsonl")
    assert all(row["text"][start:end] == words for _, start, end, words in row["spans"])


def test_tags_are_decoded_into_spans_that_may_be() -> None:
    pytest.importorskip("torch", reason="the extra encoder is not installed")
    from stancebank.learn.encoder import tag

    offsets = [(0, 4), (5, 9), (10, 14), (15, 19)]
    spans = [("source", 0, 4), ("content", 10, 19)]
    tags = tag.tags_of(spans, offsets)
    assert tag.spans_of(tags, offsets) == spans
    scores = np.zeros((4, len(tag.TAGS)))
    scores[:, tag.TAGS.index("I-cue")] = 5  # nothing opened it
    found = tag.spans_of(tag.viterbi(scores), offsets)
    assert found == [("cue", 0, 19)]
    text = "One. Two three four. Five six."
    words = [(m.start(), m.end()) for m in re.finditer(r"\w+|\W", text) if m[0] != " "]
    cut = tag.pieces(text, words, 6)
    assert cut[0][0] == 0 and cut[-1][1] == len(words)
    assert all(a[1] == b[0] for a, b in pairwise(cut))
    assert max(stop - start for start, stop in cut) <= 6


def test_f1_of_spans() -> None:
    gold = [[("cue", 0, 4), ("cue", 10, 14)], []]
    scores = f1_by_role(gold, [[("cue", 0, 4), ("cue", 12, 20)], [("cue", 1, 2)]])["cue"]
    assert scores == {"exact": pytest.approx(0.4), "overlap": pytest.approx(0.8), "n": 2}
