"""Line ends: which breaks are inside a word, which hyphens stay, where paragraphs part."""

from __future__ import annotations

import random
import re
import textwrap

import pytest

from stancebank.collect.normalize import normalize

SENTENCE = "The envoys of the two states said that the {} was what they had in mind for the talks."

ONE_WORD = [
    "prom|ised",
    "mem|bers",
    "th|at",
    "at|tack",
    "nego|tiations",
    "agree|ment",
    "gov|ernment",
    "minis|ter",
    "cease|d",
    "sanc|tions",
    "wea|pons",
    "wh|ich",
    "th|ey",
    "peo|ple",
    "secu|rity",
    "fo|rces",
    "sol|diers",
    "bor|der",
    "coun|try",
    "pres|ident",
    "spok|esman",
    "dele|gation",
    "prop|osal",
    "with|drawal",
    "hum|anitarian",
    "corri|dor",
    "mili|tary",
    "ope|rations",
    "com|mander",
    "hos|tages",
    "pris|oners",
    "ref|ugees",
    "sup|port",
    "ter|ritory",
    "guar|antees",
    "ref|used",
    "rej|ected",
    "dec|lared",
    "ann|ounced",
    "offi|cials",
    "lead|ers",
    "sai|d",
    "repor|ted",
    "cap|ital",
    "riv|er",
    "tro|ops",
    "sho|uld",
    "cou|ld",
    "be|cause",
    "bef|ore",
    "aft|er",
    "wor|ld",
    "dis|cuss",
    "und|er",
]
TWO_WORDS = [
    "to|day",
    "with|in",
    "any|one",
    "in|to",
    "for|ever",
    "the|river",
    "a|way",
    "of|the",
    "peace|talks",
    "cease|fire",
    "no|thing",
    "some|time",
    "may|be",
    "every|one",
    "all|ready",
    "on|to",
    "up|on",
    "over|time",
    "out|side",
    "a|cross",
    "not|he",
    "art|for",
    "get|after",
    "noon|under",
    "ground|air",
    "port|break",
    "through|in",
    "form",
    "the|me",
    "a|part",
    "war|time",
    "an|other",
    "house|hold",
    "minister|said",
    "last|week",
    "river|bank",
]
HYPHENS = {
    **{w: w.replace("|", "") for w in ["negotia|tions", "govern|ment", "mot|to", "agree|ment"]},
    **{
        w: w.replace("|", "")
        for w in ["with|drawal", "Vare|nian", "Hal|va", "sol|diers", "cease|fire"]
    },
    **{w: w.replace("|", "") for w in ["NEGOTIA|TIONS", "peace|keepers", "infra|structure"]},
    **{w: w.replace("|", "-") for w in ["well|known", "Anglo|Varenian", "2021|22", "NATO|led"]},
    **{
        w: w.replace("|", "-")
        for w in ["Temsa|based", "long|term", "up|to-date", "mid|2021", "e|mail"]
    },
    **{w: w.replace("|", "-") for w in ["anti|Varenian", "re|election", "two|thirds", "so|called"]},
    **{
        w: w.replace("|", "-") for w in ["hard|line", "cross|border", "multi|ethnic", "state|owned"]
    },
    "pre|and post-war": "pre- and post-war",
}


def mended(broken: str, rest: str = "") -> str:
    return normalize(SENTENCE.format(broken.replace("|", "\n")) + rest)[0]


@pytest.mark.parametrize("word", ONE_WORD)
def test_broken_words_are_joined(word: str) -> None:
    assert mended(word) == SENTENCE.format(word.replace("|", ""))


@pytest.mark.parametrize("words", TWO_WORDS)
def test_two_words_stay_two(words: str) -> None:
    assert mended(words) == SENTENCE.format(words.replace("|", " "))


@pytest.mark.parametrize(("broken", "whole"), HYPHENS.items())
def test_hyphens_at_line_ends(broken: str, whole: str) -> None:
    assert mended(broken.replace("|", "-\n")) == SENTENCE.format(whole)


def test_the_text_itself_is_evidence() -> None:
    assert "the Halvarians" in mended("the Hal|varians", " Halvarians live there.")
    assert "the Hal varians" in mended("the Hal|varians")
    assert "cease-fire" in mended("cease-|fire", " The cease-fire held.")
    assert "may be" in mended("may|be", " It may be so. It may be not. Maybe.")


def test_white_space_at_the_break_means_two_words() -> None:
    assert "prom ised" in mended("prom |ised")
    assert "prom ised" in normalize(SENTENCE.format("prom\n  ised"))[0]


def test_a_language_without_a_word_list_uses_the_text_alone() -> None:
    text = "Vlada je odbila pred\nlog. Nov predlog pride v sredo."
    assert "odbila predlog." in normalize(text, language="sl")[0]
    assert "pred\nlog" not in (other := normalize("Vlada je odbila pred\nlog.", language="sl")[0])
    assert "pred log" in other


