"""Whole texts: PolNeAR (who says what), re3d (who is with or against whom)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from stancebank.corpora.found import Found, Row, label, need, stance
from stancebank.errors import StanceBankError
from stancebank.sentences import sentence_at

PARTS = {"train": "train", "dev": "validation", "test": "test"}
"""PolNeAR's folders → our splits."""

ROLES = {"Source": "source", "Cue": "cue", "Content": "content"}


def polnear(source: Path) -> Found:
    """PolNeAR (Newell et al. 2018): attributions in news on the US election of 2016.

    One article is one text with its statements: source, cue and content by offsets. Of an article
    that several people annotated the first annotator's labels are taken, in the order of their ids.
    An attribution with several sources or cues keeps the first; contents stay in their pieces.
    """
    (data,) = need(source, "data")
    found = Found("polnear", "articles", {}, {"train": 840, "validation": 84})
    for part, split in PARTS.items():
        folder = data / part
        if not (folder / "text").is_dir():
            continue
        rows = found.splits.setdefault(split, [])
        for path in sorted((folder / "text").glob("*.txt")):
            text = path.read_bytes().decode("utf-8")
            files = sorted((folder / "attributions").glob(f"{path.stem}_????.ann"))
            if not files:
                found.notes["texts without labels, left out"] += 1
                continue
            found.notes["labels of further annotators, left out"] += len(files) - 1
            rows.append(
                {
                    "id": f"polnear/{path.stem}",
                    "article_id": f"polnear/{path.stem}",
                    "story": None,
                    "genre": None,
                    "collection": "polnear",
                    "conflict": "polnear",
                    "language": "en",
                    "text": text,
                    "statements": _attributions(text, files[0]),
                }
            )
    if not found.splits:
        raise StanceBankError(f"{data}: no train/text in it: give the folder of PolNeAR")
    return found


def _attributions(text: str, file: Path) -> list[Row]:
    """Statements of a brat file."""
    spans: dict[str, list[dict[str, Any]]] = {}
    statements: list[Row] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if of_text := re.match(r"(T\d+)\t(\w+) ([\d ;]+)\t", line):
            pieces = []
            for piece in of_text[3].split(";"):
                start, end = map(int, piece.split())
                if not 0 <= start < end <= len(text):
                    raise StanceBankError(f"{file}:{number}: {start}:{end} is outside its text")
                pieces.append({"start": start, "end": end, "text": text[start:end]})
            spans[of_text[1]] = pieces
        elif of_event := re.match(r"(E\d+)\t(.+)", line):
            parts: dict[str, list[dict[str, Any]]] = {role: [] for role in ROLES.values()}
            for name, one in re.findall(r"(\w+?)\d*:(T\d+)", of_event[2]):
                if name in ROLES:
                    parts[ROLES[name]] += spans.get(one, [])
            statements.append(
                {
                    "id": f"s{len(statements) + 1}",
                    "speaker": None,
                    "source": next(iter(parts["source"]), None),
                    "cue": next(iter(parts["cue"]), None),
                    "content": sorted(parts["content"], key=lambda one: int(one["start"])),
                    "mode": None,
                    "parent": None,
                    "addressees": [],
                }
            )
    return statements


SIDES = ("Likes", "AlliesOf", "Dislikes", "FightingAgainst")
"""Relations of re3d that tell where somebody stands towards somebody."""


def re3d(source: Path) -> Found:
    """re3d (Dstl 2017): relations between entities in reports on Syria and Iraq.

    Of its relations those that tell a side become stances of one entity on another; the others
    (places, names, membership) are counted and left out. The text is the sentence of the relation.
    """
    found = Found("re3d", "stance", {"train": []})
    folders = sorted(path.parent for path in source.glob("*/relations.json"))
    if not folders:
        raise StanceBankError(f"{source}: no */relations.json in it: give the folder of re3d")
    for folder in folders:
        texts = {one["_id"]: one["text"] for one in _lines(folder / "documents.json")}
        for number, one in enumerate(_lines(folder / "relations.json"), 1):
            if one["type"] not in SIDES:
                found.notes["relations that tell no side, left out"] += 1
                continue
            text = texts.get(one["documentId"], "")
            if not 0 <= one["begin"] < one["end"] <= len(text):
                found.notes["relations outside their text, left out"] += 1
                continue
            for side in ("source", "target"):
                if text[one[f"{side}Begin"] : one[f"{side}End"]] != one[side]:
                    found.notes["entities whose offsets do not give their words"] += 1
            start, end = sentence_at(text, one["begin"], one["end"])
            found.splits["train"].append(
                stance(
                    "re3d",
                    f"{folder.name}/{number}",
                    text[start:end],
                    one["target"],
                    label("re3d", one["type"], f"{folder}/relations.json:{number}"),
                    article=one["documentId"],
                    story=f"re3d/{one['documentId']}",
                    holder_name=one["source"],
                )
            )
    return found


def _lines(path: Path) -> list[dict[str, Any]]:
    """Objects of a file that has one a line."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise StanceBankError(f"{path}: cannot be read: {error}") from error
    rows = []
    for number, line in enumerate(lines, 1):
        try:
            rows += [json.loads(line)] if line.strip() else []
        except ValueError as error:
            raise StanceBankError(f"{path}:{number}: not JSON: {error}") from error
    return rows
