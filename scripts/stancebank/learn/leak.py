"""Whether a model was trained on what it is judged on, as far as its hashes of train tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from stancebank.learn.classifier import Classifier
from stancebank.learn.pairs import Pairs
from stancebank.learn.seen import overlap, overlap_by_words, seen_of


def shared_with(model: Classifier, pairs: Pairs) -> list[int]:
    """Positions of the pairs it was trained on, by whatever name of their target.

    A file of the same pairs may tell the target by its id or by its words.
    """
    found: set[int] = set()
    for targets in _names(model, pairs):
        found.update(overlap(model.seen, replace(pairs, target_id=targets)))
    return sorted(found)


def alike(model: Classifier, pairs: Pairs) -> list[int]:
    """Positions of the pairs whose text and words of the target it was trained on.

    A short text of another story may be among them.
    """
    found: set[int] = set()
    for targets in _names(model, pairs):
        found.update(overlap_by_words(model.seen, replace(pairs, target=targets)))
    return sorted(found)


def apart(train: Pairs, test: Pairs) -> Pairs:
    """The pairs of train that are not in test."""
    same = np.isin(seen_of(train), seen_of(test))
    return train.take(np.flatnonzero(~same))


def _names(model: Classifier, pairs: Pairs) -> list[list[str]]:
    """The columns that may have stood for the target when the model was trained."""
    known: dict[str, str] = model.about["targets"]
    ids = {words: one for one, words in known.items()}
    return [
        pairs.target_id,
        pairs.target,
        [ids.get(words, words) for words in pairs.target],
        [known.get(one, one) for one in pairs.target_id],
    ]
