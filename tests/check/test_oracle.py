"""jsonschema as the oracle of jsonschema-rs: the same error paths on thousands of mutations."""

from __future__ import annotations

import copy
import random
from typing import Any

import jsonschema
import jsonschema_rs
import msgspec
import pytest

from conftest import REPOSITORY
from stancebank import schema

VALUES: list[Any] = [
    None, True, 0, -1, 1.0, 2.5, 10**30, "", "x", "favor", "2022-03-30", "2022-02-31", "a\n",
    "2022-03-30\n", "é", "A B", [], ["a", "a"], {}, {"start": 0, "end": 1, "text": "x"}, [[]],
    "Q42", "Q042",
]  # fmt: skip


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            found += paths(child, (*path, key))
    return found


def mutate(value: Any, rng: random.Random) -> Any:
    broken = copy.deepcopy(value)
    for _ in range(rng.randint(1, 3)):
        choices = [path for path in paths(broken) if path]
        if not choices:
            break
        path = rng.choice(choices)
        inner = broken
        for key in path[:-1]:
            inner = inner[key]
        match rng.randint(0, 3):
            case 0:
                del inner[path[-1]]
            case 1 if isinstance(inner, dict):
                inner[rng.choice(["extra", "Label", "start", "statement"])] = rng.choice(VALUES)
            case 2 if isinstance(inner, list):
                inner.append(copy.deepcopy(inner[path[-1]]))
            case _:
                inner[path[-1]] = copy.deepcopy(rng.choice(VALUES))
    return broken


def oracle_paths(kind: str, value: Any) -> set[tuple[Any, ...]]:
    return {tuple(one.absolute_path) for one in schema.explainer(kind).iter_errors(value)}


def gate_paths(kind: str, value: Any) -> set[tuple[Any, ...]]:
    return {tuple(one.instance_path) for one in schema.gate(kind).iter_errors(value)}


@pytest.mark.parametrize(
    ("kind", "file", "rounds"),
    [
        ("article", "articles/authored/plan.json", 1200),
        ("layer", "layers/ben/ferry.json", 600),
        ("actors", "registry/actors.json", 400),
        ("targets", "registry/targets.json", 300),
        ("conflicts", "registry/conflicts.json", 300),
        ("splits", "splits.json", 200),
        ("withdrawn", "withdrawn.json", 200),
        ("expectations", "expectations.json", 200),
    ],
)
def test_both_validators_find_the_same_places(kind: str, file: str, rounds: int) -> None:
    base = REPOSITORY / "tests" / "examples" / "base" / "corpus"
    value = msgspec.json.decode((base / file).read_bytes())
    rng = random.Random(f"{kind} 1")
    broken = 0
    for _ in range(rounds):
        mutant = mutate(value, rng)
        expected = oracle_paths(kind, mutant)
        assert gate_paths(kind, mutant) == expected, mutant
        broken += bool(expected)
    assert broken > rounds // 2


def test_a_newline_at_the_end_of_an_id_or_date_is_refused_by_both() -> None:
    for name, value in (("id", "a\n"), ("date", "2022-03-30\n"), ("sha256", "0" * 64 + "\n")):
        pattern = schema.load("common")["$defs"][name]
        assert not jsonschema_rs.is_valid(pattern, value)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(value, pattern)
