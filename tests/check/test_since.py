"""--since: only what changed, and what depends on a changed registry."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from test_examples import commit

from conftest import REPOSITORY
from stancebank import cli

PLAN = "corpus/articles/authored/plan.json"
FERRY = "corpus/articles/authored/ferry.json"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A committed corpus in which plan.json has an old error."""
    root = tmp_path / "project"
    shutil.copytree(REPOSITORY / "tests" / "examples" / "base", root)
    edit(root / PLAN, '"mode": "heavy-weapons"', '"mode": "phone"')
    commit(root)
    monkeypatch.chdir(root)
    return root


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> set[str]:
    cli.run(["validate", *arguments])
    lines = capsys.readouterr().out.splitlines()
    return {f"{line.split(':')[0]} {line.split(': ')[1].split()[0]}" for line in lines}


def test_old_errors_elsewhere_are_not_shown(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys) == {f"{PLAN} SB309"}
    assert found(capsys, "--since", "HEAD") == set()
    edit(root / FERRY, '"mode": "yield"', '"mode": "phone"')
    assert found(capsys, "--since", "HEAD") == {f"{FERRY} SB309"}


def test_a_new_file_counts_as_changed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "corpus" / "articles" / "authored" / "new.json").write_text("{")
    expected = {"corpus/articles/authored/new.json SB003"}
    assert found(capsys, "--since", "HEAD") == expected


def test_records_that_mention_a_changed_registry_entry_are_checked(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root / "corpus" / "registry" / "actors.json", '"to": null', '"to": "2031"')
    assert found(capsys, "--since", "HEAD") == {f"{PLAN} SB309"}


def test_an_exception_that_an_unchanged_record_needs_is_not_called_unused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exception = {
        "rule": "SB309", "record": "plan#e4", "reason": "Lent to us as it is.", "owner": "anna",
        "expires": "2099-12-31",
    }  # fmt: skip
    path = root / "corpus" / "exceptions.json"
    value = {"schema_version": "1.0", "exceptions": [exception]}
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")
    assert found(capsys) == set()
    assert found(capsys, "--since", "HEAD") == set()


def test_an_unknown_revision_is_one_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["validate", "--since", "no-such-branch"]) == 1
    assert "--since no-such-branch: no such revision" in capsys.readouterr().err


def test_without_git_splits_are_not_compared(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root / "corpus" / "splits.json", '"split": "test"', '"split": "validation"')
    assert "corpus/splits.json SB514" in found(capsys)
    shutil.rmtree(root / ".git")
    assert "corpus/splits.json SB514" not in found(capsys)
    assert subprocess.run(["git", "--version"], capture_output=True, check=True).stdout
