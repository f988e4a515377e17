"""Findings as text for people and as files for machines."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stancebank.check.work import Result

FORMATS = {
    "concise": "text",
    "full": "full",
    "json": "text",
    "github": "github",
    "sarif": "sarif",
    "junit": "junit",
}
"""Output format → the module that prints it, by a function `lines_<format>`."""


def lines(name: str, result: Result) -> Iterator[str]:
    """The lines of a format, or of "statistics"; only its own module is imported."""
    module = import_module(f"stancebank.check.report.{FORMATS.get(name, 'text')}")
    found: Iterator[str] = getattr(module, f"lines_{name}")(result)
    return found
