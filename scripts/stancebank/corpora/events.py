"""Events with PLOVER types: PLV."""

from __future__ import annotations

from pathlib import Path

from stancebank.corpora.found import Found, label, need, table_of


def plv(source: Path) -> Found:
    """PLV (Hu et al. 2024), train part: sentences with actor, recipient and PLOVER type.

    `gold_root` is the label; the other columns of labels are systems' guesses. Its YIELD is of an
    older PLOVER and becomes CONCEDE, which with RETREAT took its place.
    """
    (path,) = need(source, "PLV_train.tsv")
    found = Found("plv", "events", {"train": []}, {"train": 1050})
    columns = ("sentence_id", "sentence", "source", "target", "gold_root")
    for number, row in enumerate(table_of(path, *columns, delimiter="\t"), 2):
        article = f"plv/{row['sentence_id']}"
        found.splits["train"].append(
            {
                "id": f"{article}/{number}",
                "article_id": article,
                "story": None,
                "genre": None,
                "collection": "plv",
                "conflict": "plv",
                "sentence": row["sentence"],
                "type": label("plv", row["gold_root"], f"{path}:{number}"),
                "actors": [],
                "actor_names": [row["source"]],
                "recipients": [],
                "recipient_names": [row["target"]],
            }
        )
    return found
