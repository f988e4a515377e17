"""Adjudication over a corpus: work files out, decisions in, article by article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from stancebank import store
from stancebank.annotate.adjudicate import gold
from stancebank.annotate.answers import Judge
from stancebank.annotate.decisions import parse
from stancebank.annotate.skeleton import GUIDELINES
from stancebank.annotate.slots import Slots, slots_of
from stancebank.annotate.worklist import worklist
from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.record import SCHEMA_VERSION, Adjudication, Article, Decision, Layer, canonical


class Settle:
    """The articles that two annotators both have.

    Args:
        root: the corpus folder.
        annotators: the two.
        conflict: only its articles; None: all.
        again: whether those that are gold already are taken too.

    Raises:
        StanceBankError: they have no article in common.
    """

    def __init__(
        self, root: Path, annotators: tuple[str, str], conflict: str | None, again: bool
    ) -> None:
        self.corpus = Corpus(root)
        self.annotators = annotators
        self.conflict = conflict
        self.again = again
        self.layers = self.corpus.layers()

    def each(self) -> Iterator[tuple[Path, Article, tuple[Layer, Layer], Slots]]:
        """Article by article: file, record, both layers and their slots."""
        for path in self.corpus.article_files():
            own = {layer.annotator.id: layer for layer in self.layers.get(path.stem, [])}
            if not own.keys() >= {*self.annotators}:
                continue
            article = self.corpus.article(path)
            if self.conflict is not None and article.conflict != self.conflict:
                continue
            if article.annotation.status == "gold" and not self.again:
                continue
            pair = own[self.annotators[0]], own[self.annotators[1]]
            yield path, article, pair, slots_of(*pair)

    def write_worklist(self, folder: Path) -> tuple[int, int]:
        """A work file for each article; (articles, differences)."""
        articles = differences = 0
        for _, article, pair, slots in self.each():
            content = msgspec.json.encode(worklist(article, pair, slots))
            path = folder / f"{article.id}.json"
            store.write_bytes(path, msgspec.json.format(content, indent=1) + b"\n")
            articles += 1
            differences += len(slots.disputed())
        return articles, differences

    def carry_out(self, folder: Path, adjudicator: str, judge: Judge) -> tuple[int, list[str]]:
        """Make articles gold by the decisions in a folder; (how many, what kept the others).

        An article that would break a rule stays as it is.
        """
        done, failures = 0, []
        for path, article, pair, slots in self.each():
            file = folder / f"{article.id}.json"
            # Gold without a file here was decided by somebody else, some other time.
            if not file.is_file() and (slots.disputed() or article.annotation.status == "gold"):
                continue
            try:
                decisions = self.read(file, article.id) if file.is_file() else {}
                settled = gold(
                    article,
                    pair,
                    slots,
                    decisions,
                    adjudicator,
                    pair[0].guidelines,
                    self.corpus,
                )
                content = canonical(settled)
                if broken := judge(content, path):
                    raise StanceBankError("; ".join(["the gold breaks rules", *broken]))
            except StanceBankError as error:
                failures.append(f"{file}: {error}")
                continue
            kept = Adjudication(
                article=article.id,
                schema_version=SCHEMA_VERSION,
                text_sha256=article.text_sha256,
                annotators=[layer.annotator.id for layer in pair],
                adjudicator=adjudicator,
                guidelines=GUIDELINES,
                decided=datetime.now(UTC).date().isoformat(),
                decisions=sorted(decisions.values(), key=_order),
            )
            where = self.corpus.root / "adjudication" / f"{article.id}.json"
            store.write_bytes(where, canonical(kept))
            store.write_bytes(path, content)
            done += 1
        return done, failures

    @staticmethod
    def read(file: Path, article: str) -> dict[str, Decision]:
        """The decisions of a file.

        Raises:
            StanceBankError: it is not JSON, about another article, or not of the form.
        """
        try:
            value = msgspec.json.decode(store.read_bounded(file, store.MAX_FILE_BYTES))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise StanceBankError(f"not JSON: {error}: mend it") from error
        if not isinstance(value, dict) or value.get("article") != article:
            raise StanceBankError(f'expected an object with "article": "{article}"')
        return parse(value.get("decisions"))


def _order(decision: Decision) -> tuple[str, str, int]:
    """Decisions on differences in the order of the worklist, then what overrules items."""
    annotator, _, item = decision.id.rpartition("/")
    return annotator, item[0], int(item[1:])
