"""`stancebank new`: a contribution skeleton from a raw file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stancebank.errors import StanceBankError
from stancebank.options import corpus_option


@click.command("new")
@click.argument("raw", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--annotator", required=True, metavar="ID", help="Your id, as in corpus/layers/ID/.")
@click.option(
    "--kind",
    type=click.Choice(["human", "machine"]),
    default="human",
    show_default=True,
    help="Who annotates.",
)
@click.option("--about", default="", metavar="TEXT", help="Who or what you are, for the layer.")
@corpus_option
def command(raw: Path, annotator: str, kind: str, about: str, corpus: Path) -> int:
    """Start a contribution from the RAW file of one article.

    Normalizes its text into a record, makes an empty layer for your labels, and prints what to do
    next. Put RAW under seeds/ first, with what is known of it in <name>.meta.json beside it. What
    is there already is never overwritten.
    """
    from stancebank import schema
    from stancebank.annotate.skeleton import empty_layer, write_layer
    from stancebank.collect.run import Run
    from stancebank.collect.sources import find
    from stancebank.corpus import Corpus
    from stancebank.record import Annotator

    if not (corpus / "registry").is_dir():
        raise StanceBankError(f"{corpus}: not a corpus: it has no folder registry/")
    if not schema.gate("raw").is_valid({"id": annotator}):
        raise click.UsageError(f"--annotator {annotator!r}: lower-case letters, digits, - _ .")
    files = find([str(raw)], corpus / "articles")
    if not files or files[0].suffix.startswith(".jsonl"):
        raise click.UsageError(f"{raw}: expected the raw file of one article, not {raw.name}")
    run = Run(corpus / "articles")
    for reject in run.all(files):
        print(f"{reject.message} [{reject.reason}]", file=sys.stderr)
    if run.counts.rejected or not run.seen:
        return 1
    whole = Corpus(corpus)
    (article_id,) = run.seen
    (path,) = (one for one in whole.article_files() if one.stem == article_id)
    article = whole.article(path)
    about = about or f"An annotator ({kind}) with the codebook."
    who = Annotator(
        id=annotator, kind="machine" if kind == "machine" else "human", description=about
    )
    layer, fresh = write_layer(corpus, empty_layer(article, who))
    print(f"record  {path}")
    print(f"layer   {layer}{'' if fresh else ' (was there, left as it is)'}\n")
    targets = [one.id for one in whole.targets.values() if one.conflict == article.conflict]
    in_play = ", ".join(targets) if targets else "none registered for its conflict yet"
    print("Next:")
    if not article.targets:
        print(f"  1. List the propositions in play in the record's `targets`: {in_play}.")
    print(f"  2. Read schema/CODEBOOK.md and write your labels into {layer};")
    print(
        '     of a span only the words: {"text": "..."}, with prefix or suffix if they occur twice.'
    )
    print("  3. stancebank validate --fix")
    print("  4. Mend what is left, and open a pull request with the raw file, record and layer.")
    return 0
