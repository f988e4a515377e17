"""`import exact`: an answer in words becomes the layer, or everything wrong with it is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from annotate_answers import answer_of

from stancebank import cli


def run(base: Path, answer: Any, *more: str) -> int:
    file = base.parent / "answer.json"
    text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
    file.write_text(text, "utf-8")
    arguments = [str(file), "--annotator", "anna", "--corpus", str(base), *more]
    return cli.run(["import", "exact", *arguments])


def test_words_give_the_very_layer_they_were_taken_from(base: Path, layer: dict[str, Any]) -> None:
    for name in ("plan", "ferry"):
        path = base / "layers" / "anna" / f"{name}.json"
        before = json.loads(path.read_text("utf-8"))
        path.write_text("{}", "utf-8")
        (base / "layers" / "anna" / f"{name}.json").unlink()
        assert run(base, answer_of(before), "--kind", "human", "--about", "Anna.") == 0
        after = json.loads(path.read_text("utf-8"))
        for labels in ("statements", "stances", "events"):
            assert after[labels] == before[labels]


def test_a_second_annotator_says_who_it_is(
    base: Path, layer: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    file = base.parent / "answer.json"
    file.write_text(json.dumps(answer_of(layer)), "utf-8")
    arguments = ["import", "exact", str(file), "--annotator", "eve", "--corpus", str(base)]
    assert cli.run(arguments) == 1
    assert "say who it is with --kind and --about" in capsys.readouterr().err
    assert cli.run([*arguments, "--kind", "machine", "--about", "A model."]) == 0
    made = json.loads((base / "layers" / "eve" / "plan.json").read_text("utf-8"))
    assert made["annotator"] == {"id": "eve", "kind": "machine", "description": "A model."}


def test_every_failure_is_told_and_nothing_is_written(
    base: Path, layer: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answer_of(layer)
    answer["statements"][0]["cue"] = "refused"
    answer["statements"][2]["content"] = ["the"]
    answer["stances"][0]["stance"] = "favor"
    del answer["events"][1]["realis"]
    answer["events"].append("soon")
    answer["remarks"] = []
    path = base / "layers" / "anna" / "plan.json"
    before = path.read_bytes()
    assert run(base, answer) == 1
    out = capsys.readouterr().out
    for told in (
        "s1 cue: “refused”: does not occur in the text",
        "s3 content: “the” occurs",
        "t1 stance: unknown key",
        "e2 realis: missing",
        "events[4]: expected an object, found 'soon'",
        "unknown key “remarks”",
    ):
        assert told in out
    assert path.read_bytes() == before


def test_rules_judge_the_layer_before_it_is_written(
    base: Path, layer: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answer_of(layer)
    answer["stances"][1]["holder"] = "dovec"
    answer["stances"][0]["label"] = "conditional"
    assert run(base, answer) == 1
    out = capsys.readouterr().out
    assert "SB301" in out and "did you mean “dovek”" in out
    assert "0 imported" not in out


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ('{"article": "plan",\n "statements": [}', "2:17: not JSON"),
        ("[]", 'expected an object with "article"'),
        ({"article": "bridge"}, "there is no article “bridge”"),
        ({"article": "plan", "statements": 3}, "statements: expected a list"),
        ({"article": "plan", "notes": [1]}, "schema/layer.schema.json"),
    ],
)
def test_bad_answers_are_one_line_each(
    base: Path, answer: Any, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(base, answer) == 1
    assert told in capsys.readouterr().out


def test_an_article_without_targets_gets_those_of_its_conflict(
    base: Path, layer: dict[str, Any]
) -> None:
    path = base / "articles" / "authored" / "plan.json"
    value = json.loads(path.read_text("utf-8"))
    value["targets"] = []
    path.write_text(json.dumps(value), "utf-8")
    assert run(base, answer_of(layer)) == 0
    targets = json.loads(path.read_text("utf-8"))["targets"]
    assert targets == ["temsa.brenholt-plan", "temsa.talks", "temsa.truce", "temsa.velmo"]
