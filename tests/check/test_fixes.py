"""Fixes change form and never meaning; they are idempotent and leave nothing fixable."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import REPOSITORY
from stancebank import cli
from stancebank.check.context import Context
from stancebank.check.fixes import fix_file, fixed
from stancebank.check.run import validate
from stancebank.check.source import classify, expand

BASE = REPOSITORY / "tests" / "examples" / "base"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(BASE, tmp_path / "project")
    return tmp_path / "project"


def plan(root: Path) -> Path:
    return root / "corpus" / "articles" / "authored" / "plan.json"


def spans(value: Any) -> Any:
    if isinstance(value, dict) and {"start", "end", "text"} <= value.keys():
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from spans(item)


DAMAGE = st.sampled_from(["drop", "shift", "swap", "pad", "zero", "cut", "none"])


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(DAMAGE, min_size=60, max_size=60),
    st.sampled_from(["canonical", "compact", "bom", "crlf", "sorted"]),
)
def test_a_fixed_file_has_nothing_fixable_and_fixing_again_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, damages: list[str], form: str
) -> None:
    root = tmp_path_factory.mktemp("fix") / "project"
    shutil.copytree(BASE, root)
    path = plan(root)
    value = json.loads(path.read_text(encoding="utf-8"))
    before = json.dumps(value, sort_keys=True)
    text = value["text"]
    for span, damage in zip(spans(value["statements"] + value["events"]), damages, strict=False):
        if damage == "drop":
            del span["start"], span["end"]
        elif damage == "shift":
            span["start"] += 1
            span["end"] += 1
        elif damage == "swap":
            span["start"], span["end"] = span["end"], span["start"] + 1
        elif damage == "pad" and text[span["end"] : span["end"] + 1] == " ":
            span["end"] += 1
            span["text"] += " "
        elif damage == "zero":
            span["start"], span["end"] = 0, 1
        elif damage == "cut":
            span["end"] = 10_000
    damaged = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=form == "sorted")
    if form == "compact":
        damaged = json.dumps(value)
    raw = damaged.encode()
    path.write_bytes(
        b"\xef\xbb\xbf" + raw if form == "bom" else raw.replace(b"\n", b"\r\n") if form == "crlf"
        else raw
    )  # fmt: skip
    source = classify(path)
    fix_file(source, Context.load(source.root))
    after = path.read_bytes()
    assert not [one for one in validate(expand([path])).findings if one.fixable]
    assert fixed(source, Context.load(source.root)) == after
    mended = json.loads(after)
    # Nothing but spans may differ, and every span says the same words as before.
    words = [span["text"] for span in spans(json.loads(before))]
    assert len(list(spans(mended))) <= len(words)
    assert {key: mended[key] for key in mended if key not in ("statements", "events")} == {
        key: json.loads(before)[key] for key in mended if key not in ("statements", "events")
    }


def test_what_needs_a_decision_is_left_alone(root: Path) -> None:
    path = plan(root)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"speaker": "dovek",', '"speaker": "dovek", "speaker": "x",'))
    before = path.read_bytes()
    source = classify(path)
    assert not fix_file(source, Context.load(source.root))
    assert path.read_bytes() == before


def test_an_edited_text_takes_its_spans_along_where_the_words_stand_once(root: Path) -> None:
    path = plan(root)
    value = json.loads(path.read_text(encoding="utf-8"))
    value["text"] = "At noon, and after a long night, " + value["text"]
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    source = classify(path)
    assert fix_file(source, Context.load(source.root))
    fixed_value = json.loads(path.read_text(encoding="utf-8"))
    for span in spans(fixed_value["statements"]):
        once = fixed_value["text"].count(span["text"]) == 1
        assert not once or fixed_value["text"][span["start"] : span["end"]] == span["text"]
    # The hash is not a matter of form: the edit is still told.
    assert "SB202" in {one.code for one in validate(expand([path])).findings}


def test_lines_of_jsonl_are_fixed_and_the_others_stay_as_they_are(tmp_path: Path) -> None:
    value = json.loads(plan(BASE).read_text(encoding="utf-8"))
    good = json.dumps(value).encode() + b"\n"
    del value["statements"][0]["cue"]["start"], value["statements"][0]["cue"]["end"]
    path = tmp_path / "records.jsonl"
    path.write_bytes(good + b"not json\n" + json.dumps(value).encode() + b"\n")
    source = classify(path)
    assert fix_file(source, Context.load(None))
    lines = path.read_bytes().splitlines(keepends=True)
    assert lines[:2] == [good, b"not json\n"]
    assert json.loads(lines[2])["statements"][0]["cue"]["start"] == 20
    assert not fix_file(source, Context.load(None))


def test_diff_shows_and_changes_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = root / "corpus" / "splits.json"
    path.write_bytes(json.dumps(json.loads(path.read_bytes())).encode())
    before = path.read_bytes()
    monkeypatch.chdir(root)
    assert cli.run(["validate", "--diff"]) == 0
    shown = capsys.readouterr().out
    assert "+++ b/corpus/splits.json" in shown and '+      "article": "ferry",' in shown
    assert path.read_bytes() == before
