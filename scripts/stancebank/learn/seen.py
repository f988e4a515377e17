"""What a model remembers of its train data: hashes, by which overlap with test is noticed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import numpy as np

from stancebank.learn.pairs import Pairs

LEARNED = (
    *("group", "text", "context", "source", "source_id"),
    *("target", "target_id", "mode", "label"),
)
"""Columns of pairs that a model is made of, beside the votes."""


def fingerprint(*tables: Pairs) -> str:
    """SHA-256 of all that a model is made of, in its order."""
    digest = hashlib.sha256()
    for pairs in tables:
        votes = None if pairs.votes is None else pairs.votes.tolist()
        rows = zip(*(getattr(pairs, name) for name in LEARNED), strict=True)
        for part in ([len(pairs), pairs.names, votes], *rows):
            digest.update(json.dumps(part).encode() + b"\n")
    return digest.hexdigest()


def seen_of(pairs: Pairs) -> np.ndarray:
    """(n,) 64-bit hashes of text, context and target, by which overlap with test is noticed.

    The text alone would not do: a statement may be as short as “so”.
    """
    rows = zip(pairs.text, pairs.context, pairs.target_id, strict=True)
    return hashes_of(["\x1f".join(row) for row in rows])


def seen_by_words(pairs: Pairs) -> np.ndarray:
    """(n,) 64-bit hashes of the text and the target's words, white space aside.

    They stay the same where contexts and ids are lost, as in a CSV of text, target and label.
    """
    rows = zip(pairs.text, pairs.target, strict=True)
    return hashes_of(["\x1f".join(" ".join(one.split()) for one in row) for row in rows])


def remembered(pairs: Pairs) -> np.ndarray:
    """What a model keeps of its train data: the hashes of both kinds, each once, in no order."""
    return np.unique(np.concatenate([seen_of(pairs), seen_by_words(pairs)]))


def hashes_of(texts: Sequence[str]) -> np.ndarray:
    """(n,) 64-bit hashes."""
    hashes = [hashlib.blake2b(one.encode(), digest_size=8).digest() for one in texts]
    return np.frombuffer(b"".join(hashes), dtype="<u8")


def overlap(seen: np.ndarray, pairs: Pairs) -> list[int]:
    """Positions of the pairs that a model was trained on.

    Args:
        seen: what :func:`remembered` gave of train.
        pairs: others.
    """
    return [int(place) for place in np.flatnonzero(np.isin(seen_of(pairs), seen))]


def overlap_by_words(seen: np.ndarray, pairs: Pairs) -> list[int]:
    """Positions of the pairs whose text and target's words a model was trained on together.

    Those of :func:`overlap` are among them. A short text of another story may be, too.
    """
    return [int(place) for place in np.flatnonzero(np.isin(seen_by_words(pairs), seen))]
