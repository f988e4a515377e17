"""The proof in splits.json that no split knows another, and counting it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stancebank import similar, word_runs
from stancebank.corpus import Corpus
from stancebank.ledgers import Assignment, Proof, Split, Splits, SplitSize
from stancebank.publish.clusters import RUN, SPLITS, Survey, phrase_hashes, survey_corpus

FLOOR = 0.3
"""Pairs of texts less similar than this are not told apart: any two reports of a war share some."""


def verify(corpus: Corpus) -> list[str]:
    """What is wrong with a corpus's splits and their proof, a line each; empty if it holds."""
    frozen = corpus.split_file
    found = survey_corpus(corpus)
    return [*leaks(found, frozen), *stale(found, frozen)]


def _figures(was: object, now: object) -> str:
    """Two figures for a message; nothing for lists, which would fill the screen."""
    plain = isinstance(was, int | float | str | None) and isinstance(now, int | float | str | None)
    return f" ({was}, counted {now})" if plain else ""


def stale(found: Survey, frozen: Splits) -> list[str]:
    """Figures of the proof that are not those of the data."""
    if frozen.proof is None:
        return ["there is no proof: run `stancebank split`"]
    counted = proof_of(found, frozen.assignments, frozen.proof.stock_phrases)
    return [
        f"the proof's {name} is not what the data give{_figures(was, now)}: run `stancebank split`"
        for name, was, now in (
            (name, getattr(frozen.proof, name), getattr(counted, name))
            for name in Proof.__struct_fields__
        )
        if was != now
    ]


def leaks(found: Survey, frozen: Splits) -> Iterator[str]:
    """Everything that ties two splits together or puts an article where it may not be."""
    phrases = frozen.proof.stock_phrases if frozen.proof is not None else []
    splits = {one.article: one.split for one in frozen.assignments}
    for item in found.items:
        split = splits.get(item.id)
        if split is None:
            continue
        if (item.collection == "reported") != (split == "test_reported"):
            yield (
                f"“{item.id}” of the collection {item.collection} is in {split}: test_reported is "
                "for reported articles and they for it: withdraw the article"
            )
        elif split != "test_reported" and (item.conflict in frozen.unseen_conflicts) != (
            split == "test_unseen_conflict"
        ):
            held = "held out" if item.conflict in frozen.unseen_conflicts else "not held out"
            yield (
                f"“{item.id}” of the conflict {item.conflict}, {held}, is in {split}: withdraw "
                "the article"
            )
    parts = _parts(found, frozen.assignments)
    for later, earlier, value in similar.similar(found.shingles, similar.THRESHOLD, parts=parts):
        yield _tied(found, splits, (earlier, later), f"are {value:.0%} alike")
    stories: dict[str, list[int]] = {}
    for at, item in enumerate(found.items):
        if item.story is not None and parts[at] >= 0:
            stories.setdefault(item.story, []).append(at)
    for story, members in sorted(stories.items()):
        if pair := _apart(members, parts):
            yield _tied(found, splits, pair, f"are of one story, “{story}”,")
    told: set[tuple[int, int]] = set()
    for _, members in _crossing(found, parts, phrase_hashes(phrases)):
        pair = _apart(members, parts)
        if pair and pair not in told:
            told.add(pair)
            yield _tied(found, splits, pair, f"share {RUN} words in a row")


def _tied(found: Survey, splits: dict[str, Split], pair: tuple[int, int], how: str) -> str:
    """A line on two articles; the one to give up is the one that measures least."""
    ids = sorted((found.items[at].id for at in pair), key=lambda one: SPLITS.index(splits[one]))
    return (
        f"“{ids[0]}” in {splits[ids[0]]} and “{ids[1]}” in {splits[ids[1]]} {how}: withdraw "
        f"“{ids[0]}”, so that {splits[ids[1]]} stays as it was"
    )


def proof_of(found: Survey, assignments: Iterable[Assignment], phrases: list[str]) -> Proof:
    """Count the proof.

    Args:
        found: all articles.
        assignments: their splits; articles without one are left aside.
        phrases: the stock phrases that may be in several splits.
    """
    assignments = list(assignments)
    parts = _parts(found, assignments)
    highest: float | None = None
    pair: list[str] = []
    for later, earlier, value in similar.similar(found.shingles, FLOOR, parts=parts, rising=True):
        if highest is None or value > highest:
            highest, pair = value, [found.items[earlier].id, found.items[later].id]
    stories: dict[str, set[int]] = {}
    for at, item in enumerate(found.items):
        if item.story is not None and parts[at] >= 0:
            stories.setdefault(item.story, set()).add(parts[at])
    return Proof(
        similarity=round(highest, 4) if highest is not None else None,
        most_similar=pair,
        similarity_floor=FLOOR,
        shared_stories=sum(len(splits) > 1 for splits in stories.values()),
        shared_runs=sum(1 for _ in _crossing(found, parts, phrase_hashes(phrases))),
        stock_phrases=phrases,
        splits=list(_sizes(found, assignments)),
    )


def _sizes(found: Survey, assignments: list[Assignment]) -> Iterator[SplitSize]:
    items = {item.id: item for item in found.items}
    present = [one for one in assignments if one.article in items]
    inside = {split: [one for one in present if one.split == split] for split in SPLITS}

    def seen(split: Split, field: str) -> set[str]:
        return {name for one in inside[split] for name in getattr(items[one.article], field)}

    for split in SPLITS:
        if own := inside[split]:
            targets, actors = seen(split, "targets"), seen(split, "actors")
            yield SplitSize(
                name=split,
                articles=len(own),
                clusters=len({one.cluster for one in own}),
                targets=len(targets),
                targets_not_in_train=len(targets - seen("train", "targets")),
                actors=len(actors),
                actors_not_in_train=len(actors - seen("train", "actors")),
            )


def _parts(found: Survey, assignments: Iterable[Assignment]) -> list[int]:
    """The number of every article's split; -1 for an article that is in none."""
    splits = {one.article: SPLITS.index(one.split) for one in assignments}
    return [splits.get(item.id, -1) for item in found.items]


def _apart(members: Iterable[int], parts: list[int]) -> tuple[int, int] | None:
    """The first two of some articles that are in different splits."""
    first: int | None = None
    for at in members:
        if parts[at] >= 0:
            first = at if first is None else first
            if parts[first] != parts[at]:
                return first, at
    return None


def _crossing(found: Survey, parts: list[int], stock: set[int]) -> Iterator[tuple[int, list[int]]]:
    """(hash, articles) of every run that is in several splits and is no stock phrase."""
    return (one for one in found.runs.across(parts) if one[0] not in stock)


def stock_phrases(
    corpus_texts: Iterable[str], found: Survey, assignments: Iterable[Assignment], stock: set[int]
) -> list[str]:
    """The stock phrases that are in several splits, in words, as long as they are in the text.

    Args:
        corpus_texts: the texts of the survey's articles, in their order.
        found: the articles.
        assignments: their splits.
        stock: hashes of the runs that are stock.
    """
    parts = _parts(found, assignments)
    wanted = {one for one, _ in _crossing(found, parts, set()) if one in stock}
    phrases = []
    for text in corpus_texts if wanted else ():
        words = word_runs.words(text)
        hashes = word_runs.run_hashes(word_runs.read([text]).values, RUN).tolist()
        at = 0
        while at < len(hashes):
            end = at
            while end < len(hashes) and hashes[end] in wanted:
                end += 1
            if end > at:
                wanted -= set(hashes[at:end])
                phrases.append(" ".join(words[at : end + RUN - 1]))
            at = max(end, at + 1)
        if not wanted:
            break
    return sorted(phrases)
