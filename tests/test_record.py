"""Canonical JSON: one form for one meaning, and nothing lost on the way."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from stancebank.record import Article, canonical, canonical_line, decode


def test_canonical_form_is_utf8_lf_two_spaces_fixed_order_and_one_final_newline(
    seed: dict[str, Any],
) -> None:
    shuffled = json.dumps(dict(reversed(seed.items())))
    raw = canonical(decode(shuffled.encode(), Article))
    assert raw == (json.dumps(seed, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    assert "“not noticed".encode() in raw


def test_a_record_survives_both_forms(seed: dict[str, Any]) -> None:
    record = msgspec.convert(seed, Article)
    assert decode(canonical(record), Article) == record
    line = canonical_line(record)
    assert line.count(b"\n") == 1
    assert decode(line, Article) == record


def test_unknown_keys_are_refused(seed: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError, match="mood"):
        msgspec.convert({**seed, "mood": "grim"}, Article)
