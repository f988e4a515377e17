"""StanceBank: reporting on armed conflict and peace talks: who said what, where they stand.

The published data are one call away: ``stancebank.load("stance")``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

__version__ = "0.1.0"


def path() -> Path:
    """Folder of the published data (README.md, data/<config>/<split>-….parquet).

    Looks inside the installed package first, then for the `dist` folder of the checkout this
    package runs from.

    Raises:
        StanceBankError: neither is there; the message says how to build it.
    """
    from stancebank.errors import StanceBankError

    here = Path(__file__).resolve().parent
    for folder in (here / "dist", here.parents[1] / "dist"):
        if (folder / "README.md").is_file() and (folder / "data").is_dir():
            return folder
    raise StanceBankError(
        f"no published data beside the package in {here}: install a wheel that was built with "
        "data, run scripts/build in a checkout, or `stancebank publish -o DIST` and "
        "datasets.load_dataset(DIST, CONFIG)"
    )


def load(config: str = "articles", split: str | None = None, **options: Any) -> Any:
    """Load one config of the published data through ``datasets.load_dataset``; needs no network.

    Args:
        config: articles, statements, stance, events or annotations.
        split: train, validation, test, test_unseen_conflict or test_reported; None for all.
        **options: passed on, e.g. ``streaming=True``.

    Returns:
        A ``datasets.DatasetDict`` by split, or one ``Dataset`` if ``split`` is given.

    Raises:
        StanceBankError: no published data here, see :func:`path`.
        ValueError: from `datasets`, naming the configs or splits there are.
    """
    from datasets import load_dataset

    return load_dataset(str(path()), config, split=split, **options)


def labels(config: str, column: str, folder: str | Path | None = None) -> list[str]:
    """Names of a column's labels by code, for readers that see codes: pandas, polars, DuckDB.

    ``frame["label"].map(dict(enumerate(stancebank.labels("stance", "label"))))``

    Args:
        config: articles, statements, stance, events or annotations.
        column: its name; inside a nested column with dots (``stances.label``).
        folder: a published folder; by default :func:`path`.

    Returns:
        The names; a code is the position of its name.

    Raises:
        StanceBankError: no such config or column, or the column holds no labels.
    """
    from stancebank.names import label_names

    return label_names(Path(folder) if folder is not None else path(), config, column)
