"""The tagger of statements: a token classifier over source, cue and content, decoded by Viterbi.

Tags are those of Ramshaw and Marcus (1995): B at the first token of a span, I inside it, O outside.
A token has one tag; where statements are nested the shorter span has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from stancebank.learn.documents import ROLES, Documents, Found, f1_by_role
from stancebank.learn.encoder.loop import train
from stancebank.learn.encoder.network import (
    Batch,
    TokenReader,
    device,
    layers_of,
    open_encoder,
    save_encoder,
)
from stancebank.learn.encoder.recipe import Recipe, recipe_for
from stancebank.learn.encoder.tokens import ends, padded

TAGS = ("O", *(f"{part}-{role}" for role in ROLES for part in "BI"))

NONE = -100
"""What the loss leaves out."""

TOGETHER = 8
"""Windows that are read at once."""


class TaggerModel:
    """Spans of source, cue and content of texts.

    Attributes:
        names: the roles.
        network: encoder and a layer from its vectors to tags.
        tokenizer: text → token ids with offsets.
        recipe: how it was trained.
        history: what each look at validation found.
    """

    kind = "tagger"
    names = ROLES

    def __init__(
        self,
        network: TokenReader,
        tokenizer: Any,
        recipe: Recipe,
        history: list[dict[str, float]] | None = None,
    ) -> None:
        self.network, self.tokenizer = network.eval(), tokenizer
        self.recipe, self.history = recipe, history or []

    @classmethod
    def fit(
        cls,
        documents: Documents,
        held_out: Documents,
        where: str,
        seed: int = 0,
        epochs: float | None = None,
        log: Callable[[str], None] = lambda line: None,
    ) -> TaggerModel:
        """Fine-tune on `documents`; `held_out` chooses when to stop, by mean exact F1 of roles."""
        torch.manual_seed(seed)
        encoder, tokenizer = open_encoder(where)
        layers = len(layers_of(encoder))
        recipe = recipe_for(layers, len(documents), epochs, "statements", seed)
        network = TokenReader(encoder, len(TAGS), recipe.dropout).to(device())
        model = cls(network, tokenizer, recipe)
        begin, end = ends(tokenizer)
        rows, tags = [], []
        for text, spans in zip(documents.text, documents.spans, strict=True):
            ids, offsets = model._ids(text)
            tagged = tags_of(spans, offsets)
            for start, stop in pieces(text, offsets, recipe.length - 2):
                rows.append([begin, *ids[start:stop], end])
                tags.append([NONE, *tagged[start:stop], NONE])
        measure = nn.CrossEntropyLoss(ignore_index=NONE)

        def batch_of(places: np.ndarray) -> Batch:
            found = padded([rows[one] for one in places], tokenizer.pad_token_id)
            wanted = torch.full_like(found["input_ids"], NONE)
            for row, one in enumerate(places):
                wanted[row, : len(tags[one])] = torch.tensor(tags[one])
            return found | {"wanted": wanted}

        def loss_of(batch: Batch) -> torch.Tensor:
            batch = {name: one.to(device()) for name, one in batch.items()}
            loss: torch.Tensor = measure(network(batch).flatten(0, 1), batch["wanted"].flatten())
            return loss

        def validate() -> float:
            scores = f1_by_role(held_out.spans, model.tag(held_out.text))
            return float(np.mean([one["exact"] for one in scores.values()]))

        lengths = [len(one) for one in rows]
        model.history = train(network, lengths, batch_of, loss_of, validate, recipe, log)
        return model

    def tag(self, texts: Sequence[str]) -> list[list[Found]]:
        """The spans of each text, in reading order.

        Windows overlap by half; a token's scores are weighted by its distance from the edges.
        """
        return [self._tag(text) for text in texts]

    def _tag(self, text: str) -> list[Found]:
        ids, offsets = self._ids(text)
        if not ids:
            return []
        begin, end = ends(self.tokenizer)
        room = self.recipe.length - 2
        starts = range(0, max(1, len(ids) - room // 2), room // 2)
        windows = [(start, min(len(ids), start + room)) for start in starts]
        scores, weight = np.zeros((len(ids), len(TAGS))), np.zeros(len(ids))
        self.network.eval()
        with torch.inference_mode():
            for at in range(0, len(windows), TOGETHER):
                some = windows[at : at + TOGETHER]
                rows = [[begin, *ids[start:stop], end] for start, stop in some]
                batch = padded(rows, self.tokenizer.pad_token_id)
                batch = {name: one.to(device()) for name, one in batch.items()}
                logs = torch.log_softmax(self.network(batch), -1).cpu().numpy()
                for row, (start, stop) in enumerate(some):
                    many = stop - start
                    up = np.arange(1, many + 1)
                    near = np.minimum(np.minimum(up, up[::-1]), 64).astype(float)
                    scores[start:stop] += logs[row, 1 : many + 1] * near[:, None]
                    weight[start:stop] += near
        return spans_of(viterbi(scores / weight[:, None]), offsets)

    def _ids(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        found = self.tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
        return found["input_ids"], found["offset_mapping"]

    def save(self, folder: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Write the encoder into the folder; return the arrays and settings that are left."""
        save_encoder(self.network.encoder, self.tokenizer, folder)
        state = self.network.head.state_dict()
        arrays = {f"head.{name}": one.cpu().numpy() for name, one in state.items()}
        return arrays, {"recipe": vars(self.recipe), "history": self.history}

    @classmethod
    def open(
        cls, folder: Path, arrays: dict[str, np.ndarray], about: dict[str, Any]
    ) -> TaggerModel:
        """What :meth:`save` wrote."""
        encoder, tokenizer = open_encoder(str(folder))
        recipe = Recipe(**about["recipe"])
        network = TokenReader(encoder, len(TAGS), recipe.dropout)
        head = {n.removeprefix("head."): torch.tensor(a) for n, a in arrays.items() if "." in n}
        network.head.load_state_dict(head)
        return cls(network.to(device()), tokenizer, recipe, about["history"])


