"""An adjudicator's decisions as they are written by hand, made into the kept form.

`stancebank adjudicate --help` shows the form.
"""

from __future__ import annotations

import re
from typing import Any

from stancebank.errors import StanceBankError
from stancebank.record import Choice, Decision, Own

KEYS = {"take", "set", "why"}

ID = re.compile(r"d[1-9][0-9]*|[a-z0-9_.-]+/[ste][1-9][0-9]*")


def parse(value: Any) -> dict[str, Decision]:
    """Decisions by the id of their disagreement.

    Args:
        value: the object under "decisions".

    Raises:
        StanceBankError: one has not the form; the message names it.
    """
    if not isinstance(value, dict):
        raise StanceBankError(f"decisions: expected an object by id, found {value!r:.40}")
    for name in value:
        if not ID.fullmatch(name):
            raise StanceBankError(
                f"{name:.40}: expected a disagreement (d1) or an annotator's item (lm-a/s3)"
            )
    return {name: _decision(name, one) for name, one in value.items()}


def _decision(name: str, one: Any) -> Decision:
    if not isinstance(one, dict) or not {"take", "why"} <= one.keys() or one.keys() - KEYS:
        raise StanceBankError(f'{name}: expected {{"take", "why"}} and perhaps "set"')
    take, own, why = one["take"], one.get("set", {}), one["why"]
    if not isinstance(take, str | dict) or not isinstance(own, dict):
        raise StanceBankError(f"{name}: take is an annotator, neither, both, or a choice by field")
    if own and take in ("neither", "both"):
        raise StanceBankError(f"{name}: set goes with one reading: take an annotator, or by field")
    if not isinstance(why, str) or not why.strip():
        raise StanceBankError(f"{name}: why is the reason, with the rule of the codebook")
    chosen = take if isinstance(take, dict) else {}
    return Decision(
        id=name,
        take=take if isinstance(take, str) else None,
        fields=[Choice(field=field, annotator=str(who)) for field, who in chosen.items()],
        own=[Own(field=field, values=_values(value)) for field, value in own.items()],
        why=why,
    )


def _values(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, bool):
        return [str(value).lower()]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
