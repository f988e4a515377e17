"""What is trained: an encoder with a layer on it, and how fast each part learns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging

from stancebank.errors import StanceBankError
from stancebank.learn.encoder.recipe import Recipe
from stancebank.learn.folder import ABOUT

# Their bars and advice are not ours to print.
logging.disable_progress_bar()
logging.set_verbosity_error()

Batch = dict[str, torch.Tensor]


class PairReader(nn.Module):
    """Pairs of a text and what is asked: one score a label.

    What is classified is the mean of the judged words beside the means of what is marked as source
    and as target (after Baldini Soares et al. 2019).
    """

    def __init__(self, encoder: nn.Module, labels: int, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        size = encoder.config.hidden_size
        self.head = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(3 * size, size),
            nn.Tanh(),
            nn.Dropout(dropout),
            nn.Linear(size, labels),
        )

    def forward(self, batch: Batch) -> torch.Tensor:
        """(n, labels) scores of input_ids (n, tokens), attention_mask and parts (n, 3, tokens)."""
        hidden = self.encoder(
            input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]
        ).last_hidden_state
        parts = batch["parts"]
        means = parts @ hidden / parts.sum(-1, keepdim=True).clamp(min=1)
        found: torch.Tensor = self.head(means.flatten(1))
        return found


class TokenReader(nn.Module):
    """Windows of a text: one score a token and tag."""

    def __init__(self, encoder: nn.Module, tags: int, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(encoder.config.hidden_size, tags))

    def forward(self, batch: Batch) -> torch.Tensor:
        """(n, tokens, tags) scores of input_ids (n, tokens) and attention_mask."""
        hidden = self.encoder(
            input_ids=batch["input_ids"], attention_mask=batch["attention_mask"]
        ).last_hidden_state
        found: torch.Tensor = self.head(hidden)
        return found


def device() -> torch.device:
    """A GPU if there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def open_encoder(where: str, marks: tuple[str, ...] = ()) -> tuple[nn.Module, Any]:
    """An encoder and its tokenizer, from a folder or the Hub. No code of theirs is run.

    What a model of ours brings along is read as safetensors, from its folder and nowhere else. Any
    other folder or Hub name may hold PyTorch's pickled weights too; transformers reads them only
    by PyTorch's loader of plain tensors (`weights_only`), in versions where that is safe.

    Args:
        where: folder or Hub name.
        marks: words that the tokenizer shall keep whole; it may have them already.

    Raises:
        StanceBankError: there is none, or it is none that can read.
    """
    here = Path(where).is_dir()
    ours = here and (Path(where).absolute().parent / ABOUT).is_file()
    how = {"trust_remote_code": False, "local_files_only": here}
    weights = {"weights_only": True, **({"use_safetensors": True} if ours else {})}
    try:
        tokenizer = AutoTokenizer.from_pretrained(where, **how)
        encoder = AutoModel.from_pretrained(where, **how, **weights)
    except Exception as error:  # of many kinds: no folder, no network, no such architecture
        remedy = (
            "copy the model again, or train it again"
            if ours
            else "give --encoder a folder or a name on the Hub"
        )
        told = (str(error).strip() or repr(error)).splitlines()[0]
        raise StanceBankError(f"{where}: no encoder to be had: {told:.200}; {remedy}") from error
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None
    if not tokenizer.is_fast:
        raise StanceBankError(f"{where}: its tokenizer gives no offsets: take another encoder")
    if marks and tokenizer.add_tokens(list(marks), special_tokens=True):
        encoder.resize_token_embeddings(len(tokenizer), mean_resizing=False)
    return encoder, tokenizer


def layers_of(encoder: nn.Module) -> list[nn.Module]:
    """The transformer's layers from below, whatever the family calls them."""
    for part in (getattr(encoder, "encoder", None), getattr(encoder, "transformer", None), encoder):
        for name in ("layer", "layers"):
            found = getattr(part, name, None)
            if isinstance(found, nn.ModuleList):
                return list(found)
    return []


def parameters_of(network: nn.Module, recipe: Recipe) -> list[dict[str, Any]]:
    """Parameters with their learning rates: lower layers learn slower, the lowest not at all."""
    layers = layers_of(network.encoder)
    depth = {id(one): at for at, layer in enumerate(layers) for one in layer.parameters()}
    groups = []
    for name, parameter in network.named_parameters():
        if name.startswith("head."):
            rate = recipe.head_rate
        else:
            at = depth.get(id(parameter), -1)
            # Below the layers lie the embeddings.
            still = at < recipe.frozen if at >= 0 else bool(layers) and not recipe.words
            if still:
                parameter.requires_grad_(False)
                continue
            rate = recipe.rate * recipe.decay ** (len(layers) - 1 - at)
        # Biases and norms are not pulled to zero.
        weight_decay = 0.0 if parameter.ndim < 2 else 0.01
        groups.append({"params": [parameter], "lr": rate, "weight_decay": weight_decay})
    return groups


def save_encoder(encoder: nn.Module, tokenizer: Any, folder: Path) -> None:
    """Write an encoder with its tokenizer, as transformers reads it."""
    # Some versions of transformers write where it came from, a path of this machine.
    encoder.config.name_or_path = ""
    encoder.save_pretrained(folder, safe_serialization=True)
    tokenizer.save_pretrained(folder)
