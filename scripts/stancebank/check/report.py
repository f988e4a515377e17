"""Findings as text or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from stancebank.check.finding import Finding


def concise(findings: Iterable[Finding]) -> Iterator[str]:
    """One line a finding: `path:line:column: CODE message; hint`."""
    for one in findings:
        yield f"{one.file}:{one.line}:{one.column}: {one.code} {one.message}; {one.hint}"


def as_json(findings: Iterable[Finding]) -> Iterator[str]:
    """One JSON list with every field of every finding."""
    yield msgspec.json.format(msgspec.json.encode(list(findings)), indent=2).decode()


FORMATS = {"concise": concise, "json": as_json}
