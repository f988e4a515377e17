"""scripts/build and scripts/test say in a clear line what is missing on a machine."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from conftest import REPOSITORY


@pytest.mark.parametrize(
    ("python", "told"),
    [
        (None, "is not installed: install Python 3.11 or newer"),
        ('case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac', "Python 3.9.2 is too old"),
        ('case "$2" in *venv*) exit 1;; *) exit 0;; esac', "has no module venv"),
    ],
)
def test_a_machine_without_what_is_needed(tmp_path: Path, python: str | None, told: str) -> None:
    shutil.copytree(REPOSITORY / "scripts", tmp_path / "scripts", ignore=lambda *_: ["stancebank"])
    command = tmp_path / "python3"
    if python is not None:
        command.write_text(f"#!/bin/sh\n{python}\n")
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
    for script in ("build", "test"):
        result = subprocess.run(
            [str(tmp_path / "scripts" / script)],
            env={**os.environ, "PYTHON": str(command)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 1
        assert told in result.stderr
        assert result.stderr.count("\n") == 1
    assert not (tmp_path / ".venv").exists()
