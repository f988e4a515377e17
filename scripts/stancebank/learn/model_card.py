"""The card of a trained model: what it was trained on, how it was chosen, what it is not for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from stancebank import __version__


def card(about: dict[str, Any]) -> str:
    """A model card in Markdown with the front matter that the Hub reads."""
    labels = "\n".join(f"| {name} | {many:,} |" for name, many in about["per_label"].items())
    best = max(about["tried"], key=lambda one: one["score"])
    settings = ", ".join(f"{name} {value}" for name, value in best.items() if name != "score")
    (objective, reached), *_ = about["reached"].items()
    encoder = f"; encoder `{Path(about['encoder']).name}`" if about["encoder"] else ""
    versions = ", ".join(f"{name} {one}" for name, one in about["versions"].items())
    votes = " from the annotators' votes" if about["votes"] else ""
    return f"""---
library_name: stancebank
tags: [stance-detection, text-classification]
pipeline_tag: text-classification
---
# A {about["model"]} model for {about["task"]}

Trained{votes} by `stancebank train` {__version__} ({versions}), seed {about["seed"]}, in
{about["cpu_seconds"]} seconds of CPU time.

| | |
|---|---|
| data | `{about["data"]}`, split `{about["split"]}`, view `{about["view"]}` |
| SHA-256 of pairs and labels | `{about["data_sha256"]}` |
| pairs, stories | {about["pairs"]:,}, {about["stories"]:,} |
| chosen by | `{objective}` on {about["chosen_on"]}: {reached} |
| settings | {settings}{encoder} |

| label | pairs |
|---|---:|
{labels}

These are the best of {len(about["tried"])} tried, so their score flatters; one on data the model
has not seen comes from `stancebank evaluate MODEL DATA`.

```python
import stancebank.learn

model = stancebank.learn.load("MODEL")
model.predict(["We will not sign."], ["A ceasefire is signed"], ["Dovek"])
```

Labels say what a text shows of a stance, not what somebody thinks. Targets and holders that were
not in train are judged by their words alone, with more errors. Do not use it to judge people.
"""
