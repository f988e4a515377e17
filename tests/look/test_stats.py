"""`stats`: its help names what there is, and what would be ignored is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stancebank import cli
from stancebank.corpus import Corpus
from stancebank.look.numbers import blocks


def test_the_help_names_every_block(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.run(["stats", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"every block of numbers: {', '.join(blocks(Corpus(tmp_path)))}." in told


def test_options_that_would_be_ignored_are_refused(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.md"
    page.write_text("<!-- generated: size -->\n<!-- /generated -->\n", "utf-8")
    run = ["stats", "--corpus", str(base)]
    assert cli.run([*run, "--published", str(tmp_path)]) == 2
    assert "--published goes with --gates" in capsys.readouterr().err
    for option in ("--update", "--check"):
        assert cli.run([*run, "--gates", option, str(page)]) == 2
        assert "--gates goes without" in capsys.readouterr().err
    assert "articles" not in page.read_text("utf-8")


def test_without_a_pair_the_block_says_so(base: Path) -> None:
    for path in (base / "layers" / "ben").iterdir():
        path.unlink()
    assert blocks(Corpus(base))["agreement"]() == "No two annotators have an article in common.\n"


@pytest.mark.parametrize("command", [["stats", "--gates"], ["agreement"]])
def test_a_layer_of_another_text_is_told_and_not_measured(
    base: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    path = base / "layers" / "ben" / "plan.json"
    value = json.loads(path.read_text("utf-8"))
    value["text_sha256"] = "0" * 64
    path.write_text(json.dumps(value), "utf-8")
    assert cli.run([*command, "--corpus", str(base)]) == 1
    told = capsys.readouterr().err
    assert "layers/ben/plan.json: the layer is of another text" in told
    assert "`stancebank validate` tells more" in told
