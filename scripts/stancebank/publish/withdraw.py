"""Take an article out of a corpus for good: a tombstone stays, so that it never comes back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.fingerprint import Returning, sketch
from stancebank.ledgers import Tombstone, Withdrawn
from stancebank.record import SCHEMA_VERSION, canonical
from stancebank.store import write_bytes


def withdraw(root: Path, article_id: str, reason: str, day: str) -> list[Path]:
    """Withdraw an article: write its tombstone, then take out its split, layers and record.

    In that order: a run that is cut short leaves the tombstone, and the next one does the rest.

    Args:
        root: the corpus folder.
        article_id: its id.
        reason: why, for the tombstone.
        day: ISO date.

    Returns:
        The files that were removed.

    Raises:
        StanceBankError: there is no such article.
    """
    corpus = Corpus(root)
    files = [path for path in corpus.article_files() if path.stem == article_id]
    known = {stone.article: stone for stone in corpus.tombstones}
    if not files and article_id not in known:
        raise StanceBankError(f"{article_id}: no such article in {root}: give the id of one")
    if article_id not in known:
        article = corpus.article(files[0])
        known[article_id] = Tombstone(
            article=article_id,
            text_sha256=article.text_sha256,
            sketch=sketch(article.text),
            withdrawn=day,
            reason=reason,
        )
        stones = [known[name] for name in sorted(known)]
        content = canonical(Withdrawn(schema_version=SCHEMA_VERSION, withdrawn=stones))
        write_bytes(root / "withdrawn.json", content)
    if (root / "splits.json").is_file() and article_id in corpus.splits:
        kept = [one for one in corpus.split_file.assignments if one.article != article_id]
        splits = msgspec.structs.replace(corpus.split_file, assignments=kept)
        write_bytes(root / "splits.json", canonical(splits))
    removed = [*(path for path in corpus.layer_files() if path.stem == article_id), *files]
    for path in removed:
        path.unlink()
    return removed


def came_back(corpus: Corpus, files: Iterable[Path]) -> dict[str, str]:
    """Articles that were withdrawn, by id, and a line on each: in a split, they would be frozen."""
    if not corpus.tombstones:
        return {}
    returning = Returning(corpus.tombstones)
    lines = {}
    for one in map(corpus.article, files):
        if (known := returning.tombstone(one.id, one.text_sha256, one.text)) is not None:
            stone, same = known
            lines[one.id] = (
                f"“{one.id}”: not assigned: this is the {same} of “{stone.article}”, withdrawn on "
                f"{stone.withdrawn}: take the record out"
            )
    return lines
