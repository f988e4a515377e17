"""A finding like a compiler's: the source line with carets below it, then what to do."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from stancebank import store
from stancebank.check.finding import Finding
from stancebank.check.rule import REGISTRY
from stancebank.check.work import Result

WIDTH = 100
"""A source line longer than this is shown around the finding only."""

RED, YELLOW, BLUE, BOLD, PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[34m", "\x1b[1m", "\x1b[0m"


def lines_full(result: Result) -> Iterator[str]:
    """All findings with their source lines, coloured on a terminal (unless NO_COLOR is set)."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for one in result.findings:
        shown = "\n".join(_lines(one)) + "\n"
        yield shown if colour else _without_colour(shown)


def _lines(one: Finding) -> Iterator[str]:
    tint = RED if one.severity == "error" else YELLOW
    head = f"{tint}{one.severity}[{one.code}]{PLAIN}"
    yield f"{head} {BOLD}{one.message}{PLAIN} ({REGISTRY[one.code].name})"
    margin = " " * len(str(one.line))
    yield f"{margin}{BLUE}-->{PLAIN} {one.file}:{one.line}:{one.column}"
    source = _source_line(one.file, one.line)
    if source:
        last = one.end_column if one.end_line == one.line else len(source) + 1
        before, marked, after = _window(source, one.column - 1, max(last - 1, one.column))
        yield f"{margin} {BLUE}|{PLAIN}"
        yield f"{BLUE}{one.line} |{PLAIN} {before}{marked}{after}"
        pad = " " * len(before)
        yield f"{margin} {BLUE}|{PLAIN} {pad}{tint}{'^' * max(len(marked), 1)}{PLAIN}"
    mends = " (`stancebank validate --fix` mends it)" if one.fixable else ""
    yield f"{margin} {BLUE}={PLAIN} help: {one.hint}{mends}"
    for other in one.related:
        place = f"{other.file}:{other.line}:{other.column}"
        yield f"{margin} {BLUE}={PLAIN} see: {other.message}, {place}"


def _window(line: str, start: int, end: int) -> tuple[str, str, str]:
    """The part of a line to show: before, marked and after."""
    line = line.replace("\t", " ")
    if len(line) <= WIDTH:
        return line[:start], line[start:end], line[end:]
    first = max(start - WIDTH // 3, 0)
    last = min(first + WIDTH, len(line))
    before = ("…" if first else "") + line[first:start]
    return before, line[start : min(end, last)], line[min(end, last) : last] + "…"


@lru_cache(maxsize=4)
def _file_lines(path: str) -> list[str]:
    raw = store.read_bounded(Path(path), store.MAX_FILE_BYTES)
    return raw.decode("utf-8", "replace").split("\n")


def _source_line(path: str, number: int) -> str:
    """A line of a file; empty if it cannot be read."""
    try:
        if store.is_jsonl(Path(path)):
            found = (line for at, line in store.lines(Path(path)) if at == number)
            return (next(found, b"") or b"").decode("utf-8", "replace").rstrip("\n")
        lines = _file_lines(path)
    except Exception:
        return ""
    return lines[number - 1].rstrip("\r") if number <= len(lines) else ""


def _without_colour(text: str) -> str:
    for code in (RED, YELLOW, BLUE, BOLD, PLAIN):
        text = text.replace(code, "")
    return text
