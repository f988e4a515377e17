"""What is to be trained, and whether it makes sense."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """What is to be trained.

    Attributes:
        data: where the pairs are, see :func:`stancebank.learn.data.read`.
        split: which of its splits is learned from.
        task: stance, events or statements.
        model: linear, hybrid or encoder.
        view: full or three-way.
        objective: the score that settings and offsets are chosen by.
        seed: of everything random.
        votes: learn from the annotators' votes.
        encoder: folder or Hub name of the encoder; "" for the one that comes with the extra.
        epochs: passes over train of an encoder at most; its recipe's if not given.
    """

    data: str
    split: str = "train"
    task: str = "stance"
    model: str = "linear"
    view: str = "full"
    objective: str = "macro_f1"
    seed: int = 0
    votes: bool = False
    encoder: str = ""
    epochs: float | None = None


def contradiction(order: Order) -> str:
    """What of an order makes no sense or would have no effect; "" if nothing."""
    if order.model == "linear" and order.encoder:
        return "--encoder is for --model hybrid and --model encoder"
    if order.epochs is not None and order.model != "encoder":
        return "--epochs is for --model encoder"
    if order.epochs is not None and not (0 < order.epochs < math.inf):
        return f"--epochs {order.epochs}: expected a number of passes above 0, such as 4"
    if order.view != "full" and order.task != "stance":
        return "--view is for --task stance: other labels have one view only"
    if order.task == "statements" and (order.votes or order.objective != Order.objective):
        return "--label-votes and --objective are for --task stance and --task events"
    return ""
