"""From scores to decisions: folds that keep stories whole, calibration, an offset a label.

All of it is fitted on scores of pairs whose stories the scorer had not seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from stancebank.learn.pairs import Pairs
from stancebank.learn.scores import confusion, scores_of

FOLDS = 5

FEW = 10
"""Pairs that a label must have for a calibration of its own."""

STEPS = np.linspace(-3, 3, 61)
"""Offsets that are tried, in units of log probability."""


def folds_of(pairs: Pairs, seed: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """(train rows, held-out rows) of each fold; no story is in both."""
    folds = min(FOLDS, len(set(pairs.group)))
    splitter = GroupKFold(folds, shuffle=True, random_state=seed)
    return list(splitter.split(pairs.id, groups=pairs.group))


@dataclass(frozen=True)
class Decision:
    """Probabilities by multinomial logistic regression on the scores (after Platt 1999), and the
    label as the highest log probability plus the label's offset.

    Attributes:
        weights: (labels, scores) of the regression.
        bias: (labels,).
        offsets: (labels,) added to log probabilities before the highest is taken.
        reached: the objective on the scores it was fitted on.
    """

    weights: np.ndarray
    bias: np.ndarray
    offsets: np.ndarray
    reached: float = 0.0

    @classmethod
    def fit(
        cls, scores: np.ndarray, gold: np.ndarray, names: tuple[str, ...], objective: str
    ) -> Decision:
        """Calibrate (n, labels) scores and choose the offsets that the objective likes best.

        Where a label has fewer than FEW pairs, all labels share one temperature and have no
        offsets: more could not be told from so few, and a label without any would never be chosen.
        """
        labels = len(names)
        if np.bincount(gold, minlength=labels).min() < FEW:
            weights = np.eye(labels) / _temperature(scores, gold)
            reached = _reached(scores, gold, names, objective)
            return cls(weights, np.zeros(labels), np.zeros(labels), reached)
        machine = LogisticRegression(C=1.0, max_iter=1000).fit(scores, gold)
        weights, bias = machine.coef_, machine.intercept_
        if labels == 2:
            weights = np.vstack([-weights / 2, weights / 2])
            bias = np.concatenate([-bias / 2, bias / 2])
        plain = cls(weights, bias, np.zeros(labels))
        logs = np.log(plain.chances(scores) + 1e-12)
        offsets, reached = _offsets(logs, gold, names, objective)
        return cls(weights, bias, offsets, reached)

    def chances(self, scores: np.ndarray) -> np.ndarray:
        """(n, labels) probabilities, each row summing to 1."""
        found = scores @ self.weights.T + self.bias
        found = np.exp(found - found.max(1, keepdims=True))
        return np.asarray(found / found.sum(1, keepdims=True))

    def __call__(self, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n,) codes and (n, labels) probabilities."""
        chances = self.chances(scores)
        return np.argmax(np.log(chances + 1e-12) + self.offsets, 1), chances


def _reached(scores: np.ndarray, gold: np.ndarray, names: tuple[str, ...], objective: str) -> float:
    """The objective, if the highest of (n, labels) scores is the label."""
    table = confusion(gold, np.argmax(scores, 1), len(names))
    return float(scores_of(table, names)[objective])


def _temperature(scores: np.ndarray, gold: np.ndarray) -> float:
    """What scores are divided by so that their softmax is likeliest (Guo et al. 2017)."""

    def surprise(log_temperature: float) -> float:
        logs = log_softmax(scores / np.exp(log_temperature), axis=1)
        return -float(logs[np.arange(len(gold)), gold].mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-4, 4), method="bounded").x))


def _offsets(
    logs: np.ndarray, gold: np.ndarray, names: tuple[str, ...], objective: str
) -> tuple[np.ndarray, float]:
    """Offsets by coordinate ascent on the objective, one label after the other until none helps."""
    labels = len(names)

    def reach(offsets: np.ndarray) -> float:
        return _reached(logs + offsets, gold, names, objective)

    offsets = np.zeros(labels)
    best = reach(offsets)
    for _ in range(3):
        before = best
        for label in range(labels):
            tries = np.repeat(offsets[None], len(STEPS), 0)
            tries[:, label] = STEPS
            values = [reach(one) for one in tries]
            # The middle of the best stretch: an edge would be luck.
            if max(values) > best + 1e-9:
                stretch = np.flatnonzero(np.array(values) >= max(values) - 1e-9)
                offsets, best = tries[stretch[len(stretch) // 2]], max(values)
        if best - before < 1e-4:
            break
    return offsets, best
