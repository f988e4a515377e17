"""Scores against scikit-learn's, and what a bootstrap over stories must do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, f1_score

from stancebank.learn.scores import (
    by_group,
    calibration_error,
    confusion,
    difference,
    intervals,
    scores_of,
)

NAMES = ("favor", "against", "conditional", "neutral", "none")
coded = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60)


@given(coded)
def test_scores_are_those_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    gold, found = (np.array(one) for one in zip(*pairs, strict=True))
    ours = scores_of(confusion(gold, found, 5), NAMES)
    there = np.unique(gold)
    macro = f1_score(gold, found, labels=there, average="macro", zero_division=0)
    assert ours["macro_f1"] == pytest.approx(macro)
    assert ours["accuracy"] == pytest.approx(accuracy_score(gold, found))
    semeval = f1_score(gold, found, labels=[0, 1], average="macro", zero_division=0)
    assert ours["favor_against_f1"] == pytest.approx(semeval)
    polarity = f1_score(gold, found, labels=[0, 1], average="micro", zero_division=0)
    assert ours["polarity_micro_f1"] == pytest.approx(polarity)


def test_polarity_of_two_labels_is_accuracy() -> None:
    table = confusion(np.array([0, 0, 1, 1, 1]), np.array([0, 1, 1, 1, 0]), 2)
    scores = scores_of(table, ("favor", "against"))
    assert scores["polarity_micro_f1"] == scores["accuracy"] == pytest.approx(0.6)


def test_intervals_are_wider_when_rows_come_in_stories() -> None:
    random = np.random.default_rng(3)
    gold = random.integers(0, 2, 400)
    # Whole stories are right or wrong, ten rows each.
    found = np.where(np.repeat(random.random(40) < 0.3, 10), 1 - gold, gold)
    stories = [str(row // 10) for row in range(400)]
    alone = [str(row) for row in range(400)]
    names = ("favor", "against")

    def width(groups: list[str]) -> float:
        low, high = intervals(by_group(gold, found, groups, 2), names)["accuracy"]
        return high - low

    assert width(stories) > 2 * width(alone)


def test_a_better_model_is_found_better_and_itself_no_better() -> None:
    random = np.random.default_rng(5)
    gold = random.integers(0, 3, 300)
    good = np.where(random.random(300) < 0.9, gold, 0)
    poor = np.where(random.random(300) < 0.5, gold, 0)
    groups = [str(row // 5) for row in range(300)]
    tables = [by_group(gold, one, groups, 3) for one in (good, poor)]

    def score(table: np.ndarray) -> np.ndarray:
        return scores_of(table, NAMES[:3])["macro_f1"]

    gap, low, high, chance = difference(tables[0], tables[1], score)
    assert 0 < low < gap < high
    assert chance == 0
    assert difference(tables[0], tables[0], score)[:3] == (0, 0, 0)


def test_calibration_error() -> None:
    right = np.array([True] * 70 + [False] * 30)
    assert calibration_error(np.full(100, 0.7), right) == pytest.approx(0)
    assert calibration_error(np.full(100, 1.0), right) == pytest.approx(0.3)
    assert calibration_error(np.zeros(0), np.zeros(0, bool)) == 0
