"""Every rule has a failing and a passing example under tests/examples; each gives just that.

An example is a set of edits to the corpus in tests/examples/base. The failing one must give exactly
its code at the lines it expects and nothing else; the passing one nothing at all.
"""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY
from stancebank.check import document
from stancebank.check.finding import Finding
from stancebank.check.rule import REGISTRY
from stancebank.check.run import validate
from stancebank.check.source import expand

EXAMPLES = REPOSITORY / "tests" / "examples"
ALL = sorted(EXAMPLES.glob("*/*/example.json"))


def codes(kind: str) -> set[str]:
    return {path.parent.name for path in ALL if path.parents[1].name == kind}


def test_every_rule_has_a_failing_and_a_passing_example() -> None:
    assert codes("invalid") == set(REGISTRY)
    assert codes("valid") == set(REGISTRY)


def test_the_base_is_clean(tmp_path: Path) -> None:
    assert check(built([], tmp_path)) == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parents[1].name}-{path.parent.name}")
def test_example(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    example = json.loads(path.read_text(encoding="utf-8"))
    for edit in example["edits"]:
        if "crash" in edit:
            crash(edit["crash"], monkeypatch)
    root = built(example["edits"], tmp_path)
    found = [f"{one.file}:{one.line} {one.code}" for one in check(root)]
    assert found == example["expect"]


def check(root: Path) -> list[Finding]:
    """Findings of a project, files relative to it."""
    document.context_of.cache_clear()
    findings = validate(expand([root / "corpus", root / "seeds"])).findings
    return [
        type(one)(
            **{
                **{name: getattr(one, name) for name in one.__struct_fields__},
                "file": Path(one.file).relative_to(root).as_posix(),
            }
        )
        for one in findings
    ]


def built(edits: list[dict[str, Any]], folder: Path) -> Path:
    """The base with the edits of an example."""
    root = folder / "project"
    shutil.copytree(EXAMPLES / "base", root)
    for edit in edits:
        apply(edit, root)
    return root


def apply(edit: dict[str, Any], root: Path) -> None:
    if "git" in edit:
        commit(root)
    elif "symlink" in edit:
        (root / edit["symlink"]).symlink_to(edit["to"])
    elif "copy" in edit or "move" in edit:
        target = root / edit["to"]
        target.parent.mkdir(parents=True, exist_ok=True)
        if "copy" in edit:
            shutil.copyfile(root / edit["copy"], target)
        else:
            (root / edit["move"]).rename(target)
    elif "delete" in edit:
        (root / edit["delete"]).unlink()
    elif "content" in edit:
        target = root / edit["file"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(edit["content"].encode(edit.get("encoding", "utf-8")))
    elif "encoding" in edit:
        text = (root / edit["file"]).read_text(encoding="utf-8")
        if edit["encoding"] == "crlf":
            (root / edit["file"]).write_bytes(text.replace("\n", "\r\n").encode())
        else:
            (root / edit["file"]).write_bytes(text.encode(edit["encoding"]))
    elif "old" in edit:
        text = (root / edit["file"]).read_text(encoding="utf-8")
        assert text.count(edit["old"]) == 1, edit
        (root / edit["file"]).write_text(text.replace(edit["old"], edit["new"]), encoding="utf-8")


def commit(root: Path) -> None:
    identity = {
        f"GIT_{role}_{what}": value
        for role in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", "Anna"), ("EMAIL", "anna@example.invalid"))
    }
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "base"]):
        subprocess.run(["git", *arguments], cwd=root, check=True, env={**os.environ, **identity})


def crash(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("broken on purpose")

    broken = tuple(
        dataclasses.replace(rule, check=fail) if rule.code == code else rule
        for rule in document.rules_of("record")
    )
    original = document.rules_of
    monkeypatch.setattr(
        document, "rules_of", lambda scope: broken if scope == "record" else original(scope)
    )
