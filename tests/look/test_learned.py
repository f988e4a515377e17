"""The gates that take training tell a set that can be had unread from one that cannot."""

from __future__ import annotations

from pathlib import Path

from rows import TARGETS, rows

from stancebank.look.learned import learned_gates
from stancebank.publish.imported import write_imported


def published(folder: Path, unread: bool) -> Path:
    """Rows of the tests as a folder; `unread`: the target alone gives the label away."""
    labels = dict(zip(TARGETS, ("favor", "against", "none"), strict=True))
    splits = {}
    for split, many in (("train", 60), ("test", 30)):
        splits[split] = [
            {
                **{key: one[key] for key in ("text", "target")},
                "id": f"{split}/{number}",
                "article_id": one["group"],
                "context": one["text"],
                "holder": one["holder"],
                "label": labels[one["target"]] if unread else one["label"],
            }
            for number, one in enumerate(rows(many, split=split))
        ]
    write_imported("own", "stance", splits, folder)
    return folder


def test_a_set_that_has_to_be_read_passes(tmp_path: Path) -> None:
    target, holder, text = learned_gates(published(tmp_path / "d", unread=False))
    assert target.passed and holder.passed
    assert float(text.value) > 0.6


def test_a_set_whose_targets_give_the_label_away_fails(tmp_path: Path) -> None:
    target, holder, text = learned_gates(published(tmp_path / "d", unread=True))
    assert not target.passed and not holder.passed
    # All of it is right: too easy.
    assert not text.passed and text.value == "1.000"
