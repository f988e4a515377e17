"""Near-duplicates and shared runs are those that comparing all with all would find."""

from __future__ import annotations

import random
import tracemalloc
from itertools import islice

import pytest

from stancebank import similar, word_runs


def texts() -> list[str]:
    """Texts of common and rare words, some of them copies with words changed, some very short."""
    rng = random.Random(1)
    vocabulary = [f"w{n}" for n in range(3000)]
    weights = [1 / (n + 1) for n in range(3000)]
    found = [rng.choices(vocabulary, weights, k=rng.randint(3, 120)) for _ in range(150)]
    for _ in range(60):
        words = list(rng.choice(found))
        for _ in range(rng.randint(0, len(words) // 12)):
            words[rng.randrange(len(words))] = rng.choice(vocabulary)
        found.append(words)
    return [" ".join(words) for words in found] + ["", "Ça va", "ça VA!", "a b c d", "…"]


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    words = word_runs.words(text)
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


@pytest.mark.parametrize("threshold", [0.05, 0.3, 0.5, 0.9])
def test_pairs_are_those_of_comparing_all_with_all(threshold: float) -> None:
    given = texts()
    sets = [runs(text, 5) or {tuple(word_runs.words(text))} for text in given]
    expected = {}
    for later in range(len(sets)):
        for earlier in range(later):
            both = len(sets[later] & sets[earlier])
            value = both / (len(sets[later]) + len(sets[earlier]) - both)
            if value >= threshold:
                expected[later, earlier] = value
    found = {(a, b): value for a, b, value in similar.near_duplicates(given, threshold)}
    assert found == expected
    # A rising threshold ends at the maximum, here of pairs across three parts; one part is out.
    shared = word_runs.shared_runs(word_runs.read(given), similar.SHINGLE, whole=True)
    parts = [at % 4 - 1 for at in range(len(given))]
    rising = [one[2] for one in similar.similar(shared, threshold, parts=parts, rising=True)]
    across = [
        value
        for (a, b), value in expected.items()
        if parts[a] != parts[b] and min(parts[a], parts[b]) >= 0
    ]
    assert max(rising) == max(across)


@pytest.mark.parametrize(("length", "whole"), [(5, True), (13, False)])
@pytest.mark.parametrize("part", [100, 1000, 10**6])
def test_shared_runs_are_those_of_two_texts_or_more(
    length: int, whole: bool, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So few at a time that they are hashed and sorted in many parts.
    monkeypatch.setattr(word_runs, "_PART", part)
    given = texts()
    found = [runs(text, length) for text in given]
    if whole:
        found = [
            own or {tuple(word_runs.words(text))} for own, text in zip(found, given, strict=True)
        ]
    owners: dict[tuple[str, ...], list[int]] = {}
    for at, own in enumerate(found):
        for run in own:
            owners.setdefault(run, []).append(at)
    expected = sorted(members for members in owners.values() if len(members) > 1)
    shared = word_runs.shared_runs(word_runs.read(given), length, whole=whole)
    assert sorted(members for _, members in shared.groups()) == expected
    assert shared.sizes.tolist() == [len(own) for own in found]
    parts = [at % 4 - 1 for at in range(len(given))]
    across = [
        members for members in expected if len({parts[at] for at in members if parts[at] >= 0}) > 1
    ]
    assert sorted(members for _, members in shared.across(parts)) == across


def test_what_is_held_beside_the_words_is_a_few_bytes_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = random.Random(1)
    given = [" ".join(f"w{rng.randrange(500)}" for _ in range(1000)) for _ in range(400)]
    read = word_runs.read(given)
    monkeypatch.setattr(word_runs, "_PART", len(read.values) // 20)
    tracemalloc.start()
    # Nearly all of these runs are shared: the worst case.
    shared = word_runs.shared_runs(read, 2, whole=True)
    _, runs_peak = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    list(islice(similar.similar(shared, 0.3), 1))
    _, pairs_peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert runs_peak / len(read.values) < 20
    assert pairs_peak / len(read.values) < 24


def test_no_texts_and_one_text_have_no_pairs() -> None:
    assert list(similar.near_duplicates([])) == []
    assert list(similar.near_duplicates(["one two three four five six"])) == []