def tags_of(spans: Sequence[Found], offsets: Sequence[tuple[int, int]]) -> list[int]:
    """A tag a token; the shorter of two spans has the token."""
    tags = [0] * len(offsets)
    for role, start, end in sorted(spans, key=lambda one: one[1] - one[2]):
        first = True
        for at, (a, b) in enumerate(offsets):
            if start <= a < b <= end:
                tags[at] = TAGS.index(f"{'B' if first else 'I'}-{role}")
                first = False
    return tags


def pieces(text: str, offsets: Sequence[tuple[int, int]], room: int) -> list[tuple[int, int]]:
    """Windows of at most so many tokens, cut at the end of a paragraph, else of a sentence."""
    found, start = [], 0
    while start < len(offsets):
        stop = min(len(offsets), start + room)
        if stop < len(offsets):
            later = range(stop, start + room // 2, -1)
            ends_ = (
                next((at for at in later if "\n" in text[offsets[at - 1][1] : offsets[at][0]]), 0),
                next(
                    (
                        at
                        for at in later
                        if re.fullmatch(r"[.!?”\"]", text[slice(*offsets[at - 1])])
                    ),
                    0,
                ),
            )
            stop = next((one for one in ends_ if one), stop)
        found.append((start, stop))
        start = stop
    return found


ALLOWED = np.array(
    [
        [-1e9 if after[0] == "I" and after[2:] != before[2:] else 0.0 for after in TAGS]
        for before in TAGS
    ]
)
"""(before, after): an I stands only behind a B or an I of its own role."""


def viterbi(scores: np.ndarray) -> list[int]:
    """The best allowed tags of (tokens, tags) log scores."""
    best = scores[0] + ALLOWED[0]
    back = []
    for row in scores[1:]:
        steps = best[:, None] + ALLOWED
        back.append(steps.argmax(0))
        best = steps.max(0) + row
    path = [int(best.argmax())]
    for one in reversed(back):
        path.append(int(one[path[-1]]))
    return path[::-1]


def spans_of(tags: Sequence[int], offsets: Sequence[tuple[int, int]]) -> list[Found]:
    """Spans from tags."""
    found: list[Found] = []
    open_ = False
    for tag, (start, end) in zip(tags, offsets, strict=True):
        name = TAGS[tag]
        if name[0] == "B":
            found.append((name[2:], start, end))
        elif name[0] == "I" and open_:
            role, first, _ = found[-1]
            found[-1] = (role, first, end)
        open_ = name != "O"
    return found
