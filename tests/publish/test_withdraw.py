"""A withdrawn article is gone, and known again under another name or a little changed."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from test_rights import BASE, publish, rows

from conftest import REPOSITORY
from stancebank import cli
from stancebank.fingerprint import ALIKE, Returning, likeness, shingles, sketch, unpacked
from stancebank.ledgers import Tombstone
from stancebank.record import Article, canonical, decode, sha256


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(BASE, tmp_path / "project")
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


def withdraw(name: str) -> int:
    return cli.run(["withdraw", name, "--reason", "Its author asked.", "--date", "2031-06-01"])


def test_it_is_gone_from_the_corpus_and_from_the_release(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "plan" in {row["id"] for row in rows(publish(root), "articles")}
    assert withdraw("plan") == 0
    assert "removed corpus/articles/authored/plan.json" in capsys.readouterr().out
    assert not list((root / "corpus").rglob("plan.json"))
    assert "plan" not in (root / "corpus" / "splits.json").read_text("utf-8").split('"')
    cli.run(["validate", "corpus"])
    assert "error" not in capsys.readouterr().out
    assert withdraw("plan") == 0, "again does no harm"
    assert withdraw("plane") == 1
    assert "no such article" in capsys.readouterr().err


def test_it_does_not_come_back_in_other_words_or_under_another_name(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = root / "corpus" / "articles" / "authored" / "plan.json"
    article = decode(path.read_bytes(), Article)
    assert withdraw("plan") == 0
    words = article.text.split(" ")
    words[len(words) // 2] = "certainly"
    text = " ".join(words) + "\n\nThis is a new last line of it."
    other = msgspec.structs.replace(
        article, id="fresh", text=text, text_sha256=sha256(text), statements=[], stances=[],
        events=[], repairs=[],
    )  # fmt: skip
    path.with_name("fresh.json").write_bytes(canonical(other))
    capsys.readouterr()
    assert cli.run(["validate", "corpus"]) == 1
    assert "SB507" in (shown := capsys.readouterr().out) and "alike" in shown
    raw = root / "seeds" / "authored" / "temsa" / "fresh.txt"
    raw.write_text(text, "utf-8")
    assert cli.run(["normalize", str(raw), "-o", "corpus/articles"]) == 1
    assert "was withdrawn as 'plan'" in capsys.readouterr().err
    # Even where validation is silenced, it is not published.
    splits = root / "corpus" / "splits.json"
    value = json.loads(splits.read_text("utf-8"))
    value["assignments"].append({**value["assignments"][0], "article": "fresh"})
    splits.write_text(json.dumps(value), "utf-8")
    from stancebank.publish import release

    monkeypatch.setattr(release, "validate", lambda files, workers: type("R", (), {"findings": []}))
    monkeypatch.setattr(release, "verify", lambda corpus: [])
    assert [row["id"] for row in rows(publish(root), "articles")] == ["ferry"]


def put_back(root: Path, name: str, text: str) -> None:
    path = root / "corpus" / "articles" / "authored" / f"{name}.json"
    article = decode((BASE / "corpus/articles/authored/plan.json").read_bytes(), Article)
    layer = json.loads((BASE / "corpus/layers/anna/plan.json").read_text("utf-8"))
    bare: dict[str, Any] = {"statements": [], "stances": [], "events": []}
    back = msgspec.structs.replace(
        article, id=name, text=text, text_sha256=sha256(text), repairs=[], **bare
    )
    path.write_bytes(canonical(back))
    layer |= {"article": name, "text_sha256": back.text_sha256, "notes": [], **bare}
    (root / "corpus/layers/anna" / path.name).write_bytes(canonical(layer))


def test_split_does_not_freeze_what_was_withdrawn(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = decode((root / "corpus/articles/authored/plan.json").read_bytes(), Article).text
    assert withdraw("plan") == 0
    assert "stancebank split" in capsys.readouterr().err
    assert cli.run(["split"]) == 0
    before = (root / "corpus" / "splits.json").read_bytes()
    put_back(root, "fresh", text.replace("rejected", "turned down"))
    put_back(root, "plan", "Rain fell on the valley all day and the market stayed shut.")
    capsys.readouterr()
    assert cli.run(["split"]) == 1
    told = capsys.readouterr().err
    assert "“fresh”: not assigned: this is the text, about" in told
    assert "“plan”: not assigned: this is the id of “plan”, withdrawn on 2031-06-01: take" in told
    assert (root / "corpus" / "splits.json").read_bytes() == before


def test_a_corpus_without_splits_can_lose_an_article(root: Path) -> None:
    (root / "corpus" / "splits.json").unlink()
    assert withdraw("plan") == 0
    assert not list((root / "corpus").rglob("plan.json"))
    assert not (root / "corpus" / "splits.json").exists()


def test_a_few_words_are_known_again_by_all_of_them_and_not_by_a_phrase() -> None:
    text = "Talks in Ostrel ended without result on Monday, he said."
    stone = Tombstone(
        article="brief", text_sha256=sha256(text), sketch=sketch(text),
        withdrawn="2031-06-01", reason="x",
    )  # fmt: skip
    returning = Returning([stone])
    same = returning.tombstone("other", "", text.replace(",", "").upper())
    assert same == (stone, "text, about 100% alike,")
    assert returning.tombstone("other", sha256(text), "") == (stone, "text")
    for other in (f"{text} Shells fell near it.", text.replace("he said", "she said")):
        assert returning.tombstone("other", sha256(other), other) is None


def test_the_sketch_tells_near_duplicates_from_reports_of_the_same_event() -> None:
    rng = random.Random(5)
    vocabulary = [f"word{number}" for number in range(4000)]
    missed = false = 0
    for _ in range(300):
        base = [rng.choice(vocabulary) for _ in range(400)]
        # A run of `kept` words in common gives a similarity of about kept / (800 - kept).
        for kept, alike in ((280, True), (100, False)):
            other = base[:kept] + [rng.choice(vocabulary) for _ in range(400 - kept)]
            a, b = " ".join(base), " ".join(other)
            true = len(shingles(a) & shingles(b)) / len(shingles(a) | shingles(b))
            assert (true > 0.5) == alike and (true < 0.16) == (not alike)
            found = likeness(unpacked(sketch(a)), unpacked(sketch(b)))[0] >= ALIKE
            missed += alike and not found
            false += found and not alike
    assert missed <= 6 and false == 0


def test_the_sketch_of_the_seed_has_the_form_the_schema_asks_for() -> None:
    (path,) = (REPOSITORY / "corpus" / "articles" / "reported").glob("000_*.json")
    packed = sketch(decode(path.read_bytes(), Article).text)
    assert len(packed) == 64 * 8 and unpacked(packed) == sorted(set(unpacked(packed)))
