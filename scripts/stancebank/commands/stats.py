"""`stancebank stats`: the corpus in numbers, and the numbers in documents kept true."""

from __future__ import annotations

from pathlib import Path

import click

from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.look.numbers import blocks, has_blocks, refreshed
from stancebank.options import corpus_option
from stancebank.store import write_bytes


@click.command(
    "stats",
    epilog="Exit status: 0; 1 if a number is not true (--check), or a gate is not reached or could "
    "not be measured (--gates); 2 usage.",
)
@corpus_option
@click.option(
    "--update",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Rewrite the generated blocks of this Markdown file; may be repeated.",
)
@click.option(
    "--check",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Only tell whether the generated blocks of this file are true; may be repeated.",
)
@click.option("--gates", is_flag=True, help="Tell only what the corpus has to reach, and does.")
@click.option(
    "--published",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="With --gates: what `stancebank publish` wrote. Models are trained and tested on its "
    "splits, to tell how far stances can be had without reading, and how hard reading is.",
)
def command(
    corpus: Path,
    update: tuple[Path, ...],
    check: tuple[Path, ...],
    gates: bool,
    published: Path | None,
) -> int:
    """Count the corpus; keep the numbers in documents true.

    Prints every block of numbers: size, collections, conflicts, genres, splits, split-proof, modes,
    stances, events, realis, agreement, gates. A document carries a block between the lines
    `<!-- generated: NAME -->` and `<!-- /generated -->`; --update and --check look at those alone.
    """
    if published is not None and not gates:
        raise click.UsageError("--published goes with --gates")
    if gates and (update or check):
        raise click.UsageError(
            "--gates goes without --update and --check: those keep a block `gates` true as well"
        )
    if not (corpus / "registry").is_dir():
        raise StanceBankError(f"{corpus}: not a corpus: it has no folder registry/")
    if gates:
        return _gates(Corpus(corpus), published)
    made = blocks(Corpus(corpus))
    stale = 0
    for path in (*update, *check):
        document = _read(path)
        fresh = refreshed(document, made, str(path))
        if path in update:
            changed = write_bytes(path, fresh.encode("utf-8"))
            print(f"{path}: {'updated' if changed else 'true already'}")
        elif fresh != document:
            stale += 1
            print(f"{path}: numbers are not true: run `stancebank stats --update {path}`")
    if not update and not check:
        for name, block in made.items():
            print(f"{name}\n\n{block()}")
    return 1 if stale else 0


def _gates(corpus: Corpus, published: Path | None) -> int:
    from stancebank.look import gates

    found = list(gates.gates(corpus))
    if published is not None:
        from stancebank.look.learned import learned_gates

        found += learned_gates(published)
    print(gates.as_markdown(found), end="")
    return 0 if all(one.passed for one in found) else 1


def _read(path: Path) -> str:
    """A document with blocks; one without is an error, since a check of it could not fail."""
    try:
        document = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise StanceBankError(
            f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8"
        ) from None
    if not has_blocks(document):
        raise StanceBankError(
            f"{path}: no generated block in it: put `<!-- generated: size -->` and "
            "`<!-- /generated -->` on two lines where the numbers belong"
        )
    return document
