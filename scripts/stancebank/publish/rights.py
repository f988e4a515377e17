"""How much of an article's text its rows may carry: policy, licence, and bounded excerpts.

Of an article under `excerpt` one set of code points is chosen, and every published word of it, in
whatever config or column, comes out of that set. So the rows cannot add up to more than the set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from stancebank.publish.licences import redistributable
from stancebank.record import Article, Layer, Span, TextPolicy

Row = dict[str, Any]

CONTEXT_WORDS = 8
"""An excerpt shows at most this many words on either side of a span, inside its paragraph."""

MAX_SHARE = 0.25
"""At most this share of an article's code points is published under `excerpt`.

No law names a safe share; this is the project's own line, well short of standing in for the text.
"""

MAX_POINTS = 2_500
"""And at most this many code points (some 400 words), however long the article."""

RUN = 4
"""So many words in a row, found in a text, count as taken from it."""

GAP = " … "
"""Stands between parts of a text that are not next to each other."""

OURS = frozenset({"speaker_name", "holder_name", "proposition", "actor_names", "recipient_names"})
"""Columns with words of the registries: they are ours, whether or not an article has them too."""

_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\S+")


def applied(article: Article, public: bool) -> TextPolicy:
    """The record's own policy; for the public, `full` only under a redistributable licence."""
    policy = article.rights.text
    if public and policy == "full" and not redistributable(article.rights.license):
        return "excerpt"
    return policy


class Shown:
    """What of an article's text is published.

    Args:
        article: the article.
        layers: the layers of single annotators, whose spans are published too.
        policy: as `applied` gives it.
    """

    def __init__(self, article: Article, layers: list[Layer], policy: TextPolicy) -> None:
        self.policy: TextPolicy = policy
        self.text = article.text
        self.statements = {
            f"{article.id}/{one.id}": [*_some(one.source, one.cue), *one.content]
            for one in article.statements
        }
        self.mask = bytearray(b"\1" * len(self.text)) if policy == "full" else self._none()
        if policy == "excerpt":
            self._choose(article, layers)

    def _none(self) -> bytearray:
        return bytearray(len(self.text))

    @property
    def points(self) -> int:
        """How many code points of the text are published."""
        return self.mask.count(1)

    def covers(self, start: int, end: int) -> bool:
        """Whether all of a stretch of the text is published."""
        return self.mask.find(0, start, end) < 0

    def _choose(self, article: Article, layers: list[Layer]) -> None:
        """Fill the mask: the spans first, by their weight for the labels, then their context.

        Inside a class the shortest spans come first, so that as many as possible are whole. What
        does not fit is left out whole: half a quotation would be a wrong one.
        """
        left = bound(self.text)
        marked = [(span.start, span.end) for span in _cores(article)]
        classes = [
            [(one.trigger.start, one.trigger.end) for one in article.events],
            _places(x for one in article.statements for x in one.content),
            _places(x for one in article.stances for x in (*one.evidence, *one.condition)),
            _places(x for one in article.statements for x in _some(one.source, one.cue)),
            _places(_when_and_where(article)),
            _places(x for layer in layers for x in _cores(layer)),
            [self.window(start, end) for start, end in marked if end > start],
        ]
        for stretches in classes:
            for start, end in sorted(set(stretches), key=lambda one: (one[1] - one[0], one)):
                cost = self.mask.count(0, start, end)
                if cost <= left:
                    self.mask[start:end] = b"\1" * (end - start)
                    left -= cost

    def window(self, start: int, end: int) -> tuple[int, int]:
        """A span with CONTEXT_WORDS words on either side, cut at words, inside its paragraphs."""
        first = self.text.rfind("\n\n", 0, start)
        first = 0 if first < 0 else first + 2
        last = self.text.find("\n\n", end)
        last = len(self.text) if last < 0 else last
        before = [one.start() for one in _TOKEN.finditer(self.text, first, start)]
        after = [one.end() for one in _TOKEN.finditer(self.text, end, last)]
        # The word that the span begins or ends inside of is counted as one of them.
        return (
            before[-CONTEXT_WORDS] if len(before) >= CONTEXT_WORDS else min([*before, start]),
            after[CONTEXT_WORDS - 1] if len(after) >= CONTEXT_WORDS else max([*after, end]),
        )

    def around(self, spans: Iterable[tuple[int, int]]) -> str | None:
        """What is published of the windows of spans, in reading order; None if nothing is."""
        wanted = self._none()
        for start, end in spans:
            if self.covers(start, end):
                first, last = self.window(start, end)
                wanted[first:last] = self.mask[first:last]
        runs = (match.span() for match in re.finditer(rb"\x01+", wanted))
        pieces = [piece for one in runs if (piece := self.text[slice(*one)].strip())]
        return GAP.join(pieces) or None

    def may_say(self, words: str) -> bool:
        """Whether a string of the metadata gives away nothing of the text that is kept back."""
        found = _WORD.findall(words.casefold())
        for at in range(len(found) - RUN + 1):
            places = self._runs.get(tuple(found[at : at + RUN]), ())
            if places and not any(self.covers(*place) for place in places):
                return False
        return True

    @cached_property
    def _runs(self) -> dict[tuple[str, ...], list[tuple[int, int]]]:
        words = [(one.group().casefold(), *one.span()) for one in _WORD.finditer(self.text)]
        runs: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        for at in range(len(words) - RUN + 1):
            run = words[at : at + RUN]
            key = tuple(word for word, _, _ in run)
            runs.setdefault(key, []).append((run[0][1], run[-1][2]))
        return runs


