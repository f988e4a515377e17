"""Learn: train classifiers on the corpus or on any data of its form, and judge them.

``stancebank.learn.load("model").predict(texts, targets, holders)``
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stancebank.learn.classifier import Classifier
    from stancebank.learn.tagger import Tagger


def load(path: str | Path) -> Classifier | Tagger:
    """A trained model: a Classifier of pairs, or a Tagger of statements.

    Args:
        path: the folder that `stancebank train -o` wrote.

    Raises:
        StanceBankError: no model of ours, of another version, or damaged; the message says which.
    """
    from stancebank.learn import store

    if store.is_tagger(Path(path)):
        from stancebank.learn.tagger import Tagger

        return Tagger(*store.read(Path(path)))
    from stancebank.learn.classifier import Classifier

    return Classifier.read(Path(path))
