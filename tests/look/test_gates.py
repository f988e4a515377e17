"""The gates tell what is, and fail where it is not enough."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stancebank import cli
from stancebank.corpus import Corpus
from stancebank.look import gates as module
from stancebank.look.gates import gates
from stancebank.look.numbers import blocks


def by_name(base: Path) -> dict[str, tuple[str, bool | None]]:
    return {one.name: (one.value, one.passed) for one in gates(Corpus(base))}


def test_a_small_corpus_reaches_few_gates_and_the_command_says_which(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = by_name(base)
    assert found["authored articles"] == ("2", False)
    assert found["statements"] == ("7", False)
    assert found["of them direct"] == ("28.6%", True)
    assert found["alpha stance"][1] is not None
    assert cli.run(["stats", "--corpus", str(base), "--gates"]) == 1
    assert "| authored articles | 2 |  | at least 300 | **no** |" in capsys.readouterr().out


def test_near_copies_of_different_stories_are_counted_and_of_one_story_are_not(
    base: Path,
) -> None:
    path = base / "articles" / "authored" / "plan.json"
    value = json.loads(path.read_text("utf-8"))
    assert by_name(base)["pairs of stories alike by 0.3"] == ("0", True)
    value["id"] = "copy"
    copy = path.with_name("copy.json")
    copy.write_text(json.dumps(value), "utf-8")
    assert by_name(base)["pairs of stories alike by 0.3"] == ("0", True)
    value["story"] = "another"
    copy.write_text(json.dumps(value), "utf-8")
    assert by_name(base)["pairs of stories alike by 0.3"] == ("1", False)


def test_a_share_below_its_least_fails(base: Path) -> None:
    for path in (base / "articles" / "authored").glob("*.json"):
        value = json.loads(path.read_text("utf-8"))
        for statement in value["statements"]:
            statement["mode"] = "indirect"
        path.write_text(json.dumps(value), "utf-8")
    assert by_name(base)["of them direct"] == ("0.0%", False)


def test_what_is_smaller_than_a_sample_is_not_measured(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = by_name(base)
    assert found["variety mattr"][1] is None and found["variety openings"][1] is None
    # With words enough and too few articles, only what is counted over articles is not.
    monkeypatch.setattr(module, "WORDS", 10)
    found = by_name(base)
    assert found["variety mattr"][1] is not None
    assert found["variety openings"][1] is None and found["variety stock 6-grams"][1] is None


def test_a_third_annotator_of_some_articles_is_not_mixed_into_the_pair(base: Path) -> None:
    before = by_name(base), blocks(Corpus(base))["agreement"]()
    value = json.loads((base / "layers" / "anna" / "plan.json").read_text("utf-8"))
    # First in the order of names, and at odds with both.
    value["annotator"]["id"] = "abel"
    for one in value["events"]:
        one["type"] = "SANCTION"
    (base / "layers" / "abel").mkdir()
    (base / "layers" / "abel" / "plan.json").write_text(json.dumps(value), "utf-8")
    assert (by_name(base), blocks(Corpus(base))["agreement"]()) == before
    assert before[1].startswith("`anna` and `ben`, 2 articles")


def test_words_are_counted_alike_in_the_gates_and_in_the_numbers(base: Path) -> None:
    path = base / "articles" / "authored" / "plan.json"
    value = json.loads(path.read_text("utf-8"))
    value["text"] += " A dash – is no word; cease-fire is two."
    path.write_text(json.dumps(value), "utf-8")
    words, _ = by_name(base)["words"]
    made = blocks(Corpus(base))
    assert f"| words | {words} |" in made["size"]()
    assert f"| authored | 2 | 2 | {words} |" in made["collections"]()
