"""The learning curve: what a model of the same kind would be worth with fewer stories."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from stancebank.errors import StanceBankError
from stancebank.learn.classifier import Classifier
from stancebank.learn.data import usable
from stancebank.learn.linear import LinearModel
from stancebank.learn.ngrams import Settings
from stancebank.learn.pairs import Pairs
from stancebank.learn.scores import by_group, intervals, scores_of

SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
"""Shares of the stories of train that are learned from; each holds the one before it."""

SAMPLES = 1000


@dataclass(frozen=True)
class Point:
    """What was learned from, and the score on what was judged, with its interval."""

    stories: int
    pairs: int
    score: float
    low: float
    high: float


def curve(model: Classifier, train: Pairs, test: Pairs, seed: int = 0) -> list[Point]:
    """Train anew on growing shares of the stories of train, with the model's settings.

    Args:
        model: a linear one, whose settings and objective are kept.
        train: what the shares are drawn from.
        test: what is judged, with labels of the model.
        seed: of the draw.

    Raises:
        StanceBankError: the model is not linear: training another so often takes hours.
    """
    if model.model.kind != "linear":
        raise StanceBankError("--curve trains the model five times: it is for linear models only")
    settings = Settings(**model.about["settings"])
    objective: str = model.about["objective"]
    stories = sorted(set(train.group))
    random.Random(seed).shuffle(stories)
    points = []
    for share in SHARES:
        chosen = set(stories[: max(2, round(share * len(stories)))])
        rows = [row for row, story in enumerate(train.group) if story in chosen]
        some = usable(train.take(rows), "learning curve")
        fitted = LinearModel.fit(some, objective, seed, blocks=(settings,))
        # A small share may lack a label; positions are those of the labels that it has.
        places = np.array([test.names.index(name) for name in fitted.names])
        found = places[fitted.predict(test)[0]]
        tables = by_group(test.codes, found, test.group, len(test.names))
        low, high = intervals(tables, test.names, SAMPLES, seed)[objective]
        score = float(scores_of(tables.sum(0), test.names)[objective])
        points.append(Point(len(chosen), len(some), score, low, high))
    return points
