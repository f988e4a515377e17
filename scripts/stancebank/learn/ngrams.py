"""Sparse features of pairs: what the text says, of which target, by whom.

Texts repeat (one statement is asked about every target), so n-grams are counted once a distinct
text. Crossing n-grams with the target gives each target that train has often enough a sparse model
of its own beside the common one; what text and target share in letters speaks for the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from stancebank.learn.pairs import Pairs

WORD = r"(?u)#?@?\w+(?:['’]\w+)?|[!?…]+"
"""Words with their apostrophes, hash tags, and marks that carry feeling."""

SHARED_STEPS = (0.05, 0.1, 0.2, 0.4)
"""Thresholds of the likeness of text and target, beside the likeness itself."""

RARE = 2
"""Columns that fewer pairs of train have are left out: nothing general can be learned there. Nor
are targets crossed that fewer pairs ask about, since all of their columns would be left out."""

SOURCE_GONE, TARGET_GONE = "⟨source⟩", "⟨target⟩"

VIEWS: dict[str, dict[str, Any]] = {
    "words": {"token_pattern": WORD, "ngram_range": (1, 2), "min_df": 2},
    "letters": {"analyzer": "char_wb", "ngram_range": (2, 5), "min_df": 3},
    "masked": {"token_pattern": WORD + "|[⟨⟩]", "ngram_range": (1, 3), "min_df": 2},
    "around": {"token_pattern": WORD, "ngram_range": (1, 1), "min_df": 2},
    "asked": {"token_pattern": WORD, "ngram_range": (1, 1), "min_df": 1},
    "pieces": {"analyzer": "char_wb", "ngram_range": (4, 4), "min_df": 1},
}
"""Kinds of n-grams: words and letters of the text; masked, of the context with both names masked;
around, of the context; asked and pieces, words and pieces of words that the target may share with
the text or the context. These two learn their vocabulary from the texts (from the contexts, if
`shared` is 0): what only targets have cannot be shared."""


@dataclass
class Settings:
    """Weights of the blocks of features; 0 leaves a block out. All are chosen on train only.

    `words`, `letters`, `masked`, `around`: n-grams, see VIEWS; `crossed_…`: the same for each
    target apart that has RARE pairs or more; `target`, `source`, `pair`, `mode`: which one;
    `shared`, `near`: what the text or its context has in common with the target.
    """

    words: float = 1.0
    letters: float = 1.0
    masked: float = 0.0
    around: float = 0.0
    crossed_words: float = 1.0
    crossed_letters: float = 0.0
    target: float = 0.5
    source: float = 0.3
    pair: float = 0.0
    mode: float = 0.3
    shared: float = 2.0
    near: float = 2.0


@dataclass
class Vocabulary:
    """What one view learned from train: the n-grams, and how rare each is."""

    terms: list[str]
    idf: np.ndarray


@dataclass
class PairFeatures:
    """Features of pairs; fitted on train, then the same columns for any pairs.

    Attributes:
        settings: which blocks, and their weights.
        views: vocabulary by view.
        targets: target ids of train, in the order of their columns.
        sources: source ids of train.
        both: source and target ids of train, joined.
        modes: modes of train.
        crossed: those of `targets` that n-grams are crossed with.
    """

    kind: ClassVar[str] = "linear"

    settings: Settings
    views: dict[str, Vocabulary] = field(default_factory=dict)
    targets: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    both: list[str] = field(default_factory=list)
    modes: list[str] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)

    def fit(self, pairs: Pairs) -> sparse.csr_matrix:
        """Learn the columns from train. Returns the (n, features) matrix of the same pairs."""
        self.views = {}
        self.targets, self.sources, self.both, self.modes = (
            sorted(set(column))
            for column in (pairs.target_id, pairs.source_id, _both(pairs), pairs.mode)
        )
        many = Counter(pairs.target_id)
        self.crossed = [target for target in self.targets if many[target] >= RARE]
        return self.of(pairs)

    def of(self, pairs: Pairs) -> sparse.csr_matrix:
        """(n, features) matrix; what train did not have has no column and is left out."""
        w = self.settings
        target = codes_of(pairs.target_id, self.crossed)
        ones = sparse.csr_matrix(np.ones((len(pairs), 1), dtype=np.float32))
        blocks = [
            weight * shifted(ones, codes_of(column, known), len(known))
            for weight, column, known in (
                (w.target, pairs.target_id, self.targets),
                (w.source, pairs.source_id, self.sources),
                (w.pair, _both(pairs), self.both),
                (w.mode, pairs.mode, self.modes),
            )
            if weight
        ]
        if w.shared:
            blocks.append(w.shared * self._shared(pairs.text, pairs.target))
        if w.near:
            blocks.append(w.near * self._shared(pairs.context, pairs.target))
        for view, crossed in (("words", w.crossed_words), ("letters", w.crossed_letters)):
            if getattr(w, view) or crossed:
                found = self._counted(view, pairs.text)
                blocks.append(getattr(w, view) * found)
                if crossed:
                    blocks.append(crossed * shifted(found, target, len(self.crossed)))
        if w.masked:
            blocks.append(w.masked * self._counted("masked", masked(pairs)))
        if w.around:
            blocks.append(w.around * self._counted("around", pairs.context))
        return sparse.hstack(blocks, format="csr", dtype=np.float32)

    @property
    def width(self) -> int:
        """How many columns there are."""
        blank = {one.name: [""] for one in fields(Pairs) if one.name not in ("votes", "names")}
        return int(self.of(Pairs(**blank, votes=None, names=())).shape[1])

    def _shared(self, texts: Sequence[str], targets: Sequence[str]) -> sparse.csr_matrix:
        """How much text and target have in common, of four-letter pieces and of whole words."""
        columns = []
        for view in ("pieces", "asked"):
            text, asked = self._counted(view, texts), self._counted(view, targets)
            like = np.asarray(text.multiply(asked).sum(1)).ravel()
            columns += [like, *(like > step for step in SHARED_STEPS)]
        return sparse.csr_matrix(np.array(columns, dtype=np.float32).T)

    def _counted(self, view: str, texts: Sequence[str]) -> sparse.csr_matrix:
        """tf-idf of each text; the first call of a view learns its vocabulary."""
        distinct = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        known = self.views.get(view)
        how = {**VIEWS[view], "sublinear_tf": True, "dtype": np.float32}
        if known is None:
            vectorizer = TfidfVectorizer(**how)
            try:
                counted = vectorizer.fit_transform(distinct)
            except ValueError:  # every n-gram is too rare, or there are no words at all
                self.views[view] = Vocabulary([], np.zeros(0))
                return sparse.csr_matrix((len(texts), 0), dtype=np.float32)
            terms = vectorizer.get_feature_names_out()
            self.views[view] = Vocabulary(list(terms), vectorizer.idf_)
        elif not known.terms:
            return sparse.csr_matrix((len(texts), 0), dtype=np.float32)
        else:
            vectorizer = TfidfVectorizer(**{**how, "min_df": 1}, vocabulary=known.terms)
            vectorizer.idf_ = known.idf
            counted = vectorizer.transform(distinct)
        return counted[[distinct[text] for text in texts]]


def _both(pairs: Pairs) -> list[str]:
    return [f"{one}\n{two}" for one, two in zip(pairs.source_id, pairs.target_id, strict=True)]


def codes_of(values: Sequence[str], known: Sequence[str]) -> np.ndarray:
    """(n,) positions of values among the known ones; −1 where there is none."""
    place = {value: code for code, value in enumerate(known)}
    return np.array([place.get(value, -1) for value in values], dtype=np.int64)


def shifted(block: sparse.csr_matrix, codes: np.ndarray, many: int) -> sparse.csr_matrix:
    """The block `many` times side by side, each row only in the copy of its code; none for −1."""
    block = block.tocsr()
    width = block.shape[1]
    rows = np.repeat(np.arange(block.shape[0]), np.diff(block.indptr))
    keep = codes[rows] >= 0
    columns = block.indices.astype(np.int64)[keep] + width * codes[rows][keep]
    return sparse.csr_matrix(
        (block.data[keep], (rows[keep], columns)), shape=(block.shape[0], width * many)
    )


def picked(matrix: sparse.csr_matrix, columns: np.ndarray) -> sparse.csr_matrix:
    """The matrix with these columns only, given in rising order."""
    matrix = matrix.tocsr()
    # scipy is faster, but takes memory for every column there is, be it empty.
    if matrix.shape[1] <= matrix.nnz:
        return matrix[:, columns]
    places = np.searchsorted(columns, matrix.indices)
    keep = places < len(columns)
    keep[keep] = columns[places[keep]] == matrix.indices[keep]
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))[keep]
    ends = np.cumsum(np.bincount(rows, minlength=matrix.shape[0]))
    return sparse.csr_matrix(
        (matrix.data[keep], places[keep], np.concatenate([[0], ends])),
        shape=(matrix.shape[0], len(columns)),
    )


def masked(pairs: Pairs) -> list[str]:
    """The contexts with the names of source and target replaced, so that what is said stays."""
    found = []
    for context, source, target in zip(pairs.context, pairs.source, pairs.target, strict=True):
        text = context
        # The longer first: a name may contain the other one.
        for name, mark in sorted(
            ((source, SOURCE_GONE), (target, TARGET_GONE)), key=lambda one: -len(one[0])
        ):
            if name:
                text = text.replace(name, mark)
        found.append(text)
    return found
