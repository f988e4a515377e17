"""SB6xx beyond their examples: everybody a label names, and raw files outside."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY
from stancebank import cli

FERRY = "corpus/articles/authored/ferry.json"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(REPOSITORY / "tests" / "examples" / "base", tmp_path / "project")
    return tmp_path / "project"


def edit(project: Path, name: str, change: Any) -> None:
    path = project / name
    value = json.loads(path.read_text("utf-8"))
    change(value)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2), "utf-8")


def found(project: Path, code: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What `validate` says of the ferry article under one rule."""
    capsys.readouterr()
    cli.run(["validate", str(project / "corpus"), "--select", code, "--output-format", "json"])
    findings = json.loads(capsys.readouterr().out)
    return [one["pointer"] for one in findings if one["file"].endswith(FERRY)]


def test_a_real_actor_in_an_invented_war_is_told_wherever_a_label_names_him(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def real(registry: Any) -> None:
        for actor in registry["actors"]:
            actor["fictional"] = actor["id"] != "corvin"

    def named(article: Any) -> None:
        article["statements"][0].update(speaker="corvin", addressees=["varenia", "corvin"])
        article["stances"][0]["holder"] = "corvin"
        for event in article["events"]:
            event.update(actors=[], recipients=[], mediators=[])
        article["events"][0]["recipients"] = ["corvin"]

    edit(project, "corpus/registry/actors.json", real)
    edit(project, FERRY, named)
    assert found(project, "SB604", capsys) == [
        "/statements/0/speaker",
        "/statements/0/addressees/1",
        "/stances/0/holder",
        "/events/0/recipients/0",
    ]


def test_a_raw_file_outside_the_project_is_not_read(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "outside.txt").write_text("not ours")
    for name, told in (("seeds/authored/temsa/plan.md", 1), ("../outside.txt", 0)):
        edit(project, FERRY, lambda article, name=name: article["source"].update(file=name))
        assert len(found(project, "SB601", capsys)) == told
