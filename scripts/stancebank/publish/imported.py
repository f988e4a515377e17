"""Rows of an imported corpus written as a folder that `load_dataset`, `train` and `evaluate` read,
or as one file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from datasets import Features, List, Value

from stancebank import schema
from stancebank.errors import StanceBankError
from stancebank.publish.features import features, table
from stancebank.store import atomic, write_bytes

Row = dict[str, Any]

MORE = ("story", "genre")
"""What such rows have beside the columns of their config, since there is no config `articles`."""


MADE_BY = "Made by `stancebank import`"
"""How the card of such a folder is known; a published folder has another and is left alone."""


def write_imported(name: str, config: str, splits: dict[str, list[Row]], out: Path) -> None:
    """Write rows: to a folder with a card, or to a .parquet or .jsonl file with a column `split`.

    Raises:
        StanceBankError: the folder holds something else.
    """
    if out.suffix == ".jsonl":
        lines = [
            json.dumps({**row, "split": split}, ensure_ascii=False)
            for split, rows in splits.items()
            for row in rows
        ]
        write_bytes(out, "".join(f"{line}\n" for line in lines).encode())
        return
    if out.suffix == ".parquet":
        rows = [{**row, "split": split} for split, found in splits.items() for row in found]
        _parquet(config, rows, out, (*MORE, "split"))
        return
    card_path = out / "README.md"
    ours = card_path.is_file() and MADE_BY in card_path.read_text("utf-8", errors="replace")
    if out.is_dir() and any(out.iterdir()) and not ours:
        raise StanceBankError(f"{out}: not empty and no imported corpus: name another folder")
    for old in (out / "data").glob("*/*.parquet"):
        old.unlink()
    for split, rows in splits.items():
        _parquet(config, rows, out / "data" / config / f"{split}-00000-of-00001.parquet", MORE)
    files = "".join(
        f"  - split: {split}\n    path: data/{config}/{split}-*.parquet\n" for split in splits
    )
    card = (
        f"---\nconfigs:\n- config_name: {config}\n  data_files:\n{files}---\n# {name}\n\n"
        f"{MADE_BY} from the files of its authors, whose rights it keeps.\n"
    )
    write_bytes(card_path, card.encode())


def _parquet(config: str, rows: list[Row], path: Path, more: tuple[str, ...]) -> None:
    columns = features(config)
    votes = dict.fromkeys(schema.labels("stance"), 0)
    blank: Row = {name: [] if isinstance(kind, List) else None for name, kind in columns.items()}
    if config == "stance":
        # A row of the closed world, not of the narration: it has a statement, if a nameless one.
        blank |= {"votes": votes, "statement_id": ""}
    made = table(config, [{**blank, **row} for row in rows])
    more = tuple(name for name in more if name not in columns)
    for name in more:
        made = made.append_column(name, pa.array([row.get(name) for row in rows], pa.string()))
    whole = Features({**columns, **{name: Value("string") for name in more}})
    made = made.cast(whole.arrow_schema)
    with atomic(path) as stream:
        pq.write_table(made, stream, compression="zstd")
