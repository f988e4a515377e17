"""`stancebank predict`: labels for texts nobody has labelled."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="File to write (.csv or .jsonl).  [default: CSV on stdout]",
)
def command(model: Path, source: Path, out: Path | None) -> int:
    """Label the rows of SOURCE, a .csv or .jsonl with text and target (perhaps holder, context).

    Each row comes back with all its columns and: predicted (a label), probability (of it), and
    one column probability_<label> for every label. A tagger of statements needs the column text
    only and adds spans: a JSON list of [role, start, end, words].
    """
    from stancebank.learn.predict import predict

    counts = predict(model, source, out)
    print(counts, file=sys.stderr)
    return 0
