"""The rules, one module a level or half a level; a module registers its rules when imported."""

from __future__ import annotations


def register() -> None:
    """Import every module of rules."""
    from stancebank.check.rules import (  # noqa: F401
        exceptions,
        files,
        happenings,
        layering,
        quotes,
        references,
        registry,
        rights,
        sense,
        shape,
        spans,
        splitting,
        text,
        whole,
    )
