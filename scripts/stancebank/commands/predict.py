"""`stancebank predict`: labels for texts nobody has labelled."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("source")
@click.option("--split", help="Split of SOURCE that is labelled.  [default: all rows]")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="File to write (.csv or .jsonl).  [default: CSV on stdout]",
)
def command(model: Path, source: str, split: str | None, out: Path | None) -> int:
    """Label the rows of SOURCE: a .csv, .jsonl or .parquet file, a folder that `publish` or
    `import` wrote, or the name of a dataset on the Hub.

    Columns that are read: text and target, and as far as they are there holder, context and mode
    (proposition and holder_name are words for the ids in target and holder); by a model of events
    sentence, actors and recipients (actor_names and recipient_names are words for them); by a
    tagger of statements text.

    Each row comes back with all its columns and: predicted, the label; probability, the calibrated
    probability of that label; and probability_<label> for every label. The predicted label need
    not be the likeliest: training chose an offset for every label so that its objective (macro-F1
    if not told otherwise) came out highest, which finds rare labels oftener. Take the highest
    probability_<label> for the likeliest. A tagger of statements adds spans: a JSON list of [role,
    start, end, words].
    """
    from stancebank.learn.predict import predict

    print(predict(model, source, out, split), file=sys.stderr)
    return 0
