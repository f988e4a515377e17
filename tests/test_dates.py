"""Day expressions against a day of publication: Wednesday, 30 March 2022, unless told otherwise."""

from __future__ import annotations

import pytest

from stancebank import schema
from stancebank.dates import WEEKDAYS, resolve

PUBLISHED = "2022-03-30"

KNOWN = {
    "today": "2022-03-30",
    "tonight": "2022-03-30",
    "this morning": "2022-03-30",
    "Yesterday": "2022-03-29",
    "tomorrow": "2022-03-31",
    "last night": "2022-03-29",
    "the day before": "2022-03-29",
    "the day before yesterday": "2022-03-28",
    "Wednesday": "2022-03-30",
    "on Wednesday": "2022-03-30",
    "on Tuesday": "2022-03-29",
    "Thursday": "2022-03-24",
    "on Thursday evening": "2022-03-24",
    "last Wednesday": "2022-03-23",
    "last Tuesday": "2022-03-29",
    "next Wednesday": "2022-04-06",
    "next Friday": "2022-04-01",
    "this Friday": "2022-04-01",
    "last week": "2022-03-21/2022-03-27",
    "this week": "2022-03-28/2022-04-03",
    "next week": "2022-04-04/2022-04-10",
    "earlier this week": "2022-03-28/2022-03-30",
    "last month": "2022-02",
    "this month": "2022-03",
    "last year": "2021",
    "three days ago": "2022-03-27",
    "12 days ago": "2022-03-18",
    "a week ago": "2022-03-23",
    "two weeks ago": "2022-03-16",
    "twelve days ago": "2022-03-18",
    "in the last day or so": "2022-03-29/2022-03-30",
    "the past day": "2022-03-29/2022-03-30",
    "30 March": "2022-03-30",
    "March 30": "2022-03-30",
    "March 31": "2021-03-31",
    "31 December": "2021-12-31",
    "30 March 2022": "2022-03-30",
    "March 30, 2022": "2022-03-30",
    "on Tuesday, March 29, 2022": "2022-03-29",
    "the 4th of May 2014": "2014-05-04",
    "Sept. 5": "2021-09-05",
    "Mar. 3, 2020": "2020-03-03",
    "March 2022": "2022-03",
    "in November": "2021-11",
    "in 2014": "2014",
    "2021-12-24": "2021-12-24",
}

UNKNOWN = [
    *("", "soon", "the other day", "some days ago", "weeks ago", "31 February 2022", "March 32"),
    *("Whitsun", "in the spring", "2022-02-30", "five", "2022 talks", "99999 days ago"),
]


@pytest.mark.parametrize(("expression", "value"), KNOWN.items())
def test_known(expression: str, value: str) -> None:
    assert resolve(expression, PUBLISHED) == value


@pytest.mark.parametrize("expression", UNKNOWN)
def test_what_is_not_known_is_never_guessed(expression: str) -> None:
    assert resolve(expression, PUBLISHED) is None


def test_every_value_fits_the_schema() -> None:
    import re

    pattern = schema.load("common")["$defs"]["date_or_interval"]["pattern"]
    for expression in KNOWN:
        assert re.search(pattern, str(resolve(expression, PUBLISHED)))


@pytest.mark.parametrize("weekday", WEEKDAYS)
def test_a_bare_weekday_is_within_the_week_up_to_publication(weekday: str) -> None:
    value = resolve(weekday, PUBLISHED)
    assert value is not None and "2022-03-24" <= value <= PUBLISHED


def test_years_turn() -> None:
    assert resolve("last month", "2022-01-15") == "2021-12"
    assert resolve("next month", "2021-12-15") == "2022-01"
    assert resolve("last week", "2022-01-03") == "2021-12-27/2022-01-02"
    assert resolve("29 February", "2023-03-01") is None  # no such day that year: not guessed
    assert resolve("yesterday", "0001-01-01") is None


def test_a_moment_of_publication_counts_by_its_day() -> None:
    assert resolve("yesterday", "2022-03-30T00:05:00+02:00") == "2022-03-29"


def test_a_bad_day_of_publication_is_an_error() -> None:
    with pytest.raises(ValueError):
        resolve("today", "March 2022")
