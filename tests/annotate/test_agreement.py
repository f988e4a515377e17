"""Agreement: known values, the library's own alpha, and what a user reads."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancebank import cli
from stancebank.annotate.agreement import alpha, compare, quick_alpha, specific
from stancebank.annotate.units import overlap_of, units_of
from stancebank.corpus import Corpus
from stancebank.record import Span


def pairs_of(text: str) -> Counter[tuple[str, str]]:
    return Counter((a, b) for a, b in zip(*text.split(), strict=True))


def test_alpha_of_the_textbook_example() -> None:
    # Krippendorff (2019), section 12.3.2: nominal data of two observers on ten units, alpha 0.095.
    assert alpha(pairs_of("0100000000 1110010010")) == pytest.approx(0.095, abs=0.0005)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2))
def test_the_quick_alpha_is_the_librarys(values: list[tuple[str, str]]) -> None:
    pairs = Counter(values)
    slow = alpha(pairs)
    if slow is None:
        assert quick_alpha(pairs) is None
    else:
        assert quick_alpha(pairs) == pytest.approx(slow)


def test_specific_agreement_counts_both_sides() -> None:
    found = specific(Counter({("favor", "favor"): 3, ("favor", "none"): 2, ("none", "none"): 5}))
    assert found == {"favor": (pytest.approx(6 / 8), 8), "none": (pytest.approx(10 / 12), 12)}


def test_one_long_span_does_not_stand_for_many() -> None:
    long, first, second = (Span(start=a, end=b, text="x") for a, b in ((0, 9), (0, 3), (4, 9)))
    found = overlap_of([long], [first, second])
    assert (found.exact, found.overlap) == (0, 1)


def changed(base: Path, edit: Any) -> Any:
    """The measures of anna and ben on both articles after an edit of ben's layer of “plan”."""
    path = base / "layers" / "ben" / "plan.json"
    value = json.loads((base / "layers" / "anna" / "plan.json").read_text("utf-8"))
    value["annotator"]["id"] = "ben"
    edit(value)
    path.write_text(json.dumps(value), "utf-8")
    corpus = Corpus(base)
    layers = corpus.layers()["plan"]
    (article,) = (one for one in corpus.articles() if one.id == "plan")
    found = compare(("anna", "ben"), [units_of(article, *layers)], samples=20)
    return {one.name: one.value for one in found.figures}


def test_equal_layers_agree_in_everything(base: Path) -> None:
    found = changed(base, lambda value: None)
    assert {value for value in found.values() if value is not None} == {1.0}


def test_each_difference_lowers_its_own_measure_and_no_other(base: Path) -> None:
    def edit(value: Any) -> None:
        value["stances"][0]["label"] = "neutral"

    found = changed(base, edit)
    lower = {name for name, value in found.items() if value is not None and value < 1}
    assert lower == {"alpha stance"}

    def shorter(value: Any) -> None:
        cue = value["statements"][4]["cue"]
        cue["start"] += 4
        cue["text"] = cue["text"][4:]

    found = changed(base, shorter)
    lower = {name for name, value in found.items() if value is not None and value < 1}
    assert lower == {"token alpha cue", "exact F1 cue"}
    assert found["exact F1 cue"] == pytest.approx(0.8)


def test_a_missed_statement_is_no_disagreement_on_its_stance(base: Path) -> None:
    def edit(value: Any) -> None:
        value["statements"].pop(2)
        value["stances"].pop(2)

    found = changed(base, edit)
    assert found["alpha stance"] == 1.0
    assert found["F1 statements"] == pytest.approx(8 / 9)


def test_the_command_tells_measures_genres_and_draws(
    base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["agreement", "--corpus", str(base), "--samples", "20"]
    assert cli.run([*run, "--figure", str(tmp_path / "a.svg")]) == 0
    assert "alpha stance" in capsys.readouterr().out
    assert (tmp_path / "a.svg").read_text("utf-8").startswith("<?xml")
    assert cli.run([*run, "--output-format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["annotators"] == ["anna", "ben"] and "wire" in found["by_genre"]
    assert sum(one["n"] for one in found["confusion"]) == next(
        one["n"] for one in found["figures"] if one["name"] == "alpha stance"
    )
    assert cli.run([*run, "--output-format", "markdown"]) == 0
    assert "| alpha stance |" in capsys.readouterr().out
    assert cli.run([*run, "anna", "eve"]) == 1
    assert "no layers of eve; there are: anna, ben" in capsys.readouterr().err


def test_without_the_extra_one_line_names_it(
    base: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "krippendorff", None)
    assert cli.run(["agreement", "--corpus", str(base)]) == 1
    assert 'pip install "stancebank[annotate]"' in capsys.readouterr().err
