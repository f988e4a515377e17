"""Label the rows of a file."""

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
from stancebank.learn.classifier import Classifier
from stancebank.learn.tagger import Tagger
from stancebank.store import write_bytes

NEEDED = ("text", "target")


def predict(folder: Path, source: Path, out: Path | None) -> str:
    """Label every row of a .csv or .jsonl; see `stancebank predict`.

    Returns:
        One line that tells what was done.

    Raises:
        StanceBankError: no model, an unreadable file, a row without text or target.
    """
    tagger = Tagger(*store.read(folder)) if store.is_tagger(folder) else None
    model = Classifier.read(folder) if tagger is None else None
    if out is not None and out.suffix not in (".csv", ".jsonl"):
        raise StanceBankError(f"{out}: expected a name that ends in .csv or .jsonl")
    needed = NEEDED if model is not None else ("text",)
    rows = _rows(source, needed)
    for number, row in rows:
        for name in needed:
            if not str(row.get(name) or "").strip():
                raise StanceBankError(
                    f"{source}:{number}: empty {name}: fill it in or leave it out"
                )
    added = {"spans"}
    if model is not None:
        added = {"predicted", "probability", *(f"probability_{name}" for name in model.labels)}
    for number, row in rows:
        if None in row:
            raise StanceBankError(
                f"{source}:{number}: more cells than the header has: mend the row"
            )
        if taken := added & row.keys():
            raise StanceBankError(
                f"{source}:{number}: has a column {', '.join(sorted(taken))} already, which would "
                "be lost: rename it"
            )
        if not all(isinstance(row[name], str) for name in needed):
            raise StanceBankError(f"{source}:{number}: {' and '.join(needed)}: expected strings")
    if model is None:
        assert tagger is not None
        labelled = _tagged(rows, tagger)
        _write(labelled, out)
        return f"{len(rows):,} texts tagged"
    found = model.predict(
        [row["text"] for _, row in rows],
        [row["target"] for _, row in rows],
        [row.get("holder") or "" for _, row in rows],
        [row.get("context") or row["text"] for _, row in rows],
        [row.get("mode") or "" for _, row in rows],
    )
    labelled = [
        {
            **row,
            "predicted": one.label,
            "probability": round(one.probabilities[one.label], 4),
            **{f"probability_{name}": round(p, 4) for name, p in one.probabilities.items()},
        }
        for (_, row), one in zip(rows, found, strict=True)
    ]
    _write(labelled, out)
    known = model.about["targets"]
    words = set(known.values())
    new = {row["target"] for _, row in rows if row["target"] not in known} - words
    told = f"; {len(new)} targets were not in train and are judged by their words" if new else ""
    return f"{len(rows):,} rows labelled{told}"


def _tagged(rows: list[tuple[int, dict[str, Any]]], tagger: Tagger) -> list[dict[str, Any]]:
    """The rows with their spans, as JSON lists of role, start, end and words."""
    found = tagger.predict([row["text"] for _, row in rows])
    return [
        {**row, "spans": [[role, a, b, row["text"][a:b]] for role, a, b in spans]}
        for (_, row), spans in zip(rows, found, strict=True)
    ]


def _write(rows: list[dict[str, Any]], out: Path | None) -> None:
    content = _jsonl(rows) if out is not None and out.suffix == ".jsonl" else _csv(rows)
    if out is None:
        sys.stdout.write(content)
    else:
        write_bytes(out, content.encode())


def _rows(source: Path, needed: Sequence[str]) -> list[tuple[int, dict[str, Any]]]:
    """Rows with their line numbers."""
    if source.suffix not in (".csv", ".jsonl"):
        raise StanceBankError(f"{source}: expected a .csv or .jsonl file")
    try:
        text = source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StanceBankError(f"{source}: not UTF-8 at byte {error.start}: convert it") from error
    if source.suffix == ".csv":
        reader = csv.DictReader(io.StringIO(text, newline=""))
        missing = [name for name in needed if name not in (reader.fieldnames or [])]
        if missing:
            raise StanceBankError(f"{source}:1: no column {', '.join(missing)}")
        # A quoted cell may run over lines; the reader knows where each row ends.
        return [(reader.line_num, row) for row in reader]
    rows = []
    for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise StanceBankError(f"{source}:{number}: not JSON: {error}") from error
        if not isinstance(row, dict):
            raise StanceBankError(f"{source}:{number}: expected an object")
        rows.append((number, row))
    return rows


def _csv(rows: list[dict[str, Any]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]) if rows else [*NEEDED, "predicted"])
    writer.writeheader()
    for row in rows:
        lists = {
            name: json.dumps(one, ensure_ascii=False)
            for name, one in row.items()
            if isinstance(one, list)
        }
        writer.writerow(row | lists)
    return stream.getvalue()


def _jsonl(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
