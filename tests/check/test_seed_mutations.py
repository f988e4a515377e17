"""The seed's record is clean, and breaking any one field of it is found."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import REPOSITORY
from stancebank.check.run import validate
from stancebank.check.source import expand

Path_ = tuple[str | int, ...]

FREE_TEXT = {"title", "dateline", "publisher", "author", "holder", "url", "guidelines", "name"}
"""Where one text is as good as another to a validator that does not know the world."""


def test_the_corpus_and_its_sidecars_are_clean() -> None:
    result = validate(expand([REPOSITORY / "corpus", REPOSITORY / "seeds"]))
    errors = [one for one in result.findings if one.severity == "error"]
    assert [f"{one.file}:{one.line} {one.code} {one.message}" for one in errors] == []


def test_every_span_of_the_seed_slices_to_its_surface_and_promised_is_whole(
    seed: dict[str, Any],
) -> None:
    spans = [value for _, value in walk(seed) if isinstance(value, dict) and "start" in value]
    assert len(spans) > 60
    assert all(seed["text"][one["start"] : one["end"]] == one["text"] for one in spans)
    (repair,) = seed["repairs"]
    assert (repair["kind"], repair["raw"], repair["text"]) == (
        "broken_word",
        "prom\nised",
        "promised",
    )
    assert "after Russia promised it would" in seed["text"]


def walk(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    yield path, value
    if isinstance(value, dict | list):
        children = value.items() if isinstance(value, dict) else enumerate(value)
        for key, child in children:
            yield from walk(child, (*path, key))


def mutations(seed: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """(what was broken, broken record): every key, every value, several ways each."""

    def at(path: Path_, change: Any) -> Any:
        broken = copy.deepcopy(seed)
        inner = broken
        for key in path[:-1]:
            inner = inner[key]
        if change is DELETE:
            del inner[path[-1]]
        else:
            inner[path[-1]] = change
        return broken

    for path, value in walk(seed):
        if not path:
            continue
        where = "/".join(map(str, path))
        if isinstance(path[-1], str):
            yield f"{where} deleted", at(path, DELETE)
        yield f"{where} of another type", at(path, 7 if not isinstance(value, int) else "7")
        if isinstance(value, dict):
            yield f"{where} with an unknown key", at(path, {**value, "colour": "red"})
        if isinstance(value, list) and value:
            yield f"{where} with an item twice", at(path, [*value, value[-1]])
        if isinstance(value, int) and not isinstance(value, bool):
            yield f"{where} one more", at(path, value + 1)
            yield f"{where} negative", at(path, -1)
        if isinstance(value, str) and not set(path) & FREE_TEXT:
            yield f"{where} with a letter more", at(path, value + "x")
            yield f"{where} empty", at(path, "")


DELETE = object()
STRIDE = 5
"""Every fifth of some 2,500 mutations: enough to meet every field several times over."""
NOT_BROKEN = (
    # Notes and references that a letter more does not break for a validator.
    "source/encoding",
    "source/file",
    "annotation/layers",
    "annotation/adjudicator",
    "language",
    "rights/license",
    "repairs/0/raw",
)


def test_breaking_any_one_field_is_found(project: Path, seed_path: Path) -> None:
    seed = json.loads(seed_path.read_text(encoding="utf-8"))
    missed, tried, number = [], 0, 0
    for what, broken in mutations(seed):
        name, _, how = what.partition(" ")
        if how == "with a letter more":
            own_id = name.split("/")[-1] == "id" and name.count("/") == 2
            if name.startswith(NOT_BROKEN) or own_id:
                continue
        number += 1
        if number % STRIDE:
            continue
        tried += 1
        seed_path.write_text(json.dumps(broken, ensure_ascii=False, indent=2) + "\n", "utf-8")
        findings = validate(expand([seed_path])).findings
        if not any(one.severity == "error" for one in findings):
            missed.append(what)
        assert not any("crashed" in one.message for one in findings), what
    assert tried > 400
    assert missed == []


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ('"label": "favor"', '"label": "favour"', "SB103", "did you mean “favor”?"),
        ('"type": "CONSULT"', '"type": "CONSULTS"', "SB103", "did you mean “CONSULT”?"),
        ('"speaker": "dmitry-peskov"', '"speaker": "peskov"', "SB301", "registry/actors.json"),
        ('"text": "Kirby"', '"text": "kirby"', "SB203", "the text has “Kirby”: copy it exactly"),
        ('"mode": "heavy-weapons"', '"mode": "phone"', "SB309", "ASSAULT has the modes abduct"),
        ('"statement": "s11"', '"statement": "s12"', "SB304", "the statements are s1, s2, s3"),
    ],
)
def test_a_slip_is_told_at_its_line_with_its_remedy(
    seed_path: Path, old: str, new: str, code: str, told: str
) -> None:
    content = seed_path.read_text(encoding="utf-8")
    assert old in content
    seed_path.write_text(content.replace(old, new, 1), encoding="utf-8")
    line = content[: content.index(old)].count("\n") + 1
    (finding,) = validate(expand([seed_path])).findings
    assert (finding.code, finding.line) == (code, line)
    assert told in finding.hint
