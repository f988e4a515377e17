"""A saved model on data: what must hold before it is measured, and the measuring."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from stancebank.errors import StanceBankError
from stancebank.learn.artefacts import baselines
from stancebank.learn.classifier import Classifier
from stancebank.learn.curve import Point, curve
from stancebank.learn.data import by_votes, read, relabelled
from stancebank.learn.evaluate import Report, evaluate
from stancebank.learn.pairs import Pairs
from stancebank.learn.train import overlap


def judge(
    folder: Path,
    data: str,
    split: str = "test",
    *,
    train_data: str | None = None,
    compare: Path | None = None,
    view: str = "full",
    force: bool = False,
    votes: bool = False,
    seed: int = 0,
) -> Report:
    """Evaluate the model in a folder; the parameters are those of `stancebank evaluate`.

    Raises:
        StanceBankError: no model, no data, labels the model does not know, no pair at all, or
            pairs it was trained on.
    """
    model = Classifier.read(folder)
    task, objective = model.about["task"], model.about["objective"]
    own = model.about["view"]
    if view not in ("full", own):
        raise StanceBankError(
            f"{folder}: learned the view {own}: evaluate it without --view, or train another with "
            f"--view {view}"
        )
    view = own
    pairs = relabelled(read(data, split, task, view), model.labels)
    if not len(pairs):
        raise StanceBankError(f"{data}: no pairs in split “{split}”: nothing to measure")
    shared = overlap(model.seen, pairs)
    if shared and not force:
        raise StanceBankError(
            f"{len(shared):,} of {len(pairs):,} pairs were in the model's train data, e.g. "
            f"{pairs.id[shared[0]]} “{pairs.text[shared[0]]:.50}”: what is measured on them is "
            "memory; give other data, or --force to measure it all the same"
        )
    if votes:
        pairs = by_votes(pairs)
    found, chances = model.model.predict(pairs)
    others = _baselines(train_data or data, pairs, model, objective, view, seed)
    if compare is not None:
        other = Classifier.read(compare)
        if other.labels != model.labels:
            raise StanceBankError(
                f"{compare}: other labels ({', '.join(other.labels)}) than {folder} "
                f"({', '.join(model.labels)}): not comparable"
            )
        others[str(compare)] = other.model.predict(pairs)[0]
    return evaluate(pairs, found, chances, others, objective, seed)


def _baselines(
    data: str, pairs: Pairs, model: Classifier, objective: str, view: str, seed: int
) -> dict[str, np.ndarray]:
    try:
        train = relabelled(read(data, "train", model.about["task"], view), model.labels)
    except StanceBankError as error:
        print(f"no baselines: {error}", file=sys.stderr)
        return {}
    if set(train.id) & set(pairs.id):
        print("no baselines: no train split apart from what is judged on", file=sys.stderr)
        return {}
    return baselines(train, pairs, objective, seed)


def learning_curve(
    folder: Path, data: str, split: str = "test", *, train_data: str | None = None, seed: int = 0
) -> list[Point]:
    """What models of the same settings reach with fewer stories; see `stancebank evaluate`.

    Raises:
        StanceBankError: no model, no data, or not a linear model.
    """
    model = Classifier.read(folder)
    task, view = model.about["task"], model.about["view"]
    train, test = (
        relabelled(read(where, one, task, view), model.labels)
        for where, one in ((train_data or data, "train"), (data, split))
    )
    if set(train.id) & set(test.id):
        raise StanceBankError(f"{data}: no train split apart from what is judged on")
    return curve(model, train, test, seed)
