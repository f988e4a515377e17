"""`agreement`: which pairs it tells, what it refuses, and what it draws."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stancebank import cli
from stancebank.annotate.units import pair_of
from stancebank.corpus import Corpus


@pytest.fixture
def run(base: Path) -> list[str]:
    return ["agreement", "--corpus", str(base), "--samples", "20", "--output-format", "json"]


@pytest.fixture
def eve(base: Path) -> None:
    """A third annotator, who shares an article with ben and none with anna."""
    value = json.loads((base / "layers" / "ben" / "ferry.json").read_text("utf-8"))
    value["annotator"]["id"] = "eve"
    (base / "layers" / "eve").mkdir()
    (base / "layers" / "eve" / "ferry.json").write_text(json.dumps(value), "utf-8")
    (base / "layers" / "anna" / "ferry.json").unlink()


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes), "utf-8")


@pytest.mark.usefixtures("eve")
def test_a_pair_without_an_article_in_common_is_left_out(
    run: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(run) == 0
    told = capsys.readouterr()
    assert [one["annotators"] for one in json.loads(told.out)] == [["anna", "ben"], ["ben", "eve"]]
    assert told.err == "anna and eve have no article in common: left out\n"


@pytest.mark.usefixtures("eve")
def test_it_fails_only_if_no_pair_has_an_article(
    run: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([*run, "anna", "eve"]) == 1
    assert "anna and eve have no article in common\n" in capsys.readouterr().err
    assert cli.run([*run, "--conflict", "nowhere"]) == 1
    told = capsys.readouterr()
    assert not told.out
    assert "anna and ben have no article in common in nowhere; anna and eve" in told.err


@pytest.mark.usefixtures("eve")
def test_the_pair_is_those_with_the_most_articles_in_common_and_then_the_first_by_name(
    base: Path,
) -> None:
    assert pair_of(Corpus(base).layers()) == ("anna", "ben")
    (base / "layers" / "anna" / "plan.json").unlink()
    assert pair_of(Corpus(base).layers()) == ("ben", "eve")
    assert pair_of({}) is None


def test_only_articles_that_are_gold_count_as_gold(
    base: Path, run: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = base / "articles" / "authored" / "plan.json"
    annotation = json.loads(path.read_text("utf-8"))["annotation"]
    for status, articles in (("gold", 2), ("single", 1)):
        edit(path, annotation=annotation | {"status": status})
        assert cli.run([*run, "gold", "anna"]) == 0
        (found,) = json.loads(capsys.readouterr().out)
        assert found["articles"] == articles


@pytest.mark.parametrize("layers", [["anna"], ["anna", "anna"], ["anna", "ben", "anna"]])
def test_fewer_than_two_different_layers_are_a_usage_error(
    run: list[str], capsys: pytest.CaptureFixture[str], layers: list[str]
) -> None:
    assert cli.run([*run, *layers]) == 2
    assert "expected two different LAYERS or more" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a.xyz", "a"])
def test_a_figure_of_an_unknown_kind_is_refused_before_anything_is_measured(
    run: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    assert cli.run([*run, "--figure", str(tmp_path / name)]) == 2
    told = capsys.readouterr()
    assert not told.out
    assert f"{name}: expected a name in .svg or .png" in told.err


def test_a_figure_with_nothing_to_draw_says_so(
    base: Path, run: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for path in (base / "articles" / "authored").iterdir():
        edit(path, targets=[])
    figure = tmp_path / "a.svg"
    assert cli.run([*run, "--figure", str(figure)]) == 1
    assert f"{figure}: nothing to draw: anna and ben" in capsys.readouterr().err
    assert not figure.exists()


@pytest.mark.usefixtures("eve")
def test_the_figure_is_of_the_first_pair_told(
    run: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    figure = tmp_path / "a.PNG"
    assert cli.run([*run, "eve", "anna", "ben", "--figure", str(figure)]) == 0
    assert f"drew {figure}: eve and ben" in capsys.readouterr().err
    assert figure.read_bytes().startswith(b"\x89PNG")


def test_the_help_tells_what_is_drawn_where_the_holder_is_and_how_to_read_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.run(["agreement", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for words in ("for the first pair", "Who holds a stance is in no alpha", "How to read it:"):
        assert words in told
    assert "Exit status: 0 measured; 1 no two" in told
