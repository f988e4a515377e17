"""Findings as text for people and as files for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stancebank.check.report import full, github, junit, sarif, text
from stancebank.check.run import Result

FORMATS: dict[str, Callable[[Result], Iterator[str]]] = {
    "concise": text.concise,
    "full": full.full,
    "json": text.as_json,
    "github": github.github,
    "sarif": sarif.sarif,
    "junit": junit.junit,
}
"""Output format → the lines it prints."""
