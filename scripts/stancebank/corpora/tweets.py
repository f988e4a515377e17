"""Stance of tweets and posts: SemEval-2016 task 6, RUW, VAST."""

from __future__ import annotations

from pathlib import Path

from stancebank.corpora.found import Found, label, need, stance, table_of


def semeval2016(source: Path) -> Found:
    """SemEval-2016 task 6 (Mohammad et al. 2016): 2,814 training tweets on five targets."""
    (path,) = need(source, "semeval2016-task6-trainingdata.txt")
    found = Found("semeval2016", "stance", {"train": []}, {"train": 2814})
    columns = ("ID", "Target", "Tweet", "Stance")
    rows = table_of(path, *columns, delimiter="\t", encoding="latin-1")
    for number, row in enumerate(rows, 2):
        text = row["Tweet"].replace("#SemST", "").strip()
        of = label("semeval2016", row["Stance"], f"{path}:{number}")
        found.splits["train"].append(stance("semeval2016", row["ID"], text, row["Target"], of))
    return found


RUW = {"train": "raw_train_Russia_Ukraine.csv", "validation": "raw_val_Russia_Ukraine.csv"}


def ruw(source: Path) -> Found:
    """Tweets on the war in Ukraine, each with its stance to Russia and to Ukraine."""
    found = Found("ruw", "stance", {}, {"train": 8400, "validation": 1200})
    for split, path in zip(RUW, need(source, *RUW.values()), strict=True):
        rows = found.splits.setdefault(split, [])
        columns = ("Tweet", "Target 1", "Stance 1", "Target 2", "Stance 2")
        for number, row in enumerate(table_of(path, *columns, encoding="cp1252"), 1):
            for at in ("1", "2"):
                of = label("ruw", row[f"Stance {at}"].strip().upper(), f"{path}: row {number}")
                name = f"{split}-{number}"
                target = row[f"Target {at}"]
                rows.append(
                    stance("ruw", f"{name}/{target}", row["Tweet"], target, of, article=name)
                )
    return found


def vast(source: Path) -> Found:
    """VAST (Allaway and McKeown 2020), dev part: posts of comment sections on varied topics."""
    (path,) = need(source, "vast_dev.csv")
    found = Found("vast", "stance", {"validation": []}, {"validation": 2062})
    for number, row in enumerate(table_of(path, "Tweet", "Target 1", "Stance 1"), 1):
        of = label("vast", row["Stance 1"], f"{path}: row {number}")
        found.splits["validation"].append(
            stance("vast", str(number), row["Tweet"], row["Target 1"], of)
        )
    return found
