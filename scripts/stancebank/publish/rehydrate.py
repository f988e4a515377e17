"""Fill the text that a release withheld in from a user's own copies, proved or re-anchored."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from stancebank.collect.reject import Reject
from stancebank.errors import StanceBankError
from stancebank.publish import card, croissant
from stancebank.publish.card import Published
from stancebank.publish.copies import Copy, copies
from stancebank.publish.features import CONFIGS, SPLITS
from stancebank.publish.fill import Restored, filled, spans_of
from stancebank.publish.parquet import SplitWriter
from stancebank.publish.reanchor import PROOF_WORDS, Folded, Place, reanchor
from stancebank.publish.release import refuse_foreign, write_sums
from stancebank.publish.released import rows_of_release, stated
from stancebank.publish.swap import building
from stancebank.record import canonical
from stancebank.word_runs import words

MIN_SHARE = 0.5
"""A copy with less of the published words, by length, is taken for another article."""

REPORT = "rehydrated.json"

KEPT = ("DATASHEET.md", "CITATION.cff", "labels.svg", "version.json", "withdrawn.json")
"""Files of a release that do not depend on its text."""

NOTE = (
    "> **Rehydrated, not for passing on.** Text that its rights keep back was filled in from the "
    "user's own copies. `rights.text` still says how much of each article may be published; "
    f"`{REPORT}` says how each text was found.\n\n"
)

Status = Literal["untouched", "exact", "re-anchored", "failed"]


@dataclass
class Result:
    """What became of one article: `found` of `spans` are in the text now in it.

    `lost` are the others, by their offsets in the original; its rows do without them.
    """

    article: str
    status: Status
    copy: str | None = None
    spans: int = 0
    found: int = 0
    reason: str | None = None
    lost: list[Place] = field(default_factory=list)


@dataclass
class Report:
    """All articles of a release, in its order, and the inputs that could not be read."""

    results: list[Result] = field(default_factory=list)
    rejects: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Articles by status; they add up to all."""
        found = Counter(one.status for one in self.results)
        names: tuple[Status, ...] = ("untouched", "exact", "re-anchored", "failed")
        return {"articles": len(self.results), **{name: found[name] for name in names}}

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {**self.counts, "results": [vars(one) for one in self.results],
                "rejected_inputs": self.rejects}  # fmt: skip


@dataclass
class Wanted:
    """An article without its text: its hash, and its spans with the words that were published."""

    text_sha256: str
    language: str | None
    spans: dict[Place, str | None] = field(default_factory=dict)
    restored: Restored | None = None
    result: Result | None = None
    share: float = 0.0
    fitting: int = 0


def rehydrate(dist: Path, sources: list[str], out: Path) -> Report:
    """Make a copy of a release with its withheld text filled in.

    A copy whose normalized text has the hash of the original restores it exactly. Another edition
    gives its own text: every span is found in it again by the published words, one that cannot be
    is taken out, and `text_sha256` becomes that of the copy. Without published words (policy
    none) there is nothing to find spans by: only the hash counts then. An article that no copy
    fits stays as it was.

    Args:
        dist: the published folder.
        sources: files, folders or globs with copies.
        out: the folder to make.

    Raises:
        StanceBankError: `dist` is no release of this version, or `out` not ours to replace.
    """
    if not (dist / "data" / "articles").is_dir() or not (dist / "README.md").is_file():
        raise StanceBankError(f"{dist}: not a published folder: expected README.md, data/articles/")
    here, there = dist.resolve(), out.resolve()
    if there.is_relative_to(here) or here.is_relative_to(there):
        raise StanceBankError(
            f"{out}: OUT is the release itself, in it or around it: choose another -o"
        )
    refuse_foreign(out)
    version, creators = stated(dist / "README.md")
    report = Report()
    wanted = _wanted(dist, report)
    _search(wanted, sources, out, report)
    with building(out) as folder:
        _write(dist, folder, wanted, report, version, creators)
    return report


def _wanted(dist: Path, report: Report) -> dict[str, Wanted]:
    """The articles without text, with all their spans of all configs."""
    wanted: dict[str, Wanted] = {}
    for _, row in rows_of_release(dist, "articles"):
        result = Result(row["id"], "untouched")
        report.results.append(result)
        if row["text"] is None:
            wanted[row["id"]] = Wanted(row["text_sha256"], row["language"], result=result)
    for config in CONFIGS:
        for _, row in rows_of_release(dist, config):
            if (one := wanted.get(row["article_id"])) is not None:
                for span in spans_of(row):
                    place = (span["start"], span["end"])
                    one.spans[place] = span["text"] or one.spans.get(place)
    return wanted