def test_a_word_over_three_lines() -> None:
    text, repairs = normalize(SENTENCE.format("under-\nstand-\ning"))
    assert "the understanding was" in text
    assert [repair.raw for repair in repairs] == ["under-\nstand-\ning"]


def test_apostrophes() -> None:
    assert "Varenia’s army" in mended("Varenia|’s army")
    assert "Varenia’s own" in mended("Varenia’s|own")


PARAGRAPHS = [
    "The government of Varenia said on Monday that it would accept a monitored ceasefire if Osk "
    "withdrew its heavy weapons from the eastern bank of the river first.",
    "“Our position has not changed,” said Colonel Idris Venn, who leads the delegation of Osk. He "
    "added that withdrawal and monitoring begin on the same day, or do not begin at all, and that "
    "the mediators had been told so in writing.",
    "Mediators in Port Halva asked both sides for patience; a further round of talks is planned "
    "for the spring, and both governments have promised to send their ministers.",
]


@pytest.mark.parametrize("width", [40, 60, 72, 100])
def test_wrapped_paragraphs(width: int) -> None:
    wrapped = "\n\n".join(textwrap.fill(p, width, break_on_hyphens=False) for p in PARAGRAPHS)
    assert normalize(wrapped) == ("\n\n".join(PARAGRAPHS), [])
    indented = textwrap.indent(wrapped, "    ")
    assert normalize(indented) == ("\n\n".join(PARAGRAPHS), [])


def test_one_line_a_paragraph() -> None:
    assert normalize("\n".join(PARAGRAPHS)) == ("\n\n".join(PARAGRAPHS), [])


@pytest.mark.parametrize("width", [33, 50, 80])
def test_cut_at_a_column(width: int) -> None:
    text = " ".join(PARAGRAPHS)
    cut = "\n".join(text[at : at + width] for at in range(0, len(text), width))
    assert normalize(cut)[0] == text


def test_headings_and_lists_stay() -> None:
    raw = "Talks end\nThe envoys left.\nThey want:\n- a ceasefire\n- an exchange of prisoners"
    assert normalize(raw)[0].split("\n\n") == raw.split("\n")


def test_breaks_beside_dashes_initials_and_cjk() -> None:
    assert "talks—which" in normalize("It was the talks—\nwhich failed—that counted.")[0]
    assert "of U.S. aid" in normalize("They spoke of U.S.\naid to both sides of the river.")[0]
    assert normalize("双方在河边会谈，\n没有取得结果。" * 3)[0].count("\n") == 0


def test_accuracy_on_breaks_at_random() -> None:
    """At every space of the paragraphs and inside 150 words: no false join, 95 of 100 mended."""
    text = " ".join(PARAGRAPHS)
    for match in re.finditer(r" (?=[a-z])", text):
        broken = text[: match.start()] + "\n" + text[match.end() :]
        assert normalize(broken)[0] == text
    rng = random.Random(1)
    words = list(re.finditer(r"\b[a-z]{4,}", text))
    right = 0
    for match in rng.choices(words, k=150):
        at = match.start() + rng.randrange(1, len(match.group()))
        right += normalize(text[:at] + "\n" + text[at:])[0] == text
    assert right >= 142


SHORT = [
    "The paper changes nothing. “We will not sign it,” President|Dovek told reporters.",
    '"We will not sign it," President|Dovek told reporters.',
    "He met|President Dovek.",
    "The envoys want the prisoners, one and all, before|Tuesday.",
    "The court has moved to|The Hague.",
    "Vice President Mira|Dolen told reporters.",
    "On the eastern bank of the|Temsa the guns of|Osk fell silent at last.",
]


@pytest.mark.parametrize("raw", SHORT)
def test_a_sentence_goes_on_before_a_capital(raw: str) -> None:
    """Too short to show a width: a line is a heading only if it looks like one."""
    assert normalize(raw.replace("|", "\n"))[0] == raw.replace("|", " ")


HEADED = [
    "Talks End in Halva|By Lena Orsk|PORT HALVA, 5 April — The envoys left the hall at noon.",
    f"Varenia rejects the draft of a ceasefire|{PARAGRAPHS[0]}",
    f"{PARAGRAPHS[0]}|What comes next|{PARAGRAPHS[2]}",
    "SHELLING GOES ON|Osk opened fire on Monday night.",
    "Foreign Ministry|Port Halva|5 April 2031",
]


@pytest.mark.parametrize("raw", HEADED)
def test_headings_without_a_width_stay_paragraphs(raw: str) -> None:
    assert normalize(raw.replace("|", "\n"))[0] == raw.replace("|", "\n\n")


def test_no_break_at_random_before_a_capital_parts_a_sentence() -> None:
    text = " ".join(PARAGRAPHS)
    for match in re.finditer(r"(?<![.]) (?=[A-Z“])", text):
        assert normalize(text[: match.start()] + "\n" + text[match.end() :])[0] == text
