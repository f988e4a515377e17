"""The documents say what is true now: their numbers, their commands, their links."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rows import rows, write

from conftest import REPOSITORY
from stancebank import cli
from stancebank.corpus import Corpus
from stancebank.look.numbers import blocks, refreshed

DOCUMENTS = [
    path
    for folder in (".", "schema", "corpus", "seeds")
    for path in sorted((REPOSITORY / folder).glob("*.md"))
]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_generated_numbers_are_those_of_the_corpus(path: Path) -> None:
    document = path.read_text(encoding="utf-8")
    assert refreshed(document, blocks(Corpus(REPOSITORY / "corpus")), path.name) == document


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_linked_file_exists(path: Path) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / link).exists(), link


def test_every_command_a_document_shows_exists_with_its_options(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = set()
    for path in DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        shown |= set(re.findall(r"(?:^|`)(?:\.venv/bin/)?stancebank (\w[^`\n#|]*)", text, re.M))
    assert shown
    for line in shown:
        name, *words = line.split()
        assert name in {n for commands in cli.VERBS.values() for n in commands}, line
        inner = words[:1] if name == "import" else []
        assert cli.run([name, *inner, "--help"]) == 0
        usage = capsys.readouterr().out
        for option in (word for word in words if word.startswith("-")):
            assert option.split("=")[0] in usage, f"{line}: {option}"


def test_the_code_of_the_readme_runs(tmp_path: Path) -> None:
    out = ["-o", str(tmp_path / "dist"), "--corpus", str(REPOSITORY / "corpus")]
    assert cli.run(["publish", *out]) == 0
    own = write(tmp_path / "own.csv", rows(30))
    assert cli.run(["train", str(own), "-o", str(tmp_path / "model")]) == 0
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    blocks_of_code = re.findall(r"```python\n(.*?)```", text, re.S)
    assert blocks_of_code
    for block in blocks_of_code:
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")}
        result = subprocess.run(
            [sys.executable, "-c", block],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        if "holder_name" in block:
            assert "Russia | favor | Ukraine puts its demands in writing" in result.stdout


def test_the_codebook_decides_every_case_and_names_every_label() -> None:
    book = (REPOSITORY / "schema" / "CODEBOOK.md").read_text(encoding="utf-8")
    decided = book[book.index("## Where the hard cases are decided") :]
    rules = set(re.findall(r"^\*\*([XSTE]\d+)\. ", book, re.M))
    for case in range(1, 17):
        (row,) = re.findall(rf"^\| {case} \|.*\| ([^|]+) \|$", decided, re.M)
        assert {rule.strip() for rule in row.split(",")} <= rules, row


def test_the_datasheet_has_the_seven_sections_and_each_answers_something() -> None:
    text = (REPOSITORY / "DATASHEET.md").read_text(encoding="utf-8")
    _, *parts = re.split(r"^## (.+)$", text, flags=re.M)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    assert [*sections][:7] == [
        "Motivation",
        "Composition",
        "Collection process",
        "Preprocessing, cleaning, labelling",
        "Uses",
        "Distribution",
        "Maintenance",
    ]
    prose = {
        name: re.sub(r"<!--.*?-->|^\|.*$", "", body, flags=re.M) for name, body in sections.items()
    }
    assert all(len(body.split()) > 50 for body in prose.values())
    asked = "missing splits errors self-contained pay consent used mislead restrictions corrections"
    said = text.lower()
    assert not [word for word in asked.split() if word not in said]
