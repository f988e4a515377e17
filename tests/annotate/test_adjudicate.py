"""Adjudication: what is listed, what decisions do, and that gold is sound and reasons are kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stancebank import cli
from stancebank.check.run import validate
from stancebank.check.source import expand


@pytest.fixture
def differing(base: Path) -> Path:
    """Ben has a label, a cue and a trigger otherwise; s3 only Anna has, and Ben one more event."""
    path = base / "layers" / "anna" / "plan.json"
    value = json.loads(path.read_text("utf-8"))
    value["annotator"]["id"] = "ben"
    value["stances"][0]["label"] = "neutral"
    cue = value["statements"][4]["cue"]
    cue["start"] += 4
    cue["text"] = cue["text"][4:]
    value["statements"].pop(2)
    value["stances"].pop(2)
    extra = json.loads(json.dumps(value["events"][3]))
    text = json.loads((base / "articles" / "authored" / "plan.json").read_text("utf-8"))["text"]
    at = text.index("home")
    extra |= {"id": "e9", "trigger": {"start": at, "end": at + 4, "text": "home"}}
    extra |= {"date": None, "place": None, "type": "RETREAT", "mode": "release"}
    value["events"].append(extra)
    (base / "layers" / "ben" / "plan.json").write_text(json.dumps(value), "utf-8")
    return base


def adjudicate(base: Path, *more: str) -> int:
    return cli.run(["adjudicate", "anna", "ben", "--corpus", str(base), "--again", *more])


def work(base: Path) -> dict[str, Any]:
    assert adjudicate(base, "--worklist", str(base.parent / "work")) == 0
    value: dict[str, Any] = json.loads((base.parent / "work" / "plan.json").read_text("utf-8"))
    return value


def decide(base: Path, decisions: dict[str, Any], **others: Any) -> int:
    folder = base.parent / "decisions"
    folder.mkdir(exist_ok=True)
    value = {"article": "plan", "layers": work(base)["layers"], "decisions": decisions, **others}
    (folder / "plan.json").write_text(json.dumps(value), "utf-8")
    return adjudicate(base, "--decisions", str(folder), "--adjudicator", "carla")


def article(base: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((base / "articles/authored/plan.json").read_text("utf-8"))
    return value


TAKE_ANNA = {f"d{n}": {"take": "anna", "why": "S1"} for n in (1, 2, 3)}
ALL = {**TAKE_ANNA, "d4": {"take": "neither", "why": "E1: no deed"}}


def test_the_worklist_has_every_difference_and_nothing_else(differing: Path) -> None:
    found = work(differing)
    listed = [(one["kind"], one.get("fields", "one only")) for one in found["disagreements"]]
    assert listed == [
        ("statement", "one only"),
        ("statement", ["cue"]),
        ("stance", ["label"]),
        ("event", "one only"),
    ]
    first = found["disagreements"][0]
    assert first["ben"] is None and first["anna"]["content"] == ["the plan was “a trap”"]
    assert [one["label"] for one in first["stances"]] == ["against"]
    assert found["text"] == article(differing)["text"]


def test_decisions_become_gold_that_passes_the_rules_with_reasons_kept(differing: Path) -> None:
    before = article(differing)
    assert decide(differing, ALL) == 0
    after = article(differing)
    assert after["statements"] == before["statements"]
    assert after["stances"] == before["stances"]
    assert after["events"] == before["events"]
    assert after["annotation"]["adjudicator"] == "carla"
    kept = json.loads((differing / "adjudication" / "plan.json").read_text("utf-8"))
    assert [one["why"] for one in kept["decisions"]] == ["S1", "S1", "S1", "E1: no deed"]
    findings = validate(expand([differing / "articles", differing / "adjudication"])).findings
    assert [one for one in findings if one.severity == "error"] == []


def test_a_dropped_statement_takes_its_stances_along(differing: Path) -> None:
    assert decide(differing, {**ALL, "d1": {"take": "neither", "why": "S8"}}) == 0
    after = article(differing)
    assert len(after["statements"]) == 4 and len(after["stances"]) == 2
    assert {one["statement"] for one in after["stances"]} == {"s1", "s2"}
    parents = {one["id"]: one["parent"] for one in after["statements"]}
    assert parents["s4"] == "s3"


def test_fields_and_own_values_are_taken_over(differing: Path) -> None:
    decisions = {
        **ALL,
        "d2": {"take": {"cue": "ben"}, "why": "S6"},
        "d3": {
            "take": "ben",
            "set": {"label": "conditional", "condition": ["the Brenholt plan"], "explicit": False},
            "why": "T5",
        },
        "d4": {"take": "ben", "set": {"actors": ["brisk"], "place": "Velmo"}, "why": "E9"},
    }
    assert decide(differing, decisions) == 0
    after = article(differing)
    assert after["statements"][4]["cue"]["text"] == "written"
    assert after["stances"][0]["label"] == "conditional"
    assert after["stances"][0]["condition"][0]["text"] == "the Brenholt plan"
    (event,) = (one for one in after["events"] if one["trigger"]["text"] == "home")
    assert event["actors"] == ["brisk"] and event["place"]["name"] == "Velmo"
    assert event["asserted_by"] == "s2"


@pytest.mark.parametrize(
    ("decisions", "told"),
    [
        ({"d4": None}, "d4: expected"),
        ({"d9": {"take": "anna", "why": "x"}}, "d9: there is no such disagreement"),
        ({"anna/s9": {"take": "anna", "why": "x"}}, "anna/s9: there is no such disagreement or"),
        ({"anna/s3": {"take": "anna", "why": "x"}}, "d1: decided twice, by anna/s3"),
        ({"anna/s1": {"take": {"__doc__": "ben"}, "why": "x"}}, "no “__doc__” of “ben” to take"),
        ({"d2": {"take": {}, "why": "x"}}, "d2: nothing is chosen or set for cue"),
        (
            {"d4": {"take": "neither", "set": {"type": "AID"}, "why": "x"}},
            "set goes with one reading",
        ),
        ({"d2": {"take": "anna", "set": [], "why": "x"}}, "d2: take is an annotator"),
        (
            {"d3": {"take": "anna", "set": {"explicit": "yes"}, "why": "x"}},
            "expected true or false",
        ),
        ({"d3": {"take": "anna", "set": {"statement": "s77"}, "why": "x"}}, "only null can be set"),
        ({"d3": {"take": "anna", "set": {"evidence": []}, "why": "x"}}, "at least one span"),
        ({"d3": {"take": "anna", "set": {"id": "t9"}, "why": "x"}}, "that can be set"),
        ({"d2": {"take": "anna", "set": {"cue": ["a", "b"]}, "why": "x"}}, "expected one, or null"),
        ({"the third": {"take": "anna", "why": "x"}}, "expected a disagreement (d1) or"),
        ({"d1": {"take": "ben", "why": "x"}}, "“ben” has no such item: take anna or neither"),
        ({"d1": {"take": {"cue": "ben"}, "why": "x"}}, "only where both have the item"),
        ({"d2": {"take": "anna", "set": {"cue": "shouted"}, "why": "x"}}, "does not occur"),
        ({"d2": {"take": "anna", "set": {"tone": "x"}, "why": "x"}}, "no field “tone”"),
        ({"d2": {"take": "anna", "set": {"mode": "loud"}, "why": "x"}}, "d2: "),
        ({"d3": {"take": "anna", "why": " "}}, "d3: why is the reason"),
        (
            {"d3": {"take": "anna", "set": {"label": "conditional"}, "why": "T5"}},
            "gold breaks rules",
        ),
    ],
)
def test_what_cannot_be_carried_out_changes_nothing(
    differing: Path, decisions: dict[str, Any], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = article(differing)
    assert decide(differing, {**ALL, **decisions}) == 1
    assert told in capsys.readouterr().out
    assert article(differing) == before
    assert not (differing / "adjudication" / "plan.json").exists()


def test_what_both_have_alike_can_be_overruled(differing: Path) -> None:
    before = article(differing)
    decisions = {
        **ALL,
        "anna/s1": {"take": "neither", "why": "S16: told in a question"},
        "ben/t2": {"take": "ben", "set": {"explicit": False}, "why": "T16"},
        "anna/e1": {"take": "anna", "set": {"actors": []}, "why": "E9"},
    }
    assert decide(differing, decisions) == 0
    after = article(differing)
    assert len(after["statements"]) == len(before["statements"]) - 1
    gone = [one["target"] for one in before["stances"] if one["statement"] == "s1"]
    assert len(after["stances"]) == len(before["stances"]) - len(gone)
    assert after["events"][0]["actors"] == [] != before["events"][0]["actors"]
    kept = json.loads((differing / "adjudication" / "plan.json").read_text("utf-8"))
    assert [one["id"] for one in kept["decisions"]][-3:] == ["anna/e1", "anna/s1", "ben/t2"]
    findings = validate(expand([differing / "articles", differing / "adjudication"])).findings
    assert [one for one in findings if one.severity == "error"] == []


def test_decisions_hold_for_the_layers_of_their_work_file_alone(
    differing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = article(differing)
    assert decide(differing, ALL, layers="0123456789abcdef") == 1
    assert "a layer has changed since the work file was written" in capsys.readouterr().out
    first = work(differing)["layers"]
    path = differing / "layers" / "ben" / "plan.json"
    value = json.loads(path.read_text("utf-8"))
    value["stances"][0]["label"] = "against"
    path.write_text(json.dumps(value), "utf-8")
    assert decide(differing, ALL, layers=first) == 1
    assert article(differing) == before


def test_what_nobody_can_settle_is_told(
    differing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = differing.parent / "decisions"
    folder.mkdir()
    (folder / "plann.json").write_text("{}", "utf-8")
    decided = ["--decisions", str(folder), "--adjudicator", "carla"]
    assert adjudicate(differing, *decided) == 1
    assert "plann.json: no article of this name to settle" in capsys.readouterr().out
    for wrong in (
        ["adjudicate", "anna", "eve", *decided, "--corpus", str(differing)],
        ["adjudicate", "anna", "ben", *decided, "--conflict", "x", "--corpus", str(differing)],
    ):
        assert cli.run(wrong) == 1
        assert "there are" in capsys.readouterr().err


def test_a_work_file_does_not_take_the_place_of_decisions(
    differing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decide(differing, TAKE_ANNA) == 1
    folder = differing.parent / "decisions"
    kept = (folder / "plan.json").read_bytes()
    assert adjudicate(differing, "--worklist", str(folder)) == 1
    assert "holds decisions" in capsys.readouterr().err
    assert (folder / "plan.json").read_bytes() == kept


def test_a_layer_of_another_text_is_not_compared(
    differing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = differing / "layers" / "ben" / "plan.json"
    value = json.loads(path.read_text("utf-8")) | {"text_sha256": "0" * 64}
    path.write_text(json.dumps(value), "utf-8")
    assert adjudicate(differing, "--worklist", str(differing.parent / "work")) == 1
    assert "layers/ben/plan.json: of another text" in capsys.readouterr().err


def test_of_two_statements_with_the_same_words_the_inner_asserts(base: Path) -> None:
    for name in ("anna", "ben"):
        value = json.loads((base / "layers" / "anna" / "plan.json").read_text("utf-8"))
        value["annotator"]["id"] = name
        event = next(one for one in value["events"] if one["asserted_by"])
        outer = next(one for one in value["statements"] if one["id"] == event["asserted_by"])
        inner = json.loads(json.dumps(outer)) | {"id": "s19", "parent": outer["id"], "cue": None}
        value["statements"].append(inner | {"source": None, "speaker": "brisk"})
        (base / "layers" / name / "plan.json").write_text(json.dumps(value), "utf-8")
    assert decide(base, {}) == 0
    after = article(base)
    event = next(one for one in after["events"] if one["trigger"] == event["trigger"])
    asserting = next(one for one in after["statements"] if one["id"] == event["asserted_by"])
    assert asserting["speaker"] == "brisk" and asserting["parent"]


def test_what_is_left_open_is_named(differing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide(differing, TAKE_ANNA) == 1
    assert "d4: not decided" in capsys.readouterr().out


def test_articles_without_differences_need_no_file(base: Path) -> None:
    for name in ("plan", "ferry"):
        value = json.loads((base / "layers" / "anna" / f"{name}.json").read_text("utf-8"))
        value["annotator"]["id"] = "ben"
        (base / "layers" / "ben" / f"{name}.json").write_text(json.dumps(value), "utf-8")
    empty = base.parent / "none"
    empty.mkdir()
    before = article(base)
    assert adjudicate(base, "--decisions", str(empty), "--adjudicator", "carla") == 0
    assert article(base) == before, "gold without a file was made by somebody else"
    path = base / "articles" / "authored" / "plan.json"
    unlabelled = {key: [] for key in ("statements", "stances", "events")}
    annotation = {**before["annotation"], "status": "none", "layers": [], "adjudicator": None}
    path.write_text(json.dumps({**before, **unlabelled, "annotation": annotation}), "utf-8")
    assert adjudicate(base, "--decisions", str(empty), "--adjudicator", "carla") == 0
    assert article(base)["annotation"]["adjudicator"] == "carla"
    assert article(base)["stances"] == before["stances"]


def test_usage(base: Path) -> None:
    assert adjudicate(base) == 2
    assert adjudicate(base, "--decisions", str(base)) == 2


def test_a_narrated_stance_stays_apart_from_one_on_a_statement_of_the_other(
    differing: Path,
) -> None:
    path = differing / "layers" / "ben" / "plan.json"
    value = json.loads(path.read_text("utf-8"))
    gold = json.loads((differing / "layers" / "anna" / "plan.json").read_text("utf-8"))
    narrated = {**gold["stances"][2], "id": "t9", "statement": None}
    value["stances"].append(narrated)
    path.write_text(json.dumps(value), "utf-8")
    listed = [one for one in work(differing)["disagreements"] if one["kind"] == "stance"]
    assert [one["ben"]["id"] for one in listed if one["anna"] is None] == ["t9"]
    decisions = {
        "d1": {"take": "neither", "why": "S12"},
        "d2": {"take": "anna", "why": "S6"},
        "d3": {"take": "anna", "why": "T6"},
        "d4": {"take": "ben", "why": "T19"},
        "d5": {"take": "neither", "why": "E1"},
    }
    assert decide(differing, decisions) == 0
    assert article(differing)["stances"][-1]["statement"] is None


def test_a_parent_taken_from_one_annotator_is_that_annotators_statement(base: Path) -> None:
    path = base / "layers" / "anna" / "plan.json"
    anna = json.loads(path.read_text("utf-8"))
    ben = json.loads(path.read_text("utf-8"))
    ben["annotator"]["id"] = "ben"
    # Ben counts otherwise: his s1 is another statement than Anna's.
    names = {one["id"]: f"s{20 - at}" for at, one in enumerate(ben["statements"])}
    for one in ben["statements"]:
        one["id"], one["parent"] = names[one["id"]], names.get(one["parent"])
    for one in ben["stances"]:
        one["statement"] = names.get(one["statement"])
    for one in ben["events"]:
        one["asserted_by"] = names.get(one["asserted_by"])
    (inner,) = (one for one in anna["statements"] if one["parent"])
    parent, inner["parent"] = inner["parent"], None
    path.write_text(json.dumps(anna), "utf-8")
    (base / "layers" / "ben" / "plan.json").write_text(json.dumps(ben), "utf-8")
    (one,) = work(base)["disagreements"]
    assert one["fields"] == ["parent"]
    assert decide(base, {one["id"]: {"take": {"parent": "ben"}, "why": "S11"}}) == 0
    gold = {each["id"]: each["parent"] for each in article(base)["statements"]}
    assert gold[inner["id"]] == parent


def test_a_leader_holds_for_himself_and_a_spokesman_for_his_body(base: Path) -> None:
    actors = json.loads((base / "registry" / "actors.json").read_text("utf-8"))["actors"]
    record = article(base)
    people = {one["id"]: one for one in actors if one["kind"] == "person"}
    said = [one for one in record["statements"] if one["speaker"] in people]
    speaker = people[said[0]["speaker"]]
    body = speaker["affiliations"][0]["organization"]
    (base / "layers" / "ben").mkdir(exist_ok=True)
    for name in ("anna", "ben"):
        value = json.loads((base / "layers" / "anna" / "plan.json").read_text("utf-8"))
        value["annotator"]["id"] = name
        for one in value["stances"]:
            if one["statement"] == said[0]["id"]:
                one["holder"] = body
        (base / "layers" / name / "plan.json").write_text(json.dumps(value), "utf-8")
    for speaks_for in (False, True):
        speaker["affiliations"] = [{**speaker["affiliations"][0], "speaks_for": speaks_for}]
        speaker["affiliations"][0] |= {"from": None, "to": None}
        (base / "registry" / "actors.json").write_text(
            json.dumps({"schema_version": "1.0", "actors": actors}), "utf-8"
        )
        assert decide(base, {}) == 0
        (holder,) = {
            one["holder"] for one in article(base)["stances"] if one["statement"] == said[0]["id"]
        }
        assert holder == (body if speaks_for else speaker["id"])
