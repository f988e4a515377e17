"""A frozen encoder: one vector a text, the mean over its tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from stancebank.learn.encoder.network import device
from stancebank.learn.encoder.tokens import ends, padded

LENGTH, TOGETHER = 160, 64


def vectors_of(encoder: nn.Module, tokenizer: Any, texts: Sequence[str]) -> np.ndarray:
    """(n, size) mean vectors of length 1, float32; each distinct text is read once."""
    encoder = encoder.to(device()).eval()
    distinct = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    begin, end = ends(tokenizer)
    ids = tokenizer(list(distinct), add_special_tokens=False)["input_ids"] if distinct else []
    ids = [[begin, *one[: LENGTH - 2], end] for one in ids]
    order = sorted(range(len(ids)), key=lambda at: len(ids[at]))
    found = np.zeros((len(ids), encoder.config.hidden_size), dtype=np.float32)
    with torch.inference_mode():
        for at in range(0, len(order), TOGETHER):
            some = order[at : at + TOGETHER]
            batch = padded([ids[one] for one in some], tokenizer.pad_token_id)
            batch = {name: one.to(device()) for name, one in batch.items()}
            hidden = encoder(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1)
            mean = (hidden * mask).sum(1) / mask.sum(1)
            found[some] = nn.functional.normalize(mean, dim=1).cpu().numpy()
    return found[[distinct[text] for text in texts]]
