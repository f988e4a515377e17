"""Stance and sentiment in news: SEESAW, NewsMTSC."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stancebank.corpora.found import Found, label, need, stance
from stancebank.errors import StanceBankError

SPLITS = {"train": "train", "valid": "validation", "test": "test"}


def seesaw(source: Path) -> Found:
    """SEESAW (Zhang et al. 2022): who is for or against whom, by sentence.

    The text is the sentence, the context the sentence before it too: half of the holders are named
    there. The three articles on one event are one story. A stance whose holder or object is “Not in
    the list” of the article's entities stays, as in the authors' own counts.
    """
    meta, annotations, articles = need(source, "meta", "annotations", "articles")
    found = Found("seesaw", "stance", {})
    for path in sorted(meta.glob("*.json")):
        split = SPLITS[_json(path)["Split"]]
        rows = found.splits.setdefault(split, [])
        for file in sorted(annotations.glob(f"{path.stem}_DOCUMENT_*.json")):
            sentences = {one["id"]: one["text"] for one in _json(articles / file.name)["text"]}
            for place, triplets in _json(file)["sentence-level stances"].items():
                at = int(place)
                if not sentences.get(at, "").strip():
                    found.notes["stances of sentences without text, left out"] += len(triplets)
                    continue
                context = f"{sentences.get(at - 1, '')} {sentences[at]}".strip()
                for one in triplets:
                    rows.append(
                        stance(
                            "seesaw",
                            f"{file.stem}/{at}/{one['id']}",
                            sentences[at],
                            one["object"],
                            label("seesaw", one["sentiment"], f"{file}: sentence {at}"),
                            article=file.stem,
                            story=path.stem,
                            context=context,
                            holder_name=one["subject"],
                        )
                    )
    return found


def newsmtsc(source: Path) -> Found:
    """NewsMTSC (Hamborg and Donnay 2021): sentiment towards a mention in a sentence.

    Offsets of the mention are compared with the sentence; where they do not fit it, the row stays
    and is counted.
    """
    files = {"train": "train.jsonl", "validation": "dev.jsonl"}
    found = Found("newsmtsc", "stance", {}, {"train": 8739})
    for split, path in zip(files, need(source, *files.values()), strict=True):
        rows = found.splits.setdefault(split, [])
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                one = json.loads(line)
                text, mention = one["sentence"], one["mention"]
                of = label("newsmtsc", str(int(one["polarity"])), f"{path}:{number}")
            except (ValueError, KeyError, TypeError) as error:
                raise StanceBankError(
                    f"{path}:{number}: not a row of NewsMTSC: {error!r}"
                ) from error
            if text[one["from"] : one["to"]] != mention:
                found.notes["mentions whose offsets do not give their words"] += 1
            article = "_".join(str(one["id"]).split("_")[:3])
            rows.append(stance("newsmtsc", str(one["id"]), text, mention, of, article=article))
    return found


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except OSError as error:
        raise StanceBankError(f"{path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise StanceBankError(f"{path}: not JSON: {error}") from error
