"""Adjudication over a corpus: work files out, decisions in, article by article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from stancebank import store
from stancebank.annotate.adjudicate import gold
from stancebank.annotate.answers import Judge
from stancebank.annotate.answers import parse as json_of
from stancebank.annotate.decisions import parse
from stancebank.annotate.slots import Slots, slots_of
from stancebank.annotate.worklist import digest, worklist
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
        StanceBankError: this is no corpus, or has no such annotators or conflict.
    """

    def __init__(
        self, root: Path, annotators: tuple[str, str], conflict: str | None, again: bool
    ) -> None:
        self.corpus = Corpus(root)
        self.annotators = annotators
        self.conflict = conflict
        self.again = again
        self.layers = self.corpus.layers()
        known = {layer.annotator.id for layers in self.layers.values() for layer in layers}
        for name in annotators:
            if name not in known:
                told = ", ".join(sorted(known)) or "none"
                raise StanceBankError(f"{root}: no layers of “{name}”; there are layers of: {told}")
        if conflict is not None and conflict not in self.corpus.conflicts:
            told = ", ".join(sorted(self.corpus.conflicts))
            raise StanceBankError(f"{root}: no conflict “{conflict}”; there are: {told}")

    def each(self) -> Iterator[tuple[Path, Article, tuple[Layer, Layer], Slots]]:
        """Article by article: file, record, both layers and their slots.

        Raises:
            StanceBankError: a layer is of another text than the article's.
        """
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
            for layer in pair:
                if layer.text_sha256 != article.text_sha256:
                    raise StanceBankError(
                        f"layers/{layer.annotator.id}/{article.id}.json: of another text than the "
                        "article's: anchor it again (`stancebank validate` tells more)"
                    )
            yield path, article, pair, slots_of(*pair)

    def write_worklist(self, folder: Path) -> tuple[int, int]:
        """A work file for each article; (articles, differences).

        Raises:
            StanceBankError: decisions are where a work file would go.
        """
        articles = differences = 0
        for _, article, pair, slots in self.each():
            path = folder / f"{article.id}.json"
            if path.exists() and b'"decisions"' in path.read_bytes():
                raise StanceBankError(
                    f"{path}: holds decisions: give the work files another folder"
                )
            content = msgspec.json.encode(worklist(article, pair, slots))
            store.write_bytes(path, msgspec.json.format(content, indent=1) + b"\n")
            articles += 1
            differences += len(slots.disputed())
        return articles, differences

    def carry_out(self, folder: Path, adjudicator: str, judge: Judge) -> tuple[int, list[str]]:
        """Make articles gold by the decisions in a folder; (how many, what kept the others).

        An article that would break a rule stays as it is.
        """
        done, failures = 0, []
        unread = {file for file in folder.glob("*.json") if not file.name.startswith(".")}
        for path, article, pair, slots in self.each():
            file = folder / f"{article.id}.json"
            # Gold without a file here was decided by somebody else, some other time.
            gold_already = article.annotation.status == "gold"
            if file not in unread and (slots.disputed() or gold_already):
                continue
            try:
                decisions = self.read(file, article.id, pair) if file in unread else {}
                self._settle(path, article, pair, slots, decisions, adjudicator, judge)
                done += 1
            except StanceBankError as error:
                failures.append(f"{file}: {error}")
            unread.discard(file)
        failures += [
            f"{file}: no article of this name to settle; expected the id of one that both annotated"
            + ("" if self.again else " and that is not gold yet (--again settles those too)")
            for file in sorted(unread)
        ]
        return done, failures

    def _settle(
        self,
        path: Path,
        article: Article,
        pair: tuple[Layer, Layer],
        slots: Slots,
        decisions: dict[str, Decision],
        adjudicator: str,
        judge: Judge,
    ) -> None:
        """Make one article gold and keep the decisions."""
        edition, other = (layer.guidelines for layer in pair)
        if edition != other:
            raise StanceBankError(
                f"the layers follow two editions of the codebook ({edition}, {other}): annotate "
                "the older one again"
            )
        settled = gold(article, pair, slots, decisions, adjudicator, edition, self.corpus)
        content = canonical(settled)
        if broken := judge(content, path):
            raise StanceBankError("; ".join(["the gold breaks rules", *broken]))
        kept = Adjudication(
            article=article.id,
            schema_version=SCHEMA_VERSION,
            text_sha256=article.text_sha256,
            annotators=[layer.annotator.id for layer in pair],
            adjudicator=adjudicator,
            guidelines=edition,
            decided=datetime.now(UTC).date().isoformat(),
            decisions=sorted(decisions.values(), key=_order),
        )
        where = self.corpus.root / "adjudication" / f"{article.id}.json"
        store.write_bytes(where, canonical(kept))
        store.write_bytes(path, content)

    @staticmethod
    def read(file: Path, article: str, pair: tuple[Layer, Layer]) -> dict[str, Decision]:
        """The decisions of a file.

        Raises:
            StanceBankError: it is not JSON, about another article or other layers, or not of the
                form.
        """
        try:
            value = json_of(store.read_bounded(file, store.MAX_FILE_BYTES))
        except RecursionError as error:
            raise StanceBankError("nested too deeply: expected decisions by their ids") from error
        if not isinstance(value, dict) or value.get("article") != article:
            raise StanceBankError(f'expected an object with "article": "{article}"')
        if value.get("layers") != digest(pair):
            raise StanceBankError(
                '"layers" is not that of these layers, so the numbers may mean other differences: '
                "a layer has changed since the work file was written, or the annotators are named "
                "in another order; write the work file again and copy its “layers”"
            )
        return parse(value.get("decisions"))


def _order(decision: Decision) -> tuple[str, str, int]:
    """Decisions on differences in the order of the worklist, then what overrules items."""
    annotator, _, item = decision.id.rpartition("/")
    return annotator, item[0], int(item[1:])
