"""The rows of every config, made from one article at a time; labels are still names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from stancebank import schema
from stancebank.annotate.match import match_events, match_stances, match_statements
from stancebank.corpus import Corpus
from stancebank.publish.rights import GAP, Row, Shown, withhold
from stancebank.record import Article, Layer, Span, Stance, Statement
from stancebank.sentences import sentence_at


def rows_of(
    article: Article, layers: list[Layer], corpus: Corpus, shown: Shown | None = None
) -> dict[str, list[Row]]:
    """All rows of an article by config, with as much text as is shown (None: as its policy says).

    Args:
        article: the article.
        layers: its layers of single annotators.
        corpus: whose registries give the names.
        shown: what of its text is published.
    """
    shown = shown or Shown(article, layers, article.rights.text)
    rows = {
        "articles": [article_row(article)],
        "statements": list(statement_rows(article, corpus)),
        "stance": list(stance_rows(article, layers, corpus)),
        "events": list(event_rows(article, corpus)),
        "annotations": list(annotation_rows(article, layers)),
    }
    if shown.policy == "full":
        return rows
    return {name: [withhold(row, shown) for row in found] for name, found in rows.items()}


def article_row(article: Article) -> Row:
    """The record itself."""
    row: Row = msgspec.to_builtins(article)
    return {**row, "article_id": article.id}


def statement_rows(article: Article, corpus: Corpus) -> Iterator[Row]:
    """One row a statement."""
    for one in article.statements:
        actor = corpus.actors.get(one.speaker) if one.speaker is not None else None
        yield {
            **_common(article, one.id),
            "text": joined(one.content),
            "context": paragraphs(article.text, _spans_of(one)),
            "mode": one.mode,
            "speaker": one.speaker,
            "speaker_name": actor.name if actor is not None else None,
            "speaker_kind": actor.kind if actor is not None else None,
            "source": _plain(one.source),
            "cue": _plain(one.cue),
            "content": _plain(one.content),
            "parent": one.parent,
            "addressees": one.addressees,
        }


def stance_rows(article: Article, layers: list[Layer], corpus: Corpus) -> Iterator[Row]:
    """One row a (statement, holder, target) of the closed world, and one a stance of the narration.

    The holders of a statement are those of its stances; without any, whom its speaker's words
    commit. So a holder tells nothing about whether a pair is `none`.
    """
    votes = _Votes(article, layers)
    by_statement: dict[str | None, list[Stance]] = {}
    for stance in article.stances:
        by_statement.setdefault(stance.statement, []).append(stance)
    for statement in article.statements:
        stances = by_statement.get(statement.id, [])
        labelled = {(stance.holder, stance.target): stance for stance in stances}
        for holder in sorted({stance.holder for stance in stances}, key=str) or [
            _default_holder(statement, article, corpus)
        ]:
            for target in article.targets:
                found = labelled.get((holder, target))
                yield _stance_row(article, statement, holder, target, found, corpus, votes)
    for stance in by_statement.get(None, []):
        yield _stance_row(article, None, stance.holder, stance.target, stance, corpus, votes)


def _default_holder(statement: Statement, article: Article, corpus: Corpus) -> str | None:
    if statement.speaker is None:
        return None
    return corpus.committed_by(statement.speaker, article.published)


def _stance_row(
    article: Article,
    statement: Statement | None,
    holder: str | None,
    target: str,
    stance: Stance | None,
    corpus: Corpus,
    votes: _Votes,
) -> Row:
    where = statement.id if statement is not None else "narration"
    evidence = stance.evidence if stance is not None else []
    about = corpus.targets[target]
    return {
        **_common(article, f"{where}/{holder or '-'}/{target}"),
        "statement_id": f"{article.id}/{statement.id}" if statement is not None else None,
        "text": joined(statement.content if statement is not None else evidence),
        "context": paragraphs(
            article.text, _spans_of(statement) if statement is not None else evidence
        ),
        "mode": statement.mode if statement is not None else None,
        "speaker": statement.speaker if statement is not None else None,
        "holder": holder,
        "holder_name": corpus.actors[holder].name if holder is not None else None,
        "target": target,
        "proposition": about.proposition,
        "issue": about.issue,
        "label": stance.label if stance is not None else "none",
        "evidence": _plain(evidence),
        "condition": _plain(stance.condition) if stance is not None else [],
        "explicit": stance.explicit if stance is not None else None,
        "votes": votes.count(statement, holder, target),
    }


def event_rows(article: Article, corpus: Corpus) -> Iterator[Row]:
    """One row an event."""
    types = schema.labels("event_type")
    for one in article.events:
        start, end = sentence_at(article.text, one.trigger.start, one.trigger.end)
        yield {
            **_common(article, one.id),
            "sentence": article.text[start:end],
            "trigger": _plain(one.trigger),
            "type": one.type,
            "quad": types[one.type]["quad"],
            "mode": one.mode,
            "actors": one.actors,
            "actor_names": [corpus.actors[actor].name for actor in one.actors],
            "recipients": one.recipients,
            "recipient_names": [corpus.actors[actor].name for actor in one.recipients],
            "mediators": one.mediators,
            "date": one.date.value if one.date is not None else None,
            "date_span": _plain(one.date.span) if one.date is not None else None,
            "place": one.place.name if one.place is not None else None,
            "place_span": _plain(one.place.span) if one.place is not None else None,
            "realis": one.realis,
            "asserted_by": f"{article.id}/{one.asserted_by}" if one.asserted_by else None,
        }


def annotation_rows(article: Article, layers: list[Layer]) -> Iterator[Row]:
    """One row an item of one annotator's layer, with the gold item it matches."""
    for layer in layers:
        statements = match_statements(layer.statements, article.statements)
        stances = match_stances(layer.stances, article.stances, statements)
        events = match_events(layer.events, article.events)
        items: list[tuple[str, str, str | None, str, list[Span]]] = [
            *(
                ("statements", s.id, statements.get(s.id), s.mode, s.content)
                for s in layer.statements
            ),
            *(("stance", s.id, stances.get(s.id), s.label, s.evidence) for s in layer.stances),
            *(("events", e.id, events.get(e.id), e.type, [e.trigger]) for e in layer.events),
        ]
        for name, own, gold, label, spans in items:
            yield {
                **_common(article, f"{layer.annotator.id}/{own}"),
                "annotator": layer.annotator.id,
                "annotator_kind": layer.annotator.kind,
                "layer": name,
                "item": f"{article.id}/{gold}" if gold is not None else None,
                "label": label,
                "spans": _plain(spans),
            }


