"""Pairs that a linear model can learn, written for the tests: who says what of which target."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

TARGETS = ("The bridge at Osk is opened", "Prisoners are exchanged", "Monitors watch the Temsa")
WORDS = {
    "favor": ("we welcome", "let it be done", "we are for", "gladly"),
    "against": ("we refuse", "never", "we are against", "no"),
    "conditional": ("only if they go first", "once the guns are gone", "provided they pay"),
    "neutral": ("we have not decided", "we weigh it", "it is being studied"),
    "none": ("the harvest was poor", "it rained on the march", "the roads are long"),
}
NOUNS = {
    TARGETS[0]: ("the bridge", "the crossing at Osk", "its spans"),
    TARGETS[1]: ("the prisoners", "an exchange of men", "the captives"),
    TARGETS[2]: ("the monitors", "watchers on the Temsa", "observers"),
}
FIELDS = ("text", "target", "holder", "label", "group", "split")


def rows(many: int = 60, seed: int = 0, split: str = "train") -> list[dict[str, str]]:
    """Statements of three targets each; a statement says something of one of them."""
    chance = random.Random(f"{seed} {split}")
    found = []
    for number in range(many):
        about = chance.choice(TARGETS)
        label = chance.choice(list(WORDS))
        said = f"{chance.choice(WORDS[label])}, {chance.choice(NOUNS[about])}, he said ({number})"
        holder = chance.choice(("Dovek", "Lind", "Brisk"))
        for target in TARGETS:
            found.append(
                {
                    "text": said,
                    "target": target,
                    "holder": holder,
                    "label": label if target == about else "none",
                    "group": f"{split} {number // 3}",
                    "split": split,
                }
            )
    return found


def write(path: Path, found: list[dict[str, str]]) -> Path:
    """Write rows as a CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS)
        writer.writeheader()
        writer.writerows(found)
    return path


Row = dict[str, Any]

IDS = {words: f"t{at}" for at, words in enumerate(TARGETS)}
HOLDERS = {"Dovek": "h1", "Lind": "h2", "Brisk": "h3"}


def stance(at: int = 0, **more: Any) -> Row:
    """A row of the config stance."""
    found = {"text": f"We refuse ({at}).", "target": TARGETS[0], "label": "against"}
    return {"id": f"a/{at}", "statement_id": "s", **found, **more}


def parquet(path: Path, table: list[Row], names: dict[str, list[str]] | None = None) -> Path:
    """A Parquet file as `datasets` writes it."""
    features = {key: {"names": one, "_type": "ClassLabel"} for key, one in (names or {}).items()}
    made = pa.Table.from_pylist(table)
    if names is not None:
        told = json.dumps({"info": {"features": features}})
        made = made.replace_schema_metadata({"huggingface": told})
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(made, path)
    return path


def jsonl(path: Path, *table: Row) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in table), "utf-8")
    return path


def published(many: int, split: str) -> list[dict[str, Any]]:
    """Rows as a release has them: ids, their words beside them, and a context."""
    return [
        {
            "id": f"{split}/{at}",
            "statement_id": f"{split}/{at}",
            "text": row["text"],
            "context": f"It was late. {row['text']}",
            "holder": HOLDERS[row["holder"]],
            "holder_name": row["holder"],
            "target": IDS[row["target"]],
            "proposition": row["target"],
            "label": row["label"],
            "story": row["group"],
            "evidence": [{"start": 0, "end": 2}],
        }
        for at, row in enumerate(rows(many, split=split))
    ]
