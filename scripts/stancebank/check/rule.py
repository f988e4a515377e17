"""The registry of rules: code, name and documentation beside the function that checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from stancebank.check.finding import Severity

Scope = Literal["file", "record", "corpus"]
"""What a rule looks at: one file's JSON, one article or layer, or all articles together."""


@dataclass(frozen=True)
class Rule:
    """A rule. `wrong` and `right` show it by example; `fixable` means `--fix` mends it."""

    code: str
    name: str
    scope: Scope
    severity: Severity
    summary: str
    rationale: str
    wrong: str
    right: str
    since: str
    fixable: bool
    check: Callable[..., Any]


REGISTRY: dict[str, Rule] = {}


def rule(
    code: str,
    name: str,
    *,
    scope: Scope,
    summary: str,
    rationale: str,
    wrong: str,
    right: str,
    since: str = "0.1",
    severity: Severity = "error",
    fixable: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated function as the check of a rule."""

    def register(check: Callable[..., Any]) -> Callable[..., Any]:
        if code in REGISTRY:
            raise ValueError(f"two rules are called {code}")
        REGISTRY[code] = Rule(
            code, name, scope, severity, summary, rationale, wrong, right, since, fixable, check
        )
        return check

    return register
