"""`stancebank withdraw`: take an article out for good."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stancebank.errors import StanceBankError
from stancebank.options import corpus_option


@click.command("withdraw")
@click.argument("article", metavar="ID")
@click.option("--reason", required=True, help="Why; it is kept in corpus/withdrawn.json.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day; today if left out.")
@corpus_option
def command(article: str, reason: str, day: object, corpus: Path) -> None:
    """Take the article ID out of the corpus for good.

    Removes its record, layers and split, and leaves a tombstone with the hash and a sketch of its
    text, by which `validate`, `normalize` and `publish` know it if it comes back under another
    name or a little changed. Its raw file is yours to remove.
    """
    import datetime

    from stancebank.publish.withdraw import withdraw

    if not (corpus / "registry").is_dir():
        raise StanceBankError(f"{corpus}: not a corpus: it has no folder registry/")
    if not reason.strip():
        raise click.UsageError("--reason: expected words")
    when = day if isinstance(day, datetime.datetime) else datetime.datetime.now(datetime.UTC)
    for path in withdraw(corpus, article, reason.strip(), when.date().isoformat()):
        print(f"removed {path}")
    print(
        "Remove its raw file under seeds/, then run stancebank split, which counts the proof "
        "again, and stancebank validate.",
        file=sys.stderr,
    )
