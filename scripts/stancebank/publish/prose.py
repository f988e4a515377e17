"""The text of the dataset card: what a row is, how to load it, what may be done with it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from stancebank import __version__
from stancebank.publish.features import features
from stancebank.publish.licences import redistributable


@dataclass
class Published:
    """What was written of one config: per split its rows, bytes in memory and files."""

    config: str
    splits: dict[str, tuple[int, int, list[Path]]] = field(default_factory=dict)

    def files(self) -> list[Path]:
        """All files of the config."""
        return [path for _, _, files in self.splits.values() for path in files]


ABOUT = {
    "articles": "an article with its three layers nested: statements, stances, events",
    "statements": "a statement: who said what, how it is quoted",
    "stance": "a statement, a holder and a proposition in play in its article, with a label: "
    "`favor`, `against`, `conditional`, `neutral`, or `none` where the statement says nothing",
    "events": "an event with PLOVER type, mode, realis and date",
    "annotations": "one item of one annotator's own layer, and the gold item it matches",
}
"""What a row is, by config."""

SPLITS = {
    "train": "to learn from",
    "validation": "to choose by",
    "test": "stories of the conflicts in `train`, no story in both",
    "test_unseen_conflict": "whole conflicts that no other split has",
    "test_reported": "real articles only, none of which is in another split",
}
"""What a split is for."""

ANNOTATORS: dict[tuple[str, ...], str] = {
    ("expert-generated",): "Annotated by people.",
    ("machine-generated",): "Annotated by machines alone: their agreement shows consistency and "
    "not validity.",
    ("no-annotation",): "No annotator's own layer is kept.",
}
"""Who annotated, in a sentence, by the Hub's words for it."""

SHOWN = ("text", "holder_name", "proposition", "label")
"""Columns of the example row."""


def body(
    published: list[Published],
    version: str,
    annotators: list[str],
    rights: list[str],
    beside: list[str],
) -> str:
    """The card below its front matter.

    Args:
        published: what was written, in the order of CONFIGS.
        version: of the data.
        annotators: the Hub's words for who annotated.
        rights: Markdown lines on how much of the texts is in it.
        beside: names of the files beside the card that it may point to.
    """
    by_name = {one.config: one for one in published}
    articles = sum(rows for rows, _, _ in by_name["articles"].splits.values())
    # The stance rows are what most come for; a corpus may have none yet.
    shown = by_name.get("stance") or by_name["articles"]
    split = next(iter(shown.splits))
    who = ANNOTATORS.get(tuple(annotators), "Annotated by people and by machines.")
    lines = [
        "# StanceBank",
        "",
        "Reporting on armed conflict and peace talks with three layers of labels in one record: "
        "who said what (statements), where they stand (stances on registered propositions) and "
        f"what happened (events of PLOVER's 16 types). {articles:,} "
        f"article{'s' * (articles != 1)}, version {version}. {who}",
        "",
        f"**May it be passed on?** {verdict(by_name['articles'].files())}",
        "",
        "```python",
        "from datasets import load_dataset",
        "",
        "# The name of this dataset on the Hub, or the path of the folder that holds this card.",
        f'rows = load_dataset("OWNER/NAME", "{shown.config}", split="{split}")',
        "```",
        "",
        *_example(shown),
        "| config | a row is | rows by split |",
        "|---|---|---|",
    ]
    for one in published:
        counts = "<br>".join(f"`{name}`&nbsp;{rows:,}" for name, (rows, _, _) in one.splits.items())
        lines.append(f"| `{one.config}` | {ABOUT[one.config]} | {counts} |")
    there = [name for name in SPLITS if name in by_name["articles"].splits]
    lines += [
        "",
        "Splits: " + "; ".join(f"`{name}`: {SPLITS[name]}" for name in there) + ".",
        *(["There is nothing to train on yet."] if "train" not in there else []),
        "",
        'Offsets are Unicode code points, half-open: `text[start:end] == span["text"]` with the '
        "`text` of the config `articles`. Labels are numbers; "
        f'`rows.features["{"label" if shown.config == "stance" else "genre"}"].names` names them.',
        "",
        *(["![How often each label occurs](labels.svg)", ""] if "labels.svg" in beside else []),
        "## What may be done with it",
        "",
        "Meant for stance detection, quotation attribution and event coding. Not for judging "
        "persons or states, and not as evidence on a real conflict: a label says what one text "
        "says.",
        "",
        "Rights are per article: the column `rights` of the config `articles` gives licence, "
        "holder and how much of the text may be published. Where the licence is "
        "`LicenseRef-unknown`, the text is its owner's and may not be passed on.",
        "",
        *([*rights, ""] if rights else []),
        "## How the labels came about",
        "",
        "The column `annotation` of the config `articles` says it of every record: `gold` is two "
        "annotators who worked apart, and an adjudication; `single` is one annotator. The config "
        "`annotations` keeps every annotator's own labels, with whether the annotator is human or "
        "machine.",
        "",
        *_more(beside),
        f"Made by stancebank {__version__}.",
    ]
    return "\n".join(lines)


