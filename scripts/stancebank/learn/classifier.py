"""A trained model as its users see it: texts in, labels and probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from stancebank.errors import StanceBankError
from stancebank.learn import store
from stancebank.learn.pairs import Pairs


@dataclass(frozen=True)
class Prediction:
    """A label and the calibrated probability of every label.

    The label is not always the likeliest: training sets an offset a label, so that rare ones are
    found as often as the objective wants (macro-F1, if not told otherwise).
    """

    label: str
    probabilities: dict[str, float]


class _Names:
    """Ids and words of what train knew: a caller may give either."""

    def __init__(self, known: dict[str, str]) -> None:
        self._words = known
        self._ids = {words: one for one, words in self._words.items()}

    def words(self, given: str) -> str:
        return self._words.get(given, given)

    def id(self, given: str) -> str:
        return self._ids.get(given, given)


class Classifier:
    """A model with the labels it knows and what its training told of it."""

    def __init__(self, model: store.Model, about: dict[str, Any], seen: np.ndarray) -> None:
        self.model, self.about, self.seen = model, about, seen

    @classmethod
    def read(cls, folder: Path) -> Classifier:
        """Load what `stancebank train` wrote; see :func:`stancebank.learn.load`."""
        return cls(*store.read(folder))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels it can give."""
        return tuple(self.model.names)

    def predict(
        self,
        texts: Sequence[str],
        targets: Sequence[str],
        holders: Sequence[str] | None = None,
        contexts: Sequence[str] | None = None,
        modes: Sequence[str] | None = None,
    ) -> list[Prediction]:
        """Where each holder stands on each target, as far as the text shows.

        Args:
            texts: (n,) what was said; not empty.
            targets: (n,) ids or words of the targets, as in the data it was trained on; others
                are judged by their words alone.
            holders: (n,) ids or names, "" if not known.
            contexts: (n,) the paragraphs around; the texts themselves if not given.
            modes: (n,) direct, indirect, mixed or "".

        Raises:
            StanceBankError: lengths differ, or a text is empty.
        """
        many = len(texts)
        columns = {"targets": targets, "holders": holders, "contexts": contexts, "modes": modes}
        for name, column in columns.items():
            if isinstance(column, str) or (column is not None and len(column) != many):
                raise StanceBankError(
                    f"{name}: expected a list of {many}, one for each text, found "
                    f"{'a single text' if isinstance(column, str) else len(column)}"
                )
        empty = next((place for place, text in enumerate(texts) if not text.strip()), None)
        if empty is not None:
            raise StanceBankError(f"text {empty} is empty: nothing to judge; leave it out")
        blank = [""] * many
        known_targets, known_holders = (_Names(self.about[key]) for key in ("targets", "holders"))
        holders = holders or blank
        pairs = Pairs(
            id=blank,
            group=blank,
            text=list(texts),
            context=list(contexts if contexts is not None else texts),
            source=[known_holders.words(one) for one in holders],
            source_id=[known_holders.id(one) for one in holders],
            target=[known_targets.words(one) for one in targets],
            target_id=[known_targets.id(one) for one in targets],
            mode=list(modes or blank),
            label=blank,
            issue=blank,
            genre=blank,
            conflict=blank,
            votes=None,
            names=self.labels,
        )
        return self.predict_pairs(pairs)

    def predict_pairs(self, pairs: Pairs) -> list[Prediction]:
        """The same for pairs that :func:`stancebank.learn.data.read` gave."""
        if not len(pairs):
            return []
        codes, chances = self.model.predict(pairs)
        return [
            Prediction(self.labels[code], dict(zip(self.labels, map(float, row), strict=True)))
            for code, row in zip(codes, chances, strict=True)
        ]
