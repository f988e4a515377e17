"""A trained model as its users see it: texts in, labels and probabilities out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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

    def both(self, words: list[str], ids: list[str]) -> tuple[list[str], list[str]]:
        """Words and ids, each from the other where a caller had only one of them."""
        alone = [one == two for one, two in zip(words, ids, strict=True)]
        return (
            [self._words.get(x, x) if same else x for x, same in zip(words, alone, strict=True)],
            [self._ids.get(x, x) if same else x for x, same in zip(ids, alone, strict=True)],
        )


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
        holders: Sequence[str | None] | None = None,
        contexts: Sequence[str | None] | None = None,
        modes: Sequence[str | None] | None = None,
    ) -> list[Prediction]:
        """Where each holder stands on each target, as far as the text shows.

        Each argument is a list, a tuple, an array or a pandas Series; None, NaN or "" in one of the
        last three stands for what is not known.

        Args:
            texts: (n,) what was said; not empty.
            targets: (n,) ids or words of the targets, as in the data it was trained on; others
                are judged by their words alone.
            holders: (n,) ids or names.
            contexts: (n,) the paragraphs around; the texts themselves where not given.
            modes: (n,) direct, indirect or mixed.

        Raises:
            StanceBankError: lengths differ, something is no string, or a text is empty.
        """
        said = _strings("texts", texts)
        many = len(said)
        asked = _strings("targets", targets, many)
        empty = next((place for place, text in enumerate(said) if not text.strip()), None)
        if empty is not None:
            raise StanceBankError(f"text {empty} is empty: nothing to judge; leave it out")
        blank = [""] * many
        by = blank if holders is None else _strings("holders", holders, many, True)
        around = blank if contexts is None else _strings("contexts", contexts, many, True)
        pairs = Pairs(
            id=blank,
            group=blank,
            text=said,
            context=[context or text for context, text in zip(around, said, strict=True)],
            source=by,
            source_id=by,
            target=asked,
            target_id=asked,
            mode=blank if modes is None else _strings("modes", modes, many, True),
            label=blank,
            issue=blank,
            genre=blank,
            conflict=blank,
            votes=None,
            names=self.labels,
        )
        return self.predict_pairs(self.recognized(pairs))

    def recognized(self, pairs: Pairs) -> Pairs:
        """The pairs with both id and words of targets and holders that train knew, where they have
        only one.
        """
        target, target_id = _Names(self.about["targets"]).both(pairs.target, pairs.target_id)
        source, source_id = _Names(self.about["holders"]).both(pairs.source, pairs.source_id)
        return replace(
            pairs, target=target, target_id=target_id, source=source, source_id=source_id
        )

    def predict_pairs(self, pairs: Pairs) -> list[Prediction]:
        """The same for pairs that :func:`stancebank.learn.data.read` gave."""
        if not len(pairs):
            return []
        codes, chances = self.model.predict(pairs)
        return [
            Prediction(self.labels[code], dict(zip(self.labels, map(float, row), strict=True)))
            for code, row in zip(codes, chances, strict=True)
        ]


def _strings(
    name: str, column: Sequence[Any], many: int | None = None, gaps: bool = False
) -> list[str]:
    """A column as plain strings, as many as there are texts.

    Raises:
        StanceBankError: it is a single string, of another length, or something in it is no string.
    """
    if isinstance(column, (str, bytes)):
        raise StanceBankError(
            f"{name}: expected a list{f' of {many}, one for each text' if many else ''}, found a "
            "single text: put it into a list"
        )
    cells = list(column)
    if many is not None and len(cells) != many:
        raise StanceBankError(
            f"{name}: expected a list of {many}, one for each text, found {len(cells)}"
        )
    found = ["" if gaps and _is_gap(one) else one for one in cells]
    for place, one in enumerate(found):
        if not isinstance(one, str):
            raise StanceBankError(
                f"{name}: expected strings, found {one!r:.60} at {place}: give words for it"
            )
    return [str(one) for one in found]


def _is_gap(cell: object) -> bool:
    """None, NaN, or what pandas has for nothing."""
    if cell is None or (isinstance(cell, float) and cell != cell):
        return True
    return type(cell).__name__ == "NAType"
