"""Training an encoder: steps, schedule, the best look at validation kept."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import nn

from stancebank.learn.encoder.network import Batch, parameters_of
from stancebank.learn.encoder.recipe import Recipe

WARM_UP = 0.1
"""Share of the steps in which the learning rate rises."""


def train(
    network: nn.Module,
    lengths: Sequence[int],
    batch_of: Callable[[np.ndarray], Batch],
    loss_of: Callable[[Batch], torch.Tensor],
    validate: Callable[[], float] | None,
    recipe: Recipe,
    log: Callable[[str], None],
    chosen: Callable[[np.random.Generator], np.ndarray] | None = None,
) -> list[dict[str, float]]:
    """Train in place; the network ends with the weights of its best look at validation.

    Without validation it ends with those of the last step.

    Args:
        network: with parts `encoder` and `head`.
        lengths: (n,) tokens of each item; items of like length are trained together.
        batch_of: positions of items → tensors.
        loss_of: tensors → loss.
        validate: the score of the network as it is, higher is better; None: there is no look.
        recipe: settings.
        log: gets a line a look.
        chosen: draws the items of a pass, always equally many; None: all.

    Returns:
        What each look found: step, cpu_minutes, loss, score.
    """
    random = np.random.default_rng(recipe.seed)
    optimizer = torch.optim.AdamW(parameters_of(network, recipe))
    per_epoch = math.ceil(len(chosen(random) if chosen else lengths) / recipe.batch)
    steps = max(1, round(recipe.epochs * per_epoch))
    warm = max(1, round(WARM_UP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm))),
    )
    every = max(1, per_epoch // recipe.looks)
    started, step, smoothed, best = time.process_time(), 0, 0.0, -1.0
    kept: dict[str, torch.Tensor] = {}
    history: list[dict[str, float]] = []
    while step < steps:
        some = chosen(random) if chosen else np.arange(len(lengths))
        for rows in rounds(some, lengths, recipe.batch, random):
            network.train()
            loss = loss_of(batch_of(rows))
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            step += 1
            now = loss.item()
            smoothed = now if step == 1 else 0.98 * smoothed + 0.02 * now
            look = step == steps or (step % every == 0 and steps - step >= every // 2)
            if look and validate is not None:
                score = validate()
                minutes = (time.process_time() - started) / 60
                history.append(
                    {"step": step, "cpu_minutes": round(minutes, 1), "loss": round(smoothed, 4)}
                    | {"score": round(score, 4)}
                )
                log(f"step {step} of {steps}, {minutes:.1f} CPU minutes, validation {score:.4f}")
                if score > best:
                    best = score
                    trained = {n for n, one in network.named_parameters() if one.requires_grad}
                    state = network.state_dict()
                    kept = {n: state[n].detach().clone() for n in trained}
            if step >= steps:
                break
    network.load_state_dict(kept, strict=False)
    network.eval()
    return history


def rounds(
    items: np.ndarray, lengths: Sequence[int], batch: int, random: np.random.Generator
) -> list[np.ndarray]:
    """Batches of items of like length in random order: little padding, changing neighbours."""
    order = random.permutation(items)
    found = []
    for at in range(0, len(order), 50 * batch):
        pool = order[at : at + 50 * batch]
        pool = pool[np.argsort([lengths[one] for one in pool], kind="stable")]
        found += [pool[start : start + batch] for start in range(0, len(pool), batch)]
    return [found[at] for at in random.permutation(len(found))]
