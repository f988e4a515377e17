"""Two copies of the invented corpus, to change one and compare."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY
from stancebank import cli

BASE = REPOSITORY / "tests" / "examples" / "base"
PLAN = "articles/authored/plan.json"
FERRY = "articles/authored/ferry.json"


def twins(tmp_path: Path) -> Path:
    """Folder of `old` and `new`: two copies of the invented corpus, at version 1.2.3."""
    shutil.copytree(BASE, tmp_path / "old")
    shutil.copytree(BASE, tmp_path / "new")
    for name in ("old", "new"):
        write(tmp_path / name / "corpus" / "version.json", version("1.2.3"))
    return tmp_path


def version(number: str) -> dict[str, str]:
    return {"schema_version": "1.0", "version": number, "released": "2031-06-01"}


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def edit(root: Path, name: str, change: Callable[[Any], None]) -> None:
    path = root / "new" / "corpus" / name
    value = read(path)
    change(value)
    write(path, value)


def compared(capsys: pytest.CaptureFixture[str], old: Path, new: Path) -> dict[str, Any]:
    capsys.readouterr()
    assert cli.run(["diff", str(old), str(new), "--output-format", "json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def changed(root: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = compared(capsys, root / "old", root / "new")["changes"]
    return found