def _search(wanted: dict[str, Wanted], sources: list[str], out: Path, report: Report) -> None:
    """Look through the copies, one at a time, and keep the best for each article."""
    by_hash: dict[str, list[str]] = {}
    by_words: dict[str, set[str]] = {}
    for name, one in wanted.items():
        by_hash.setdefault(one.text_sha256, []).append(name)
        for surface in filter(None, one.spans.values()):
            if len(own := _words(surface)) >= PROOF_WORDS:
                by_words.setdefault(" ".join(own[:PROOF_WORDS]), set()).add(name)
    languages = {one.language for one in wanted.values()}
    for found in copies(sources, out, by_hash, languages):
        if isinstance(found, Reject):
            report.rejects.append(found.message)
            continue
        for name in by_hash.get(found.sha256, []):
            _exact(wanted[name], found)
        own = _words(found.text)
        runs = {" ".join(own[at : at + PROOF_WORDS]) for at in range(len(own))}
        folded: Folded | None = None
        for name in sorted({name for run in runs & by_words.keys() for name in by_words[run]}):
            if wanted[name].text_sha256 != found.sha256:
                folded = folded or Folded(found.text)
                _try(wanted[name], found, folded)
    for one in wanted.values():
        _conclude(one)


def _words(text: str) -> list[str]:
    """Words without the punctuation at them, which is seldom inside of the span."""
    return words(Folded(text).folded)


def _exact(one: Wanted, copy: Copy) -> None:
    assert one.result is not None
    if one.restored is None or not one.restored.exact:
        one.restored = Restored(copy.text, copy.sha256, copy.repairs)
        one.result.copy, one.result.found = copy.name, len(one.spans)


def _try(one: Wanted, copy: Copy, folded: Folded) -> None:
    """Take a copy of another edition if it fits, and fits better than any before."""
    assert one.result is not None
    found = reanchor(one.spans, folded)
    fits = found.share >= MIN_SHARE
    one.fitting += fits
    if one.restored is not None and (one.restored.exact or not fits):
        return
    if (fits, len(found.places), found.share) > (
        one.restored is not None,
        one.result.found,
        one.share,
    ):
        one.share, one.result.copy, one.result.found = found.share, copy.name, len(found.places)
        if fits:
            one.restored = Restored(copy.text, copy.sha256, copy.repairs, found.places)


def _conclude(one: Wanted) -> None:
    result = one.result
    assert result is not None
    result.spans = len(one.spans)
    if one.restored is None:
        result.status, result.reason = "failed", _why(one)
        result.found = 0
    elif one.restored.exact:
        result.status = "exact"
    else:
        result.status = "re-anchored"
        result.reason = "its text has another hash"
        result.lost = sorted(one.spans.keys() - (one.restored.places or {}).keys())
        if one.fitting > 1:
            result.reason += f"; of {one.fitting} copies that fit, the one with most spans"


def _why(one: Wanted) -> str:
    if not any(surface and len(surface.split()) >= PROOF_WORDS for surface in one.spans.values()):
        return (
            "no copy has its hash, and too few of its words are published to know another "
            "edition by: get the edition it was made from"
        )
    if one.result is not None and one.result.copy is not None:
        return (
            f"the nearest copy has {one.share:.0%} of its published words, expected "
            f"{MIN_SHARE:.0%}: another article"
        )
    return "no copy has its hash or any of its published words: give the article with --from"


def _write(
    dist: Path,
    folder: Path,
    wanted: dict[str, Wanted],
    report: Report,
    version: str,
    creators: list[str],
) -> None:
    published = []
    languages: set[str] = set()
    licences: set[str] = set()
    for config in CONFIGS:
        writers: dict[str, SplitWriter] = {}
        for split, row in rows_of_release(dist, config):
            if config == CONFIGS[0]:
                licences.add(row["rights"]["license"])
                languages |= {row["language"]} - {None}
            if split not in writers:
                writers[split] = SplitWriter(folder, config, split)
            one = wanted.get(row["article_id"])
            restored = one.restored if one is not None else None
            writers[split].add(filled(row, restored) if restored is not None else row)
        made = Published(config)
        for split in (split for split in SPLITS if split in writers):
            files = writers[split].close()
            made.splits[split] = (writers[split].rows, writers[split].num_bytes, files)
        if made.splits:
            published.append(made)
    counts = ", ".join(f"{count:,} {name}" for name, count in report.counts.items())
    for name in KEPT:
        if (dist / name).is_file():
            shutil.copyfile(dist / name, folder / name)
    lines = [f"Rehydrated: {counts}."]
    card.write(folder, published, version, sorted(languages), creators, lines)
    croissant.write(folder, published, version, sorted(licences))
    readme = folder / "README.md"
    _, stated, body = readme.read_text("utf-8").split("---\n", 2)
    readme.write_bytes(f"---\n{stated}---\n{NOTE}{body.lstrip()}".encode())
    (folder / REPORT).write_bytes(canonical(report.to_dict()))
    write_sums(folder)
