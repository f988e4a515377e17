"""Sparse features beside the vector of a frozen encoder: the best quality a CPU minute buys.

The vector says what n-grams cannot: that two texts mean the same in other words. It is crossed with
the target as the n-grams are, and multiplied with the target's own vector for targets never seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from stancebank.learn import encoder as extra
from stancebank.learn.ngrams import PairFeatures, Settings, codes_of, shifted
from stancebank.learn.pairs import Pairs


@dataclass
class HybridSettings(Settings):
    """Weights of the blocks of features, those of the vectors too."""

    vector: float = 1.0
    crossed_vector: float = 1.0
    likeness: float = 1.0


BLOCKS = (
    HybridSettings(),
    HybridSettings(masked=1.0, vector=2.0),
    HybridSettings(crossed_letters=1.0),
    HybridSettings(crossed_letters=1.0, vector=2.0, crossed_vector=2.0),
)
"""Sets of features that are tried; the first two only with many pairs."""


class Reader:
    """Texts → vectors, each text read once.

    Args:
        where: folder or Hub name of the encoder.
    """

    def __init__(self, where: str) -> None:
        extra.need()
        from stancebank.learn.encoder.network import open_encoder

        self.encoder, self.tokenizer = open_encoder(where)
        self._known: dict[str, np.ndarray] = {}

    def __call__(self, texts: Sequence[str]) -> np.ndarray:
        """(n, size) vectors of length 1."""
        from stancebank.learn.encoder.vectors import vectors_of

        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            found = vectors_of(self.encoder, self.tokenizer, new)
            self._known.update(zip(new, found, strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)

    def save(self, folder: Path) -> None:
        """Write the encoder."""
        from stancebank.learn.encoder.network import save_encoder

        save_encoder(self.encoder, self.tokenizer, folder)


class HybridFeatures(PairFeatures):
    """Sparse features and vectors of pairs.

    Attributes:
        settings: which blocks, and their weights.
        reader: texts → vectors.
    """

    kind = "hybrid"
    settings: HybridSettings

    def __init__(self, settings: HybridSettings, reader: Reader, *known: Any, **more: Any) -> None:
        super().__init__(settings, *known, **more)
        self.reader = reader

    def of(self, pairs: Pairs) -> sparse.csr_matrix:
        """(n, features) matrix."""
        w = self.settings
        text, target = self.reader(pairs.text), self.reader(pairs.target)
        vector = sparse.csr_matrix(text)
        blocks = [super().of(pairs), w.vector * vector]
        if w.crossed_vector:
            places = codes_of(pairs.target_id, self.crossed)
            blocks.append(w.crossed_vector * shifted(vector, places, len(self.crossed)))
        if w.likeness:
            # Times the root of the size, so that its length is of the order of the vector's.
            like = sparse.csr_matrix(text * target * np.float32(np.sqrt(text.shape[1])))
            blocks.append(w.likeness * like)
        return sparse.hstack(blocks, format="csr", dtype=np.float32)
