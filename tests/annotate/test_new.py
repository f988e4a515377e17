"""`stancebank new`: from a raw file to a contribution that validates."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from conftest import REPOSITORY
from stancebank import cli


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "project"
    shutil.copytree(REPOSITORY / "tests" / "examples" / "base", root)
    seeds = root / "seeds" / "authored" / "temsa"
    (seeds / "mill.md").write_text(
        "---\nconflict: temsa\npublished: 2031-04-11\nlicense: CC-BY-4.0\n---\n"
        "Dovek rejected a truce on Friday.\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(root)
    return root


def new(*more: str) -> int:
    return cli.run(["new", "seeds/authored/temsa/mill.md", "--annotator", "cleo", *more])


def test_what_it_prints_leads_to_a_clean_contribution(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new() == 0
    shown = capsys.readouterr().out
    assert "temsa.truce" in shown and "stancebank validate --fix" in shown
    record = root / "corpus" / "articles" / "authored" / "mill.json"
    layer = root / "corpus" / "layers" / "cleo" / "mill.json"
    assert str(layer.relative_to(root)) in shown
    assert cli.run(["validate"]) == 0

    article = json.loads(record.read_text(encoding="utf-8"))
    article["targets"] = ["temsa.truce"]
    record.write_text(json.dumps(article), encoding="utf-8")
    labels = json.loads(layer.read_text(encoding="utf-8"))
    labels["statements"] = [
        {
            "id": "s1", "speaker": "dovek", "source": {"text": "Dovek"},
            "cue": {"text": "rejected"}, "content": [{"text": "a truce"}], "mode": "indirect",
            "parent": None, "addressees": [],
        }
    ]  # fmt: skip
    labels["stances"] = [
        {
            "id": "t1", "statement": "s1", "holder": "dovek", "target": "temsa.truce",
            "label": "against", "evidence": [{"text": "rejected a truce"}], "condition": [],
            "explicit": True,
        }
    ]  # fmt: skip
    layer.write_text(json.dumps(labels), encoding="utf-8")
    assert cli.run(["validate", "--fix"]) == 0
    anchored = json.loads(layer.read_text(encoding="utf-8"))["statements"][0]["cue"]
    assert anchored == {"start": 6, "end": 14, "text": "rejected"}


def test_a_second_call_overwrites_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new() == 0
    layer = root / "corpus" / "layers" / "cleo" / "mill.json"
    layer.write_text("mine", encoding="utf-8")
    assert new() == 0
    assert layer.read_text(encoding="utf-8") == "mine"
    assert "was there, left as it is" in capsys.readouterr().out


def test_a_raw_file_that_cannot_be_read_is_one_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("seeds/authored/temsa/mill.md").write_bytes(b"")
    assert new() == 1
    assert "[empty]" in capsys.readouterr().err
    assert cli.run(["new", "seeds/authored/temsa/plan.md", "--annotator", "Cleo!"]) == 2
