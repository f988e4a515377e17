"""A transformer that reads text, source and target together, fine-tuned: the best model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from stancebank.learn.decide import Decision
from stancebank.learn.encoder.loop import train
from stancebank.learn.encoder.marks import MARKS
from stancebank.learn.encoder.network import (
    Batch,
    PairReader,
    device,
    layers_of,
    open_encoder,
    save_encoder,
)
from stancebank.learn.encoder.recipe import Recipe, recipe_for
from stancebank.learn.encoder.tokens import Item, Tokens
from stancebank.learn.pairs import Pairs, joined
from stancebank.learn.scores import confusion, scores_of

TOGETHER = 32
"""Pairs that are judged at once."""


class EncoderModel:
    """Labels and calibrated probabilities of pairs.

    Attributes:
        names: the labels.
        network: encoder and classification layer.
        tokens: pairs → tensors.
        decision: scores → probabilities and labels, fitted on validation.
        recipe: how it was trained.
        history: what each look at validation found.
    """

    kind = "encoder"

    def __init__(
        self,
        names: tuple[str, ...],
        network: PairReader,
        tokens: Tokens,
        decision: Decision,
        recipe: Recipe,
        history: list[dict[str, float]] | None = None,
    ) -> None:
        self.names, self.network, self.tokens = names, network.eval(), tokens
        self.decision, self.recipe, self.history = decision, recipe, history or []

    @classmethod
    def fit(
        cls,
        pairs: Pairs,
        held_out: Pairs,
        where: str,
        objective: str = "macro_f1",
        seed: int = 0,
        epochs: float | None = None,
        votes: bool = False,
        log: Callable[[str], None] = lambda line: None,
        again: bool = False,
    ) -> EncoderModel:
        """Fine-tune on `pairs`; `held_out` chooses when to stop and fits the decisions.

        Args:
            pairs: train, of two labels at least.
            held_out: other stories, with labels of train.
            where: folder or Hub name of the encoder.
            objective: the score of scores.py that the best look is chosen by.
            seed: of everything random.
            epochs: passes over train at most; the recipe's if not given.
            votes: learn from the shares of the annotators' votes.
            log: gets a line a look at validation.
            again: train once more from the start on `pairs` and `held_out` together, to the last
                step; for few pairs, of which none is to be spared. Decisions stay as they are.
        """
        network, tokens, recipe, history = _trained(
            pairs, held_out, where, objective, seed, epochs, votes, log
        )
        scores = judged(network, tokens, tokens.items(held_out))
        decision = Decision.fit(scores, held_out.codes, pairs.names, objective)
        if again:
            log("once more, on all pairs")
            every = joined([pairs, held_out])
            network, *_ = _trained(every, None, where, objective, seed, epochs, votes, log)
        return cls(pairs.names, network, tokens, decision, recipe, history)

    def scores(self, pairs: Pairs) -> np.ndarray:
        """(n, labels) scores; higher is likelier, not yet probabilities."""
        return judged(self.network, self.tokens, self.tokens.items(pairs))

    def predict(self, pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
        """(n,) codes of the labels and (n, labels) calibrated probabilities."""
        return self.decision(self.scores(pairs))

    def save(self, folder: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Write the encoder into the folder; return the arrays and settings that are left."""
        save_encoder(self.network.encoder, self.tokens.tokenizer, folder)
        arrays = {
            f"head.{name}": one.cpu().numpy()
            for name, one in self.network.head.state_dict().items()
        }
        return arrays, {"recipe": vars(self.recipe), "history": self.history}

    @classmethod
    def open(
        cls,
        names: tuple[str, ...],
        folder: Path,
        arrays: dict[str, np.ndarray],
        about: dict[str, Any],
        decision: Decision,
    ) -> EncoderModel:
        """What :meth:`save` wrote."""
        encoder, tokenizer = open_encoder(str(folder))
        recipe = Recipe(**about["recipe"])
        network = PairReader(encoder, len(names), recipe.dropout)
        network.head.load_state_dict(
            {
                name.removeprefix("head."): torch.tensor(one)
                for name, one in arrays.items()
                if name.startswith("head.")
            }
        )
        tokens = Tokens(tokenizer, recipe.length)
        return cls(names, network.to(device()), tokens, decision, recipe, about["history"])


