"""Rows of a dataset on the Hub."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from stancebank.errors import StanceBankError
from stancebank.learn.files import named
from stancebank.learn.tasks import Row

ABOUT = ("id", "story", "genre")
"""What is read of the config `articles`."""


def read_hub(name: str, config: str) -> tuple[dict[str, list[Row]], list[Row]]:
    """The rows of a config by split, and those of its articles with the columns ABOUT.

    Raises:
        StanceBankError: the Hub gave no such dataset.
    """
    from datasets import get_dataset_config_names, load_dataset

    articles: list[Row] = []
    try:
        with _quiet():
            found: Any = load_dataset(name, config)
            # Ours tell there of stories and genres; sets that `import` wrote have no such config.
            if "articles" in get_dataset_config_names(name):
                for data in load_dataset(name, "articles").values():
                    there = [one for one in ABOUT if one in data.column_names]
                    articles += _rows(name, data.select_columns(there))
    except StanceBankError:
        raise
    except Exception as error:  # the Hub's errors are of many libraries
        raise StanceBankError(
            f"{name}: no such file here, and the Hub gave no dataset: {error!s:.200}"
        ) from error
    return {split: _rows(name, data) for split, data in found.items()}, articles


def _rows(name: str, data: Any) -> list[Row]:
    labels = {key: one.names for key, one in data.features.items() if hasattr(one, "names")}
    return named(name, data.to_list(), labels)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the Hub's lines on each of its retries: the error at their end says enough."""
    from huggingface_hub.utils import logging as told

    before = told.get_verbosity()
    told.set_verbosity(logging.ERROR)
    try:
        yield
    finally:
        told.set_verbosity(before)
