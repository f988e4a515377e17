"""Pairs that a linear model can learn, written for the tests: who says what of which target."""

from __future__ import annotations

import csv
import random
from pathlib import Path

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
