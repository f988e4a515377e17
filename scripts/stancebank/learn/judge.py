"""A saved model on data: what must hold before it is measured, and the measuring."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from stancebank.errors import StanceBankError
from stancebank.learn.again import unread
from stancebank.learn.classifier import Classifier
from stancebank.learn.curve import Point, check_curve, curve
from stancebank.learn.data import by_votes, read, under
from stancebank.learn.evaluate import Report, evaluate
from stancebank.learn.leak import alike, apart, shared_with
from stancebank.learn.pairs import Pairs


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
    with_curve: bool = False,
    seed: int = 0,
) -> tuple[Report, list[Point]]:
    """Evaluate the model in a folder; the parameters are those of `stancebank evaluate`.

    Returns:
        The report, and what models of the same settings reach with fewer stories, if asked for.

    Raises:
        StanceBankError: no model, no data, no pair at all, pairs a model was trained on, or an
            option that cannot be met.
    """
    model = Classifier.read(folder)
    task, objective = model.about["task"], model.about["objective"]
    own = model.about["view"]
    if view != "full" and task != "stance":
        raise StanceBankError(f"{folder}: a model of {task}: --view is for models of stance")
    if view not in ("full", own):
        raise StanceBankError(
            f"{folder}: learned the view {own}: evaluate it without --view, or train another with "
            f"--view {view}"
        )
    if with_curve:
        check_curve(model)
    other = _other(compare, model, folder) if compare is not None else None
    read_as = read(data, split, task, own)
    if not len(read_as):
        raise StanceBankError(f"{data}: no pairs in split “{split}”: nothing to measure")
    _check_unseen(model, "the model's train data", read_as, force)
    if other is not None:
        _check_unseen(other, f"the train data of {compare}", read_as, force)
    pairs = under(by_votes(read_as) if votes else read_as, model.labels)
    train = _train(model, train_data, data, read_as, needed=with_curve)
    if train is not None:
        train = _known(train, pairs.names)
    found, chances = model.model.predict(model.recognized(pairs))
    others = unread(train, pairs, objective, seed) if train is not None else {}
    if other is not None:
        others[str(compare)] = other.model.predict(other.recognized(pairs))[0]
    report = evaluate(pairs, found, _widened(chances, pairs), others, objective, seed)
    points = curve(model, train, pairs, seed) if with_curve and train is not None else []
    return report, points


def _other(folder: Path, model: Classifier, beside: Path) -> Classifier:
    """The model that is compared with."""
    other = Classifier.read(folder)
    if other.labels != model.labels:
        raise StanceBankError(
            f"{folder}: other labels ({', '.join(other.labels)}) than {beside} "
            f"({', '.join(model.labels)}): not comparable"
        )
    return other


def _check_unseen(model: Classifier, where: str, pairs: Pairs, force: bool) -> None:
    """Whether the pairs are new to a model; what is only like its train data is told on stderr."""
    shared = shared_with(model, pairs)
    if shared and not force:
        raise StanceBankError(
            f"{len(shared):,} of {len(pairs):,} pairs were in {where}, e.g. "
            f"{pairs.id[shared[0]]} “{pairs.text[shared[0]]:.50}”: what is measured on them is "
            "memory; give other data, or --force to measure it all the same"
        )
    if near := set(alike(model, pairs)) - set(shared):
        row = min(near)
        print(
            f"{len(near):,} of {len(pairs):,} pairs have text and target of one in {where}, with "
            f"another context: {pairs.id[row]} “{pairs.text[row]:.50}” is one",
            file=sys.stderr,
        )


def _train(
    model: Classifier, named: str | None, data: str, test: Pairs, needed: bool
) -> Pairs | None:
    """What baselines and curve learn from: the split `train` without what is judged on.

    None, with a line on stderr, if there is nothing and only baselines would need it.

    Raises:
        StanceBankError: what was named cannot be read, or there is nothing to draw a curve of.
    """
    where = named or data
    try:
        read_as = read(where, "train", model.about["task"], model.about["view"])
    except StanceBankError as error:
        if named is not None:
            raise
        if needed:
            raise StanceBankError(f"--curve has nothing to learn from: {error}") from error
        print(f"no baselines: {error}", file=sys.stderr)
        return None
    train = apart(read_as, test)
    if not len(train):
        told = f"{where}: no pairs in split “train” apart from what is judged on: give --train"
        if needed:
            raise StanceBankError(told)
        print(f"no baselines: {told}", file=sys.stderr)
        return None
    if both := len(read_as) - len(train):
        print(f"{where}: {both:,} pairs of train are judged on: left out of train", file=sys.stderr)
    return train


def _known(train: Pairs, names: tuple[str, ...]) -> Pairs:
    """The pairs of train with a label that is judged."""
    found = train.where(lambda row: train.label[row] in names)
    if lost := len(train) - len(found):
        print(
            f"{lost:,} pairs of train left out: the model does not know their label",
            file=sys.stderr,
        )
    return replace(found, names=names, votes=None)


def _widened(chances: np.ndarray, pairs: Pairs) -> np.ndarray:
    """(n, labels): with no chance for the labels that the model does not know."""
    return np.pad(chances, ((0, 0), (0, len(pairs.names) - chances.shape[1])))
