"""`import exact`: an answer in words becomes the layer, or everything wrong with it is told."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from annotate_answers import answer_of

from stancebank import cli
from stancebank.annotate.exact import HEAD, KEYS
from stancebank.record import EventType, Realis, StanceLabel, StatementMode


def run(base: Path, answer: Any, *more: str) -> int:
    return run_all(base, {"answer.json": answer}, *more)


def run_all(base: Path, answers: dict[str, Any], *more: str) -> int:
    for name, answer in answers.items():
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        (base.parent / name).write_text(text, "utf-8")
    files = [str(base.parent / name) for name in answers]
    return cli.run(["import", "exact", *files, "--annotator", "anna", "--corpus", str(base), *more])


def without_targets(base: Path, name: str = "plan") -> Path:
    path = base / "articles" / "authored" / f"{name}.json"
    value = json.loads(path.read_text("utf-8"))
    value["targets"] = []
    path.write_text(json.dumps(value), "utf-8")
    return path


def test_words_give_the_very_layer_they_were_taken_from(base: Path, layer: dict[str, Any]) -> None:
    for name in ("plan", "ferry"):
        path = base / "layers" / "anna" / f"{name}.json"
        before = json.loads(path.read_text("utf-8"))
        path.unlink()
        assert run(base, answer_of(before)) == 0
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
        'events[4]: expected an object, found "soon"',
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
    path = without_targets(base)
    assert run(base, answer_of(layer)) == 0
    targets = json.loads(path.read_text("utf-8"))["targets"]
    assert targets == ["temsa.brenholt-plan", "temsa.talks", "temsa.truce", "temsa.velmo"]


def test_an_article_stays_as_it_is_if_the_answer_fails_or_goes_elsewhere(
    base: Path, layer: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without_targets(base, "ferry")
    path = without_targets(base)
    before = path.read_bytes()
    answer = answer_of(layer)
    ferry = answer_of(json.loads((base / "layers" / "anna" / "ferry.json").read_text("utf-8")))
    assert run(base, answer, "-o", str(tmp_path / "out")) == 0
    assert (tmp_path / "out" / "anna" / "plan.json").is_file()
    answer["stances"][1]["holder"] = "dovec"
    answer["stances"][0]["target"] = "temsa.talk"
    assert run_all(base, {"a.json": ferry, "b.json": answer}) == 1
    told = capsys.readouterr().out
    assert "did you mean “dovek”" in told and "did you mean “temsa.talks”" in told
    assert path.read_bytes() == before


def test_a_layer_with_other_labels_is_replaced_only_with_replace(
    base: Path, layer: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    path = base / "layers" / "anna" / "plan.json"
    before = path.read_bytes()
    answer = answer_of(layer)
    assert run(base, answer) == 0
    assert run(base, answer, "--replace") == 0
    assert path.read_bytes() == before
    del answer["stances"][2]
    capsys.readouterr()
    assert run(base, answer) == 1
    told = f"{path} has labels already; give --replace to replace them (it differs in stances)"
    assert told in capsys.readouterr().out
    assert run(base, {**answer_of(layer), "notes": ["A doubt."]}) == 1
    assert "(it differs in notes)" in capsys.readouterr().out
    assert path.read_bytes() == before
    assert run(base, answer, "--replace") == 0
    assert len(json.loads(path.read_text("utf-8"))["stances"]) == 2


def test_an_empty_layer_is_filled_and_an_unreadable_one_is_not_lost(
    base: Path, layer: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    path = base / "layers" / "anna" / "plan.json"
    path.write_text(json.dumps({**layer, "statements": [], "stances": [], "events": []}), "utf-8")
    assert run(base, answer_of(layer)) == 0
    assert json.loads(path.read_text("utf-8"))["stances"] == layer["stances"]
    path.write_text('{"article": "plan"', "utf-8")
    assert run(base, answer_of(layer)) == 1
    assert f"validate {path}` for the exact place; or give --replace" in capsys.readouterr().out
    assert run(base, answer_of(layer), "--replace") == 0


def test_two_answers_for_one_article_are_one_too_many(
    base: Path, layer: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"a.json": answer_of(layer), "b.json": answer_of(layer)}
    assert run_all(base, answers) == 1
    shown = capsys.readouterr()
    first, second = base.parent / "a.json", base.parent / "b.json"
    assert f"{second}: a second answer for “plan”, after {first}: keep one" in shown.out
    assert "1 imported, 1 with failures" in shown.err
    assert cli.run(
        ["import", "exact", *[str(first)] * 2, "--annotator", "anna", "--corpus", str(base)]
    ) == 0  # fmt: skip


@pytest.mark.parametrize(("option", "other"), [("--kind", "machine"), ("--about", "Anna.")])
def test_a_known_annotator_is_not_described_anew(
    base: Path, layer: dict[str, Any], option: str, other: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(base, answer_of(layer), option, other) == 1
    told = capsys.readouterr().err
    assert f"{option} “{other}”: “anna” is described already" in told
    assert f"leave {option} out" in told
    assert run(base, answer_of(layer), "--kind", "human") == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            '"statement": "s1"',
            '"statement": ["s1"]',
            "t1 statement: expected the id of a statement",
        ),
        ('"statement": "s1"', '"statement": {}', "t1 statement: expected the id of a statement"),
        ('"asserted_by": "s2"', '"asserted_by": ["s2"]', "e2 asserted_by: expected the id"),
        ('"asserted_by": "s2"', '"asserted_by": {}', "e2 asserted_by: expected the id"),
        ('"s1"', "9" * 5_000, "a number of thousands of digits"),
        ('"told"', '"to \\ud800 ld"', "\\ud800 after “"),
        ('"told"', "[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ('"told"', "[" * 300 + "]" * 300, "s2 cue: expected words of the text"),
        ('"told"', '" … "', "s2 cue: “ … ”: words are missing on a side of the …"),
        ('"told"', '"told", "cue": "said"', "repeated keys, of which all but the last would be"),
        ('"told"', '"told", "cue": "said"', '"cue" of "s2": write each key of an object once'),
        ('"stances"', '"events": [], "stances"', '"events" of "plan"'),
        ('"trigger": "meet"', '"trigger": null', "e2 trigger: expected words of the text"),
    ],
)
def test_bad_input_is_one_line_and_stops_no_other_file(
    base: Path,
    layer: dict[str, Any],
    old: str,
    new: str,
    told: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    good = json.loads((base / "layers" / "anna" / "ferry.json").read_text("utf-8"))
    text = json.dumps(answer_of(layer), ensure_ascii=False)
    assert old in text
    assert run_all(base, {"a.json": text.replace(old, new, 1), "b.json": answer_of(good)}) == 1
    shown = capsys.readouterr()
    assert told in shown.out and shown.out.count("\n") == 1
    assert "1 imported, 1 with failures" in shown.err


def test_a_list_of_words_holds_words(
    base: Path, layer: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = answer_of(layer)
    for at, content in enumerate(([], [None], None, "told")):
        answer["statements"][at]["content"] = content
    answer["stances"][0]["evidence"] = ["a trap", None]
    answer["stances"][1]["condition"] = [None]
    answer["stances"][2]["evidence"] = []
    assert run(base, answer) == 1
    told = [line.split(": ", 1)[1] for line in capsys.readouterr().out.splitlines()]
    assert told == [
        "s1 content: expected a list of words, at least one, found []",
        "s2 content: expected a list of words, at least one, found [null]",
        "s3 content: expected a list of words, at least one, found null",
        's4 content: expected a list of words, at least one, found "told"',
        't1 evidence: expected a list of words, at least one, found ["a trap", null]',
        "t2 condition: expected a list of words, found [null]",
        "t3 evidence: expected a list of words, at least one, found []",
    ]


def test_help_tells_the_form_by_an_example_that_can_be_imported(
    base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["import", "exact", "--help"]) == 0
    shown = capsys.readouterr().out
    (example,) = re.findall(r"^ +(\{\"article\".*?\]\})\n\n", shown, re.S | re.M)
    for keys in (HEAD, *KEYS.values()):
        assert not [key for key in keys if not re.search(rf"\b{key}\b", shown)]
    for labels in (StatementMode, StanceLabel, Realis, EventType):
        assert not [label for label in get_args(labels) if label not in shown]
    assert run(base, example, "--replace") == 0
    made = json.loads((base / "layers" / "anna" / "plan.json").read_text("utf-8"))
    (content,) = made["statements"][0]["content"]
    assert content["text"] == "We will meet the Front once our prisoners are home,"
    assert made["events"][0]["trigger"]["text"] == "hit"
