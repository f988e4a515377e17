"""Day expressions of news English ("on Wednesday", "last week") against the day of publication."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
NUMBERS = (
    *("a", "one", "two", "three", "four", "five", "six", "seven"),
    *("eight", "nine", "ten", "eleven", "twelve"),
)
DAY = timedelta(days=1)

_WEEKDAY = rf"(?P<weekday>{'|'.join(WEEKDAYS)})"
# "Sept." and "Mar" as well as the full names.
_MONTH = rf"(?P<month>{'|'.join(f'{m[:3]}(?:{m[3:]}|{m[3:4]})?' for m in MONTHS)})\.?"
_NUMBER = rf"(?P<count>[0-9]{{1,3}}|an|{'|'.join(NUMBERS)})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[0-9]|20)[0-9]{2})"


def resolve(expression: str, published: str) -> str | None:
    """ISO 8601 value of a day expression, or None if it is not one of those known here.

    A bare weekday ("Wednesday", "on Wednesday") is the latest such day up to and including the day
    of publication; "last" excludes that day, "next" is the first such day after it, "this" and
    "coming" the one from that day on. Weeks run from Monday to Sunday (ISO). "30 March" without a
    year is the nearest such day in the past, publication included: announcements of days to come
    need their year, or an annotator.

    Args:
        expression: the words of the text: "yesterday", "three days ago", "March 30, 2022".
        published: ISO 8601 day or moment of publication; only its day counts.

    Returns:
        A day (2022-03-30), month (2022-03), year (2022) or interval (2022-03-28/2022-04-03).

    Raises:
        ValueError: `published` is no ISO 8601 day.
    """
    today = date.fromisoformat(published[:10])
    words = re.sub(r"[\s,]+", " ", expression).strip(" .").lower()
    words = re.sub(r"^(?:on|in|by|since|until|during) (?:the )?", "", words)
    for pattern, value in _TABLE:
        if match := pattern.fullmatch(words):
            try:
                return value(today, match)
            except (ValueError, OverflowError):  # 31 February; before the year 1
                return None
    return None


def _between(start: date, end: date) -> str:
    return f"{start}/{end}"


def _week(today: date, weeks: int) -> str:
    monday = today - today.weekday() * DAY + weeks * 7 * DAY
    return _between(monday, monday + 6 * DAY)


def _month(today: date, months: int) -> str:
    index = today.year * 12 + today.month - 1 + months
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def _back_to(today: date, weekday: str) -> date:
    """The latest such weekday, today included."""
    return today - (today.weekday() - WEEKDAYS.index(weekday)) % 7 * DAY


def _weekday(today: date, match: re.Match[str]) -> str:
    latest = _back_to(today, match["weekday"])
    if match["which"] in ("last", "past"):
        latest = _back_to(today - DAY, match["weekday"])
    elif match["which"] == "next":
        latest = _back_to(today, match["weekday"]) + 7 * DAY
    elif match["which"] in ("this", "coming") and latest != today:
        latest += 7 * DAY
    return str(latest)


def _ago(today: date, match: re.Match[str]) -> str:
    count = match["count"]
    number = int(count) if count.isdigit() else 1 if count == "an" else NUMBERS.index(count) or 1
    return str(today - number * (7 if match["unit"] == "week" else 1) * DAY)


def _calendar(today: date, match: re.Match[str]) -> str:
    month = next(i for i, name in enumerate(MONTHS, 1) if name.startswith(match["month"][:3]))
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else today.year
    if parts.get("day") is None:
        return f"{year:04d}-{month:02d}" if parts.get("year") else _past_month(today, month)
    day = int(parts["day"])
    if parts.get("year") or (month, day) <= (today.month, today.day):
        return str(date(year, month, day))
    return str(date(year - 1, month, day))


def _past_month(today: date, month: int) -> str:
    return f"{today.year - (month > today.month):04d}-{month:02d}"


Value = Callable[[date, re.Match[str]], str]
_TABLE: tuple[tuple[re.Pattern[str], Value], ...] = tuple(
    (re.compile(pattern), value)
    for pattern, value in (
        (r"(?:earlier )?today|tonight|this (?:morning|afternoon|evening)", lambda t, m: str(t)),
        (
            r"yesterday(?: (?:morning|afternoon|evening|night))?|last night|the day before",
            lambda t, m: str(t - DAY),
        ),
        (r"tomorrow(?: (?:morning|afternoon|evening|night))?", lambda t, m: str(t + DAY)),
        (r"the day before yesterday", lambda t, m: str(t - 2 * DAY)),
        (r"the day after tomorrow", lambda t, m: str(t + 2 * DAY)),
        (
            rf"(?:(?P<which>last|past|next|this|coming) )?{_WEEKDAY}"
            r"(?: (?:morning|afternoon|evening|night))?",
            _weekday,
        ),
        (rf"{_NUMBER} (?P<unit>day|week)s? (?:ago|earlier)", _ago),
        (
            r"(?:the )?(?:last|past) (?:day|24 hours)(?: or so)?",
            lambda t, m: _between(t - DAY, t),
        ),
        (r"earlier this week", lambda t, m: _between(t - t.weekday() * DAY, t)),
        (r"later this week", lambda t, m: _between(t, t + (6 - t.weekday()) * DAY)),
        (r"this week", lambda t, m: _week(t, 0)),
        (r"last week", lambda t, m: _week(t, -1)),
        (r"next week", lambda t, m: _week(t, 1)),
        (r"(?:earlier |later )?this month", lambda t, m: _month(t, 0)),
        (r"last month", lambda t, m: _month(t, -1)),
        (r"next month", lambda t, m: _month(t, 1)),
        (r"(?:earlier |later )?this year", lambda t, m: f"{t.year:04d}"),
        (r"last year", lambda t, m: f"{t.year - 1:04d}"),
        (r"next year", lambda t, m: f"{t.year + 1:04d}"),
        (r"(?P<iso>[0-9]{4}-[0-9]{2}-[0-9]{2})", lambda t, m: str(date.fromisoformat(m["iso"]))),
        (rf"(?:{_WEEKDAY} )?(?:the )?{_DAY} (?:of )?{_MONTH}(?: {_YEAR})?", _calendar),
        (rf"(?:{_WEEKDAY} )?{_MONTH} {_DAY}(?: {_YEAR})?", _calendar),
        (rf"{_MONTH}(?: {_YEAR})?", _calendar),
        (_YEAR, lambda t, m: m["year"]),
    )
)
