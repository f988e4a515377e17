"""`stancebank split`: assign new articles to splits and prove that the splits are apart."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import click

from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.options import corpus_option
from stancebank.record import canonical
from stancebank.store import write_bytes


@click.command(
    "split",
    epilog="Exit status: 0; 1 if articles tie two splits together, or --check finds splits.json "
    "not up to date.",
)
@corpus_option
@click.option(
    "--hold-out",
    multiple=True,
    metavar="CONFLICT",
    help="Keep this conflict for test_unseen_conflict, for good; may be repeated.",
)
@click.option("--check", is_flag=True, help="Write nothing; tell what is missing or wrong.")
def command(corpus: Path, hold_out: tuple[str, ...], check: bool) -> int:
    """Assign annotated articles to train, validation and test by story, and write the proof.

    An assigned article never moves. A new article of a known story joins its split; new stories
    are dealt out by label balance. What would tie two splits together is told and not assigned.
    """
    from stancebank.publish.splits import plan_corpus

    if not (corpus / "registry").is_dir():
        raise StanceBankError(f"{corpus}: not a corpus: it has no folder registry/")
    made = plan_corpus(Corpus(corpus), hold_out)
    for one, why in made.added:
        print(f"{one.article}  {one.split}  cluster {one.cluster}: {why}")
    path = corpus / "splits.json"
    fresh = canonical(made.splits)
    stale = not path.is_file() or path.read_bytes() != fresh
    if made.waiting:
        print(f"{len(made.waiting)} articles not assigned: without labels", file=sys.stderr)
    for line in (*made.refused, *made.leaks):
        print(f"{path}: {line}", file=sys.stderr)
    if check and stale:
        print(f"{path}: not up to date: run `stancebank split`", file=sys.stderr)
    elif not check:
        written = write_bytes(path, fresh)
        counts = Counter(one.split for one in made.splits.assignments)
        sizes = ", ".join(f"{split} {number:,}" for split, number in sorted(counts.items()))
        print(f"{path}: {'written' if written else 'true already'}: {sizes}", file=sys.stderr)
    return 1 if made.refused or made.leaks or (check and stale) else 0
