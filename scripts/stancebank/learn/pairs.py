"""What is learned from: (text, source, target) pairs with a label, as parallel columns.

A stance pair asks what a holder says of a target; an event pair asks what an actor did to a
recipient. Both are one question, so both are one table: `source` is the holder or the actor,
`target` the proposition, entity or recipient.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

Column = list[str]


@dataclass(frozen=True)
class Pairs:
    """n pairs. A string that is not known is "" ; every column has n entries.

    Attributes:
        id: what a reader can look up.
        group: the story a pair belongs to; pairs of one story are never apart in
            cross-validation and are drawn together in the bootstrap.
        text: the words that are judged.
        context: the paragraphs or the sentence around them, the text included.
        source: name of the holder or actor.
        source_id: its id, for baselines that look at nothing else; the name if it has no id.
        target: the proposition, entity or recipient, in words.
        target_id: its id, or the words again.
        mode: direct, indirect or mixed; "" where there is no such thing.
        label: gold label.
        issue: issue class of the target.
        genre: genre of the article.
        conflict: the conflict or the corpus.
        votes: (n, labels) number of annotators by label in the order of `names`, or None.
        names: labels that may occur, in their order.
    """

    id: Column
    group: Column
    text: Column
    context: Column
    source: Column
    source_id: Column
    target: Column
    target_id: Column
    mode: Column
    label: Column
    issue: Column
    genre: Column
    conflict: Column
    votes: np.ndarray | None
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.id)

    def take(self, rows: Sequence[int] | np.ndarray) -> Pairs:
        """The pairs at these positions."""
        picked = [int(row) for row in rows]
        columns = {
            one.name: [getattr(self, one.name)[row] for row in picked]
            for one in fields(self)
            if one.name not in ("votes", "names")
        }
        votes = self.votes[picked] if self.votes is not None else None
        return Pairs(**columns, votes=votes, names=self.names)

    def where(self, keep: Callable[[int], bool]) -> Pairs:
        """The pairs whose position passes."""
        return self.take([row for row in range(len(self)) if keep(row)])

    @property
    def codes(self) -> np.ndarray:
        """(n,) positions of the labels in `names`."""
        place = {name: code for code, name in enumerate(self.names)}
        return np.array([place[label] for label in self.label], dtype=np.int64)


def joined(parts: Sequence[Pairs]) -> Pairs:
    """Several tables as one; labels in the order of their first scheme.

    Votes stay only if all have them.
    """
    names = tuple(dict.fromkeys(name for one in parts for name in one.names))
    columns = {
        one.name: [value for part in parts for value in getattr(part, one.name)]
        for one in fields(Pairs)
        if one.name not in ("votes", "names")
    }
    same = all(part.votes is not None and part.names == names for part in parts)
    votes = np.concatenate([part.votes for part in parts]) if same else None
    return Pairs(**columns, votes=votes, names=names)
