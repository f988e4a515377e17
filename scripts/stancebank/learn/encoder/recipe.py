"""How an encoder is trained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """Settings of training. The defaults suit a small encoder and a CPU.

    Attributes:
        rate: learning rate of the encoder (AdamW, Loshchilov and Hutter 2019), warmed up over a
            tenth of the steps and brought down to zero.
        head_rate: learning rate of what stands on the encoder.
        decay: share of the rate that a layer has of the one above it (Howard and Ruder 2018).
        epochs: passes over train.
        batch: pairs or windows a step.
        length: tokens a pair or window at most.
        frozen: the lowest layers that are not trained.
        words: whether the word embeddings are trained, which takes a third of the time.
        dropout: before each layer that is not the encoder's.
        looks: how often an epoch validation is looked at; the best look is kept.
        seed: of everything random.
    """

    rate: float = 1e-4
    head_rate: float = 1e-3
    decay: float = 0.95
    epochs: float = 4.0
    batch: int = 16
    length: int = 160
    frozen: int = 0
    words: bool = False
    dropout: float = 0.1
    looks: int = 2
    seed: int = 0


STEPS = 300
"""Steps that are made at least, however few the pairs."""


def recipe_for(layers: int, items: int, epochs: float | None, task: str, seed: int) -> Recipe:
    """What did best on development data of public sets.

    Small encoders (six layers) are trained whole and fast; larger ones slower, without their
    lowest third.

    Args:
        layers: of the encoder.
        items: pairs or windows of train.
        epochs: passes over them; the usual ones if not given.
        task: pairs or statements.
        seed: of everything random.
    """
    large = layers > 6
    if task == "statements":
        recipe = Recipe(decay=0.92, batch=8, length=256, looks=2)
        rate, head_rate = (1e-4, 1e-3) if large else (2e-4, 2e-3)
        usual = 2.0
    else:
        recipe = Recipe()
        rate, head_rate = (5e-5, 5e-4) if large else (1e-4, 1e-3)
        usual = 2.0 if large else 4.0
    return Recipe(
        rate=rate,
        head_rate=head_rate,
        decay=recipe.decay,
        epochs=epochs or max(usual, STEPS * recipe.batch / max(1, items)),
        batch=recipe.batch,
        length=recipe.length,
        frozen=layers // 3 if large else 0,
        words=task == "statements" and not large,
        looks=recipe.looks,
        seed=seed,
    )