class _Votes:
    """How many annotators gave a pair which label; who has no such statement does not vote.

    Of an annotator who gave the pair to another holder (the body, say, and not its spokesman) the
    label counts all the same.
    """

    def __init__(self, article: Article, layers: list[Layer]) -> None:
        self._layers = [
            (layer, {gold: own for own, gold in matched.items()})
            for layer in layers
            for matched in [match_statements(layer.statements, article.statements)]
        ]

    def count(self, statement: Statement | None, holder: str | None, target: str) -> dict[str, int]:
        counts = dict.fromkeys(schema.labels("stance"), 0)
        for layer, own_ids in self._layers:
            own = own_ids.get(statement.id) if statement is not None else None
            if statement is not None and own is None:
                continue
            labels = {
                stance.holder: stance.label
                for stance in layer.stances
                if (stance.statement, stance.target) == (own, target)
            }
            # Who saw the stance and gave it to another holder did not see none.
            other = next(iter(labels.values()), "none") if statement is not None else "none"
            counts[labels.get(holder, other)] += 1
        return counts


def _common(article: Article, item: str) -> Row:
    return {
        "id": f"{article.id}/{item}",
        "article_id": article.id,
        "collection": article.collection,
        "conflict": article.conflict,
        "published": article.published,
        "text_sha256": article.text_sha256,
    }


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value)


def joined(spans: Iterable[Span]) -> str:
    """The words of spans, gaps shown."""
    return GAP.join(span.text for span in spans)


def _spans_of(statement: Statement) -> list[Span]:
    named = [span for span in (statement.source, statement.cue) if span is not None]
    return [*named, *statement.content]


def paragraphs(text: str, spans: list[Span]) -> str:
    """The paragraphs that spans touch, in reading order."""
    touched: dict[int, str] = {}
    for span in spans:
        start = text.rfind("\n\n", 0, span.start) + 2 if "\n\n" in text[: span.start] else 0
        end = text.find("\n\n", span.end)
        touched[start] = text[start : end if end >= 0 else len(text)]
    return "\n\n".join(touched[start] for start in sorted(touched))
