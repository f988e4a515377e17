"""Folders are rooms: imports go one way, and `stancebank --help` imports nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from conftest import REPOSITORY

PACKAGE = REPOSITORY / "scripts" / "stancebank"
ROOMS = ["collect", "annotate", "corpora", "check", "publish", "learn", "look"]
HEAVY = {"datasets", "pyarrow", "trafilatura", "torch", "jsonschema", "ftfy", "numpy", "pandas"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def test_a_room_imports_only_from_rooms_before_it_and_from_the_top_level() -> None:
    wrong = []
    for path in PACKAGE.rglob("*.py"):
        here = room(path)
        for module in imports(path):
            parts = module.split(".")
            if parts[0] != "stancebank" or len(parts) < 2:
                continue
            there = parts[1]
            if there in ROOMS:
                top_level = here == ""
                later = here in ROOMS and ROOMS.index(there) > ROOMS.index(here)
                if top_level or later:
                    wrong.append(f"{path.relative_to(PACKAGE)} imports {module}")
            if there == "commands" and path.name != "cli.py":
                wrong.append(f"{path.relative_to(PACKAGE)} imports {module}")
    assert not wrong


def test_every_command_is_a_thin_file() -> None:
    for path in (PACKAGE / "commands").glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 110, path.name


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys, stancebank.cli as c\n"
        "c.run(['--help'])\n"
        "print('LOADED', *{m.split('.')[0] for m in sys.modules})"
    )
    output = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout
    assert "normalize" in output
    loaded = set(output.rsplit("LOADED", 1)[1].split())
    assert not loaded & HEAVY