def _more(beside: list[str]) -> list[str]:
    lines = []
    if "DATASHEET.md" in beside:
        lines += [
            "Where the texts are from, how they were made, what is known to be wrong with "
            "them: [datasheet](DATASHEET.md).",
            "",
        ]
    if "CITATION.cff" in beside:
        lines += ["To cite it: [CITATION.cff](CITATION.cff).", ""]
    return lines


def verdict(articles: list[Path]) -> str:
    """Whether a folder may be passed on, in a sentence or two.

    Args:
        articles: the Parquet files of the config `articles`.
    """
    whole = Counter[str]()
    total = 0
    for path in articles:
        with pq.ParquetFile(path) as file:
            for number in range(file.num_row_groups):
                group = file.read_row_group(number, columns=["text", "rights"])
                total += group.num_rows
                # Not `rights.text`: a release filled in again holds more than the policy said.
                there = group.filter(pc.greater(pc.utf8_length(group["text"]), 0))
                whole.update(pc.struct_field(there["rights"], "license").to_pylist())
    closed = sum(count for name, count in whole.items() if not redistributable(name))
    if closed:
        return (
            f"**No.** It holds the full text of {_articles(closed)} under no licence that lets "
            "anybody pass it on: it is for its maker's own use. `stancebank publish --public` "
            "makes one to pass on."
        )
    withheld = total - whole.total()
    if not withheld:
        return "Yes, each text under its own licence."
    rest = f"{_articles(whole.total())} whole, each under its own licence, and "
    return (
        f"Yes: {rest if whole else ''}{_articles(withheld)} without the full text, in short "
        "excerpts or offsets. Whoever has copies fills them in with `stancebank rehydrate`."
    )


def _articles(number: int) -> str:
    return f"{number:,} article{'s' * (number != 1)}"


def _example(one: Published) -> list[str]:
    """A row of `stance` with a label other than `none`, as JSON; of other configs no lines."""
    if one.config != "stance":
        return []
    names = features("stance")["label"].names
    # One group of rows is enough to find one, and keeps memory flat.
    group = pq.ParquetFile(one.files()[0]).read_row_group(0, columns=list(SHOWN))
    labelled = [row | {"label": names[row["label"]]} for row in group.to_pylist() if row["text"]]
    # A side taken shows a stranger better what a row is than a `neutral`.
    for wanted in (("favor", "against"), ("conditional", "neutral")):
        for row in labelled:
            if row["label"] in wanted:
                # One key a line: a fence within a text cannot end the block.
                text = json.dumps(row, ensure_ascii=False, indent=2)
                head = "A row, some of its columns, the label by its name:"
                return [head, "", "```json", text, "```", ""]
    return []
