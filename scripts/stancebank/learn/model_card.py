"""The card of a trained model: what it was trained on, how it was chosen, what it is not for."""

from __future__ import annotations

from typing import Any

from stancebank import __version__

TAGS = {
    "stance": ("stance-detection", "text-classification"),
    "events": ("event-coding", "text-classification"),
    "statements": ("quotation-attribution", "token-classification"),
}
"""Task → its tag, and what the Hub calls such models."""

EXAMPLES = {
    "stance": """# texts, targets, holders
model.predict(["We will not sign."], ["A ceasefire is signed"], ["Dovek"])""",
    "events": """# sentences, recipients, actors
model.predict(["Dovek’s men shelled Osk."], ["Osk"], ["Dovek"])""",
    "statements": """# texts; of each the spans of source, cue and content, with start and end
model.predict(["“We will not sign,” Dovek said."])""",
}

LIMITS = {
    "stance": """Labels say what a text shows of a stance, not what somebody thinks. Targets and
holders that were not in train are judged by their words alone, with more errors.""",
    "events": """Labels say what a sentence reports, not what happened. Actors and recipients that
were not in train are judged by their words alone, with more errors.""",
    "statements": """Spans say to whom a text attributes which words, not whether it is
true that they were said.""",
}


def card(about: dict[str, Any]) -> str:
    """A model card in Markdown with the front matter that the Hub reads."""
    task = about["task"]
    item, label = ("texts", "role") if task == "statements" else ("pairs", "label")
    counted = "spans" if task == "statements" else "pairs"
    labels = "\n".join(f"| {name} | {many:,} |" for name, many in about["per_label"].items())
    best = max(about["tried"], key=lambda one: one["score"])
    settings = ", ".join(f"{name} {value}" for name, value in best.items() if name != "score")
    # An encoder is looked at again and again as it learns; others are trained by several settings.
    chosen, tried = ("best look", "looks") if about["model"] == "encoder" else ("settings", "tried")
    (objective, reached), *_ = about["reached"].items()
    encoder = (
        f"\n| encoder | `{about['encoder'] or DEFAULT}` |" if about["model"] != "linear" else ""
    )
    versions = ", ".join(f"{name} {one}" for name, one in about["versions"].items())
    votes = " from the annotators' votes" if about["votes"] else ""
    return f"""---
library_name: stancebank
tags: [{", ".join(TAGS[task])}]
pipeline_tag: {TAGS[task][1]}
---
# A {about["model"]} model for {task}

Trained{votes} by `stancebank train` {__version__} ({versions}), seed {about["seed"]}.

| | |
|---|---|
| data | `{about["data"]}`, split `{about["split"]}`, view `{about["view"]}` |
| SHA-256 of what it was made of | `{about["data_sha256"]}` |
| {item}, stories | {about["pairs"]:,}, {about["stories"]:,} |
| chosen by | `{objective}` on {about["chosen_on"]}: {reached} |
| {chosen} | {settings} |{encoder}

| {label} | {counted} |
|---|---:|
{labels}

These are the best of {len(about["tried"])} {tried}, so their score flatters; one on data the model
has not seen comes from `stancebank evaluate MODEL DATA`.

```python
import stancebank.learn

model = stancebank.learn.load("MODEL")
{EXAMPLES[task]}
```

{LIMITS[task]} Do not use it to judge people.
"""


DEFAULT = "all-MiniLM-L6-v2"
"""The encoder that comes with the extra, where none was named."""