def bound(text: str) -> int:
    """The most code points of a text that `excerpt` publishes."""
    return min(int(len(text) * MAX_SHARE), MAX_POINTS)


def withhold(row: Row, shown: Shown) -> Row:
    """A row without the text that is kept back; offsets and hashes stay.

    A span keeps its words if all of them are published; so do the columns made of spans. Context
    and sentence shrink to what is published around the row's spans. Strings of the metadata (a
    headline, a dateline) go if they give away what is kept back.

    Args:
        row: a row of any config, labels still names.
        shown: what of its article is published.
    """
    if shown.policy == "full":
        return row
    kept: Row = {name: _blanked(value, shown, name in OURS) for name, value in row.items()}
    cores = [(span["start"], span["end"]) for span in _marked(row)]
    if "rights" in row:
        kept["text"] = None
        kept["rights"] = {**kept["rights"], "text": shown.policy}
    elif "statement_id" in row:
        spans = shown.statements.get(row["statement_id"] or "")
        if spans is not None:
            cores = [(span.start, span.end) for span in spans]
        kept.update(_said(row["text"], cores, shown))
    elif "content" in row:
        kept["text"] = _said(row["text"], cores, shown)["text"]
        cores += [(one["start"], one["end"]) for one in (row["source"], row["cue"]) if one]
        kept["context"] = shown.around(cores)
    elif "trigger" in row:
        trigger, place = row["trigger"], row["place_span"]
        kept["sentence"] = shown.around([(trigger["start"], trigger["end"])])
        kept["place"] = _place(row["place"], place, shown)
    return kept


def _marked(row: Row) -> list[Row]:
    found: list[Row] = row.get("content") or row.get("evidence") or []
    return found


def _said(words: str, cores: list[tuple[int, int]], shown: Shown) -> Row:
    """`text` and `context` of a row; its text is content (or evidence) joined, so part of cores."""
    parts = {shown.text[start:end] for start, end in cores if shown.covers(start, end)}
    whole = all(part in parts for part in words.split(GAP)) if words else True
    return {"text": words if whole and parts else None, "context": shown.around(cores)}


def _place(name: str | None, span: Row | None, shown: Shown) -> str | None:
    """A place's name: where it is the text's own word, it goes and stays with its span."""
    if name is None or (span is None and shown.may_say(name)):
        return name
    if span is None or name not in span["text"]:
        return name if shown.may_say(name) else None
    return name if shown.covers(span["start"], span["end"]) else None


def _blanked(value: Any, shown: Shown, ours: bool) -> Any:
    if isinstance(value, str):
        # One word is an id, a label, an address; white space is not only the space.
        free = ours or len(value.split()) < 2 or shown.may_say(value)
        return value if free else None
    if isinstance(value, list):
        return [_blanked(item, shown, ours) for item in value]
    if not isinstance(value, dict):
        return value
    if "start" in value:
        covered = shown.covers(value["start"], value["end"]) and shown.policy != "none"
        hidden = () if covered else ("text", "raw")
        return {key: None if key in hidden else item for key, item in value.items()}
    kept = {key: _blanked(item, shown, ours) for key, item in value.items()}
    if "name" in value and "span" in value:
        kept["name"] = _place(value["name"], value["span"], shown)
    return kept


def _cores(record: Article | Layer) -> Iterator[Span]:
    """The spans that labels rest on: content, evidence, triggers."""
    for statement in record.statements:
        yield from statement.content
    for stance in record.stances:
        yield from stance.evidence
    for event in record.events:
        yield event.trigger


def _when_and_where(article: Article) -> Iterator[Span]:
    for event in article.events:
        for part in (event.date, event.place):
            if part is not None and part.span is not None:
                yield part.span


def _places(spans: Iterable[Span]) -> list[tuple[int, int]]:
    return [(span.start, span.end) for span in spans]


def _some(*spans: Span | None) -> list[Span]:
    return [span for span in spans if span is not None]
