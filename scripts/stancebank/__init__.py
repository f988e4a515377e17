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
        "no published data beside the stancebank package: run scripts/build in a checkout, "
        "or `stancebank publish -o DIST` and datasets.load_dataset(DIST, CONFIG)"
    )


def load(config: str = "articles", **options: Any) -> Any:
    """Load one config of the published data through ``datasets.load_dataset``.

    Args:
        config: articles, statements, stance, events or annotations.
        **options: passed on, e.g. ``split="test_reported"``, ``streaming=True``.

    Returns:
        A ``datasets.DatasetDict`` by split, or one ``Dataset`` if ``split`` is given.
    """
    from datasets import load_dataset

    return load_dataset(str(path()), config, **options)