def _trained(
    pairs: Pairs,
    held_out: Pairs | None,
    where: str,
    objective: str,
    seed: int,
    epochs: float | None,
    votes: bool,
    log: Callable[[str], None],
) -> tuple[PairReader, Tokens, Recipe, list[dict[str, float]]]:
    """A network trained on pairs, at its best look at `held_out` or, without, at its last step."""
    torch.manual_seed(seed)
    encoder, tokenizer = open_encoder(where, MARKS)
    chosen = thinned(pairs.codes)
    items_a_pass = len(chosen(np.random.default_rng(seed)))
    recipe = recipe_for(len(layers_of(encoder)), items_a_pass, epochs, "pairs", seed)
    network = PairReader(encoder, len(pairs.names), recipe.dropout).to(device())
    tokens = Tokens(tokenizer, recipe.length)
    items = tokens.items(pairs)
    others = tokens.items(held_out) if held_out is not None else []
    wanted = torch.tensor(shares(pairs, votes), dtype=torch.float)
    measure = nn.CrossEntropyLoss()

    def batch_of(rows: np.ndarray) -> Batch:
        return tokens.batch([items[row] for row in rows]) | {"wanted": wanted[rows]}

    def loss_of(batch: Batch) -> torch.Tensor:
        batch = {name: one.to(device()) for name, one in batch.items()}
        loss: torch.Tensor = measure(network(batch), batch["wanted"])
        return loss

    def validate() -> float:
        assert held_out is not None
        found = judged(network, tokens, others).argmax(1)
        table = confusion(held_out.codes, found, len(pairs.names))
        return float(scores_of(table, pairs.names)[objective])

    lengths = [len(one.ids) for one in items]
    look = validate if held_out is not None else None
    history = train(network, lengths, batch_of, loss_of, look, recipe, log, chosen)
    return network, tokens, recipe, history


MOST = 3
"""Pairs of the commonest label to one of any other, in a pass over train."""


def thinned(codes: np.ndarray) -> Callable[[np.random.Generator], np.ndarray]:
    """What draws the pairs of a pass: all, but of a label that drowns the others only some.

    In a closed world nine pairs of ten are `none`. Each pass draws others of them; that they are
    more than it seems is made good when the decisions are fitted.
    """
    commonest = int(np.bincount(codes).argmax())
    many, others = np.flatnonzero(codes == commonest), np.flatnonzero(codes != commonest)
    room = MOST * len(others)

    def draw(random: np.random.Generator) -> np.ndarray:
        if not room or len(many) <= room:
            return np.arange(len(codes))
        return np.sort(np.concatenate([others, random.choice(many, room, replace=False)]))

    return draw


def judged(network: PairReader, tokens: Tokens, items: Sequence[Item]) -> np.ndarray:
    """(n, labels) scores of items, in their order."""
    network.eval()
    order = sorted(range(len(items)), key=lambda at: len(items[at].ids))
    found: list[np.ndarray] = [np.zeros(0)] * len(items)
    with torch.inference_mode():
        for at in range(0, len(order), TOGETHER):
            some = order[at : at + TOGETHER]
            batch = tokens.batch([items[one] for one in some])
            batch = {name: one.to(device()) for name, one in batch.items()}
            for one, row in zip(some, network(batch).cpu().numpy(), strict=True):
                found[one] = row
    return np.array(found, dtype=np.float64)


def shares(pairs: Pairs, votes: bool) -> np.ndarray:
    """(n, labels) what is to be learned: the gold label, or the shares of votes where some are."""
    wanted: np.ndarray = np.eye(len(pairs.names))[pairs.codes]
    if votes and pairs.votes is not None:
        cast = pairs.votes.sum(1)
        wanted[cast > 0] = pairs.votes[cast > 0] / cast[cast > 0, None]
    return wanted
