"""The learning curve: what a model of the same kind would be worth with fewer stories."""

from __future__ import annotations

import random
from dataclasses import dataclass

from stancebank.errors import StanceBankError
from stancebank.learn.again import answers
from stancebank.learn.classifier import Classifier
from stancebank.learn.ngrams import Settings
from stancebank.learn.pairs import Pairs
from stancebank.learn.scores import by_group, intervals, known, scores_of

SHARES = (0.1, 0.25, 0.5, 0.75, 1.0)
"""Shares of the stories of train that are learned from; each holds the one before it."""

SAMPLES = 1000


@dataclass(frozen=True)
class Point:
    """What was learned from, and the score on what was judged, with its interval if any."""

    stories: int
    pairs: int
    score: float
    low: float | None
    high: float | None


def check_curve(model: Classifier) -> None:
    """Before work starts: whether the model can be trained anew.

    Raises:
        StanceBankError: it is not linear: training another so often takes hours.
    """
    if model.model.kind != "linear":
        raise StanceBankError("--curve trains the model five times: it is for linear models only")


def curve(model: Classifier, train: Pairs, test: Pairs, seed: int = 0) -> list[Point]:
    """Train anew on growing shares of the stories of train, with the model's settings.

    Shares that a model cannot be trained on are left out, with a line on stderr.

    Args:
        model: a linear one, whose settings and objective are kept.
        train: what the shares are drawn from.
        test: what is judged, with labels of the model.
        seed: of the draw.

    Raises:
        StanceBankError: the model is not linear.
    """
    check_curve(model)
    settings = Settings(**model.about["settings"])
    objective: str = model.about["objective"]
    stories = sorted(set(train.group))
    random.Random(seed).shuffle(stories)
    points = []
    for share in SHARES:
        chosen = set(stories[: max(2, round(share * len(stories)))])
        some = train.take([row for row, one in enumerate(train.group) if one in chosen])
        what = f"curve, {len(chosen):,} stories"
        found = answers(some, test, settings, objective, seed, what)
        if found is None:
            continue
        tables = by_group(test.codes, found, test.group, len(test.names))
        interval = known(*intervals(tables, test.names, SAMPLES, seed)[objective])
        score = float(scores_of(tables.sum(0), test.names)[objective])
        points.append(Point(len(chosen), len(some), score, *(interval or (None, None))))
    return points
