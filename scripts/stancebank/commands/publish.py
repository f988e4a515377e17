"""`stancebank publish`: the corpus as a folder that `datasets.load_dataset` reads."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stancebank.errors import StanceBankError
from stancebank.options import corpus_option


@click.command("publish")
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("dist"),
    show_default=True,
    help="Folder to make or to replace.",
)
@corpus_option
@click.option(
    "--public",
    is_flag=True,
    help="For a folder to pass on: whole texts only under a redistributable licence.",
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes; as many as processors.")
def command(out: Path, corpus: Path, public: bool, workers: int | None) -> None:
    """Write the corpus as Parquet with a dataset card.

    Publishes every article that is annotated and has a split, in five configs: articles,
    statements, stance, events, annotations. Nothing is written if validation finds errors.
    """
    from stancebank.publish.release import publish

    if not (corpus / "registry").is_dir():
        raise StanceBankError(f"{corpus}: not a corpus: it has no folder registry/")
    datasheet = corpus.resolve().parent / "DATASHEET.md"
    release = publish(corpus, out, [datasheet], public, workers)
    for one in release.published:
        counts = ", ".join(f"{split} {rows:,}" for split, (rows, _, _) in one.splits.items())
        print(f"{one.config:12} {counts}")
    if release.left_out:
        shown = ", ".join(release.left_out[:5]) + (", …" if len(release.left_out) > 5 else "")
        print(f"left out, not annotated or in no split: {shown}", file=sys.stderr)
    print(f"published {out}", file=sys.stderr)
