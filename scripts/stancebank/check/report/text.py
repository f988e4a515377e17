"""One line a finding; one JSON list; counts by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from stancebank.check.rule import REGISTRY
from stancebank.check.work import Result


def lines_concise(result: Result) -> Iterator[str]:
    """`path:line:column: CODE message; hint`, with [*] where --fix mends it."""
    for one in result.findings:
        mark = " [*]" if one.fixable else ""
        warning = "warning: " if one.severity == "warning" else ""
        place = f"{one.file}:{one.line}:{one.column}"
        yield f"{place}: {one.code}{mark} {warning}{one.message}; {one.hint}"


def lines_json(result: Result) -> Iterator[str]:
    """One JSON list with every field of every finding."""
    yield msgspec.json.format(msgspec.json.encode(result.findings), indent=2).decode()


def lines_statistics(result: Result) -> Iterator[str]:
    """How often each rule was broken, the most frequent first."""
    counts = Counter(one.code for one in result.findings)
    for code, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        rule = REGISTRY[code]
        yield f"{count:6}  {code}  {rule.name}  {rule.summary}"
