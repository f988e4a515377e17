"""Label the rows of a file, of a release or of a dataset on the Hub."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from stancebank.errors import StanceBankError
from stancebank.learn import store
from stancebank.learn.checks import NEEDED, checked, row_at
from stancebank.learn.classifier import Classifier
from stancebank.learn.data import unlabelled
from stancebank.learn.files import LINES, read_lines
from stancebank.learn.pairs import Pairs
from stancebank.learn.tables import by_splits, picked, source_of
from stancebank.learn.tagger import Tagger
from stancebank.learn.tasks import TASKS, Row, Task
from stancebank.store import write_bytes

MORE = {
    "stance": "holder, context, mode",
    "events": "actors, actor_names, recipients, recipient_names",
    "articles": "others",
}
"""Config → columns that a row may have beside those it needs."""


def predict(folder: Path, where: str, out: Path | None, split: str | None = None) -> str:
    """Label every row that is found; see `stancebank predict`.

    Returns:
        One line that tells what was done.

    Raises:
        StanceBankError: no model, nothing to read, or a row without what the model reads.
    """
    if out is not None and out.suffix not in LINES:
        raise StanceBankError(f"{out}: expected a name that ends in .csv or .jsonl")
    if store.is_tagger(folder):
        tagger = Tagger(*store.read(folder))
        rows, read_as = _rows(where, TASKS["statements"], split, ["spans"])
        return _written(
            _tagged(rows, read_as, tagger), ["spans"], out, f"{len(rows):,} texts tagged"
        )
    model = Classifier.read(folder)
    added = ["predicted", "probability", *(f"probability_{name}" for name in model.labels)]
    task = model.about["task"]
    rows, read_as = _rows(where, TASKS[task], split, added)
    pairs, places = unlabelled(where, read_as, task, model.labels)
    if left := len(rows) - len(places):
        print(
            f"{where}: {left:,} of {len(rows):,} rows left out: attitudes of the narration, which "
            "have no statement",
            file=sys.stderr,
        )
    found = model.predict_pairs(model.recognized(pairs))
    labelled = [
        {
            **rows[place],
            "predicted": one.label,
            "probability": round(one.probabilities[one.label], 4),
            **{f"probability_{name}": round(p, 4) for name, p in one.probabilities.items()},
        }
        for place, one in zip(places, found, strict=True)
    ]
    new = _new_targets(model, pairs)
    told = f"; {new:,} targets were not in train and are judged by their words" if new else ""
    return _written(labelled, added, out, f"{len(labelled):,} rows labelled{told}")


def _rows(
    where: str, task: Task, split: str | None, added: Sequence[str]
) -> tuple[list[Row], list[Row]]:
    """The rows as they stand there, and as `train` and `evaluate` would read them."""
    path = Path(where)
    if path.is_file() and path.suffix in LINES:
        numbered = read_lines(path, NEEDED[task.config], MORE[task.config])
        rows = [row for _, row in numbered]
        known = [{**row, "id": f"line {number}"} for number, row in numbered]
        if split is not None:
            kept = {id(row) for row in picked(where, by_splits(where, known), split)}
            rows = [row for row, one in zip(rows, known, strict=True) if id(one) in kept]
            known = [one for one in known if id(one) in kept]
        known = checked(where, known, task, labelled=False)
    else:
        rows = known = source_of(where, task, labelled=False).rows(split)
    for place, (row, one) in enumerate(zip(rows, known, strict=True), 1):
        at = row_at(where, one, place)
        for name in NEEDED[task.config]:
            if not one[name].strip():
                raise StanceBankError(f"{at}: empty {name}: fill it in or leave the row out")
        if taken := set(added) & row.keys():
            raise StanceBankError(
                f"{at}: has a column {', '.join(sorted(taken))} already, which would be lost: "
                "rename it"
            )
    return rows, known


def _new_targets(model: Classifier, pairs: Pairs) -> int:
    known: dict[str, str] = model.about["targets"]
    words = set(known.values())
    asked = set(zip(pairs.target_id, pairs.target, strict=True))
    return sum(one not in known and said not in words for one, said in asked)


def _tagged(rows: list[Row], read_as: list[Row], tagger: Tagger) -> list[Row]:
    """The rows with their spans, as JSON lists of role, start, end and words."""
    texts = [row["text"] for row in read_as]
    return [
        {**row, "spans": [[role, a, b, text[a:b]] for role, a, b in spans]}
        for row, text, spans in zip(rows, texts, tagger.predict(texts), strict=True)
    ]


def _written(rows: list[Row], added: Sequence[str], out: Path | None, told: str) -> str:
    """Write the rows, and return what is told of them."""
    content = _jsonl(rows) if out is not None and out.suffix == ".jsonl" else _csv(rows, added)
    if out is None:
        sys.stdout.write(content)
    else:
        write_bytes(out, content.encode())
    return told


def _csv(rows: list[Row], added: Sequence[str]) -> str:
    """All columns that any row has, what was added last."""
    own = dict.fromkeys(name for row in rows for name in row if name not in added)
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [*own, *added])
    writer.writeheader()
    for row in rows:
        nested = {name: _json(one) for name, one in row.items() if isinstance(one, (list, dict))}
        writer.writerow(row | nested)
    return stream.getvalue()


def _jsonl(rows: list[Row]) -> str:
    return "".join(_json(row) + "\n" for row in rows)


def _json(value: Any) -> str:
    """JSON; dates and the like, which Parquet may have, as strings."""
    return json.dumps(value, ensure_ascii=False, default=str)
