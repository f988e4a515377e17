"""Form: what the measures mean on texts whose answer is known, on our gold, and on PolNeAR's."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from conftest import REPOSITORY
from stancebank.check.rules.quotes import LABELLED_SPEECH
from stancebank.corpus import Corpus
from stancebank.look import reference
from stancebank.look.form import form_of, mode_of, quotations, quoting_of, sentences_of
from stancebank.look.variety import words_of
from stancebank.record import Span

POLNEAR = REPOSITORY.parent / "shared" / "data" / "polnear"


def test_form_counts_each_quotation_mark_and_sentences_by_paragraph() -> None:
    text = "“We stay,” he said. She left at 5 p.m. on Monday.\n\nNobody spoke"
    assert sentences_of(text) == [
        "“We stay,” he said.",
        "She left at 5 p.m. on Monday.",
        "Nobody spoke",
    ]
    form = form_of([text])
    words = len(words_of(text))
    assert form.marks_per_1000 == pytest.approx(2000 / words)
    assert form.words_a_sentence == pytest.approx(words / 3)


def test_quotations_of_every_kind_of_mark_and_over_paragraphs() -> None:
    for text in ("He “said no” then.", 'He "said no" then.', "He ``said no'' then."):
        assert [text[a:b] for a, b in quotations(text)] == ["said no"]
    text = "“We stay.\n\n“We fight,” he said.\n\nNobody spoke."
    assert [text[a:b] for a, b in quotations(text)] == ["We stay.", "We fight,"]


def mode(text: str, *content: str) -> str | None:
    spans = [
        Span(start=text.index(one), end=text.index(one) + len(one), text=one) for one in content
    ]
    return mode_of(text, spans, quotations(text))


def test_a_mode_is_told_from_how_many_words_of_the_content_are_quoted() -> None:
    text = "“The truce,” said Dovek, “is dead.” Brisk said that “a trap” was no truce."
    assert mode(text, "“The truce,”", "“is dead.”") == "direct"
    assert mode(text, "that “a trap”") == "direct"
    assert mode(text, "“a trap” was no truce") == "mixed"
    assert mode(text, "no truce") == "indirect"
    assert mode(text) is None


def test_marks_tell_the_modes_of_our_gold_where_speech_stands_under_no_label() -> None:
    found = Counter(
        mode_of(one.text, statement.content, quoted) == statement.mode
        for one in Corpus(REPOSITORY / "corpus").articles()
        if one.annotation.status == "gold" and one.genre not in LABELLED_SPEECH
        for quoted in [quotations(one.text)]
        for statement in one.statements
    )
    assert found[True] / found.total() > 0.99


def test_shares_of_modes_leave_out_what_has_none() -> None:
    found = quoting_of(["one two three four"] * 5, Counter({"direct": 1, "mixed": 3, None: 1}))
    assert (found.attributions_per_1000, found.direct, found.mixed) == (250, 0.25, 0.75)


def test_polnear_is_measured_by_the_marks_of_its_contents(tmp_path: Path) -> None:
    text = "Brisk said \"no truce\".\n\nHe added that the plan was ''a trap''. He left."
    labels = [
        'T1\tCue 6 10\tsaid\nT2\tContent 11 21\t"no truce"\nE1\tAttribution:T3 Cue:T1 Content:T2',
        "T4\tCue 27 32\tadded\nT5\tContent 33 38;38 60\t…\nE2\tAttribution:T6 Cue:T4 Content:T5",
    ]
    for name, file, content in (
        ("text", "a.txt", text),
        ("attributions", "a_0001.ann", "\n".join(labels)),
    ):
        path = tmp_path / "data" / "train" / name / file
        path.parent.mkdir(parents=True)
        path.write_text(content, "utf-8")
    form = reference.measured(tmp_path)["form"]
    assert (form["direct"], form["mixed"]) == (0.5, 0.5)
    assert form["attributions_per_1000"] == pytest.approx(2000 / len(words_of(text)))


@pytest.mark.skipif(not POLNEAR.is_dir(), reason="needs PolNeAR in ../shared/data")
def test_the_figures_of_real_news_are_those_that_the_code_measures() -> None:
    found, kept = reference.measured(POLNEAR), reference.stored()
    # What zstd makes of the same bytes differs a little from version to version.
    assert found["variety"].pop("zstd") == pytest.approx(kept["variety"].pop("zstd"), rel=0.001)
    assert found["variety"] == pytest.approx(kept["variety"])
    assert found["form"] == pytest.approx(kept["form"])
    assert found["about"] == kept["about"]
