"""Pairs as token ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from stancebank.learn.encoder.marks import MARKS, marked
from stancebank.learn.encoder.network import Batch
from stancebank.learn.pairs import Pairs

SOURCE_ROOM, TARGET_ROOM = 32, 48
"""Tokens that source and target get in the second segment at most."""


class Item:
    """A pair: its token ids, and which of them are the judged text, the source, the target."""

    __slots__ = ("ids", "parts")

    def __init__(self, ids: list[int], parts: list[list[int]]) -> None:
        self.ids, self.parts = ids, parts


class Tokens:
    """Pairs → items → tensors.

    The judged words are marked in their context, source and target where it names them; these
    stand once more behind it as a second segment, since half of the holders are not named.
    """

    def __init__(self, tokenizer: Any, length: int) -> None:
        self.tokenizer, self.length = tokenizer, length
        self.marks: list[int] = tokenizer.convert_tokens_to_ids(list(MARKS))

    def items(self, pairs: Pairs) -> list[Item]:
        """One item a pair, of at most `length` tokens."""
        texts = [
            marked(text, context, source, target)
            for text, context, source, target in zip(
                pairs.text, pairs.context, pairs.source, pairs.target, strict=True
            )
        ]
        columns = [
            self.tokenizer(column, add_special_tokens=False)["input_ids"]
            for column in (texts, pairs.source, pairs.target)
        ]
        return [self._item(*row) for row in zip(*columns, strict=True)]

    def _item(self, text: list[int], source: list[int], target: list[int]) -> Item:
        begin, end = ends(self.tokenizer)
        source, target = source[:SOURCE_ROOM], target[:TARGET_ROOM]
        q_open, q_close, s_open, s_close, t_open, t_close = self.marks
        room = max(8, self.length - len(source) - len(target) - 7)
        ids = [begin, *self._cut(text, room), end]
        judged = self._between(ids, q_open, q_close) or list(range(len(ids)))
        ids += [s_open, *source, s_close, t_open, *target, t_close, end]
        inside = [self._between(ids, *pair) for pair in ((s_open, s_close), (t_open, t_close))]
        return Item(ids, [judged, *inside])

    def _cut(self, ids: list[int], room: int) -> list[int]:
        """At most so many tokens, around what is marked."""
        if len(ids) <= room:
            return ids
        at = [place for place, one in enumerate(ids) if one in self.marks[:2]]
        at = at or [place for place, one in enumerate(ids) if one in self.marks] or [0]
        start = max(0, min((at[0] + at[-1]) // 2 - room // 2, len(ids) - room))
        return ids[start : start + room]

    def _between(self, ids: list[int], opening: int, closing: int) -> list[int]:
        inside, on = [], False
        for place, one in enumerate(ids):
            on = on or one == opening
            if on:
                inside.append(place)
            on = on and one != closing
        return inside

    def batch(self, items: Sequence[Item]) -> Batch:
        """Padded tensors: input_ids and attention_mask (n, tokens), parts (n, 3, tokens)."""
        found = padded([one.ids for one in items], self.tokenizer.pad_token_id)
        parts = torch.zeros((len(items), 3, found["input_ids"].shape[1]))
        for row, one in enumerate(items):
            for part, inside in enumerate(one.parts):
                parts[row, part, inside] = 1
        return found | {"parts": parts}


def ends(tokenizer: Any) -> tuple[int, int]:
    """Ids of what begins and what ends a text, whatever the family calls them."""
    begin = tokenizer.cls_token_id if tokenizer.cls_token_id is not None else tokenizer.bos_token_id
    end = tokenizer.sep_token_id if tokenizer.sep_token_id is not None else tokenizer.eos_token_id
    return begin, end


def padded(rows: Sequence[list[int]], pad: int) -> Batch:
    """input_ids and attention_mask of rows of different length."""
    width = max(len(ids) for ids in rows)
    ids = torch.full((len(rows), width), pad, dtype=torch.long)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for row, own in enumerate(rows):
        ids[row, : len(own)] = torch.tensor(own)
        mask[row, : len(own)] = 1
    return {"input_ids": ids, "attention_mask": mask}
