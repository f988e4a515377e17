"""An annotator's answer with words instead of offsets, made into a layer.

The answer is a JSON object with the keys of a layer's labels; a span is written as its words (see
surfaces.py), what is null or empty may be left out, and a date and a place may be plain values:

    {"article": "x", "guidelines": "1.0",
     "statements": [{"id": "s1", "speaker": "dovek", "source": "President Dovek", "cue": "said",
                     "content": ["the road … on Friday"], "mode": "indirect"}],
     "stances": [{"id": "t1", "statement": "s1", "holder": "dovek", "target": "road",
                  "label": "favor", "evidence": ["would open"], "explicit": true}],
     "events": [{"id": "e1", "type": "RETREAT", "trigger": "open", "actors": ["army"],
                 "date": "2031-04-11", "date_span": "Friday", "place": "Tarsk",
                 "realis": "future", "asserted_by": "s1"}],
     "notes": []}

Words that occur more than once are placed by what they belong to: source and cue beside the
content, evidence in the statement, a trigger in the statement that tells of it or else outside of
all content, dates and places beside the trigger. What stays ambiguous is a failure, not a guess.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from stancebank.annotate.surfaces import paragraphs_of, place, sentences_of
from stancebank.record import SCHEMA_VERSION, Annotator, Article, Layer, Span
from stancebank.span import AnchorError

KEYS: dict[str, dict[str, Any]] = {
    "statements": {
        **dict.fromkeys(("id", "content", "mode"), ...),
        **dict.fromkeys(("speaker", "source", "cue", "parent")),
        "addressees": [],
    },
    "stances": {
        **dict.fromkeys(("id", "target", "label", "evidence", "explicit"), ...),
        **dict.fromkeys(("statement", "holder")),
        "condition": [],
    },
    "events": {
        **dict.fromkeys(("id", "type", "trigger", "realis"), ...),
        **dict.fromkeys(("mode", "date", "date_span", "place", "asserted_by")),
        **{key: [] for key in ("actors", "recipients", "mediators")},
    },
}
"""Keys of each kind of item, with what stands for one that is left out (...: it may not be)."""

HEAD = {"article", "guidelines", "statements", "stances", "events", "notes"}


@dataclass
class Answer:
    """What became of an answer: a layer if all of it could be placed, else what is wrong."""

    layer: Layer | None
    failures: list[str]


def read(value: Any, article: Article, annotator: Annotator, guidelines: str, day: str) -> Answer:
    """Make an answer into a layer.

    Args:
        value: the parsed JSON.
        article: the article it is about.
        annotator: who answered.
        guidelines: edition of the codebook, where the answer does not say it.
        day: when it was annotated, ISO 8601.

    Returns:
        The layer, or every failure: item, what was found, what to do.
    """
    reader = _Reader(article.text)
    labels = reader.labels(value)
    if reader.failures:
        return Answer(None, reader.failures)
    try:
        layer = msgspec.convert(
            {
                "article": article.id,
                "schema_version": SCHEMA_VERSION,
                "text_sha256": article.text_sha256,
                "annotator": msgspec.to_builtins(annotator),
                "guidelines": value.get("guidelines", guidelines),
                "created": day,
                **labels,
                "notes": value.get("notes", []),
            },
            Layer,
        )
    except msgspec.ValidationError as error:
        return Answer(None, [f"{error}: see schema/layer.schema.json"])
    return Answer(layer, [])


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.failures: list[str] = []
        self.content: dict[str, list[Span]] = {}
        self.all_content: list[tuple[int, int]] = []
        self.item = ""

    def labels(self, value: dict[str, Any]) -> dict[str, Any]:
        for key in sorted(value.keys() - HEAD):
            self.failures.append(f"unknown key “{key}”: expected {', '.join(sorted(HEAD))}")
        found = {}
        for name, read_one in (
            ("statements", self.statement),
            ("stances", self.stance),
            ("events", self.event),
        ):
            items = value.get(name, [])
            if not isinstance(items, list):
                self.failures.append(f"{name}: expected a list of items, found {items!r:.40}")
                items = []
            if name == "statements":
                self.statement_contents(items)
            found[name] = [
                read_one(full)
                for at, one in enumerate(items)
                if (full := self.complete(name, at, one)) is not None
            ]
        return found

    def complete(self, name: str, at: int, item: Any) -> dict[str, Any] | None:
        """The item with what was left out; None, and failures, if it has not what it must."""
        self.item = (
            str(item.get("id", f"{name}[{at}]")) if isinstance(item, dict) else f"{name}[{at}]"
        )
        if not isinstance(item, dict):
            self.fail("", f"expected an object, found {item!r:.40}")
            return None
        keys = KEYS[name]
        for key in sorted(item.keys() - keys.keys()):
            self.fail(key, f"unknown key: expected {', '.join(keys)}")
        missing = [key for key, value in keys.items() if value is ... and key not in item]
        for key in missing:
            self.fail(key, "missing: this key is always written")
        return None if missing else {key: item.get(key, value) for key, value in keys.items()}

    def statement_contents(self, items: list[Any]) -> None:
        """Place all content first: the rest is placed beside, in or outside of it."""
        for at, item in enumerate(items):
            if isinstance(item, dict) and isinstance(item.get("content"), list):
                self.item = str(item.get("id", f"statements[{at}]"))
                near: tuple[int, int] | None = None
                spans = []
                for words in item["content"]:
                    span = self.span("content", words, near=near)
                    if span is not None:
                        spans.append(span)
                        near = span.start, span.end
                self.content[self.item] = spans
                self.all_content += [(one.start, one.end) for one in spans]

    def statement(self, item: dict[str, Any]) -> dict[str, Any]:
        content = self.content.get(self.item, [])
        if not content:
            return item
        scopes = [sentences_of(self.text, content), paragraphs_of(self.text, content)]
        own = [(one.start, one.end) for one in content]
        cue = self.span("cue", item["cue"], scopes, own[0], own)
        near = (cue.start, cue.end) if cue is not None else own[0]
        source = self.span("source", item["source"], scopes, near, own)
        return {**item, "source": _plain(source), "cue": _plain(cue), "content": _plain(content)}

    def stance(self, item: dict[str, Any]) -> dict[str, Any]:
        scopes = []
        near = None
        if item["statement"] is not None and (content := self.content.get(item["statement"])):
            own = [(one.start, one.end) for one in content]
            scopes = [own, sentences_of(self.text, content), paragraphs_of(self.text, content)]
            near = own[0]
        for key in ("evidence", "condition"):
            written = item[key] if isinstance(item[key], list) else [item[key]]
            spans = [self.span(key, words, scopes, near) for words in written]
            item[key] = _plain([one for one in spans if one is not None])
        return item

    def event(self, item: dict[str, Any]) -> dict[str, Any]:
        told_in = self.content.get(item["asserted_by"] or "", [])
        inside = [(one.start, one.end) for one in told_in]
        trigger = self.span(
            "trigger", item["trigger"], [inside] if inside else [], None,
            () if inside else self.all_content,
        )  # fmt: skip
        if trigger is None:
            return item
        scopes = [sentences_of(self.text, [trigger]), paragraphs_of(self.text, [trigger])]
        near = trigger.start, trigger.end
        date_span = self.span("date_span", item.pop("date_span"), scopes, near)
        date = item["date"]
        if date is not None:
            item["date"] = {"value": date, "span": _plain(date_span)}
        elif date_span is not None:
            self.fail("date", "missing beside date_span: give the value as ISO 8601")
        if item["place"] is not None:
            where = self.span("place", item["place"], scopes, near)
            name = where.text if where is not None else item["place"]
            item["place"] = {"name": name, "span": _plain(where)}
        return {**item, "trigger": _plain(trigger)}

    def span(
        self,
        key: str,
        words: Any,
        scopes: list[list[tuple[int, int]]] | None = None,
        near: tuple[int, int] | None = None,
        avoid: Any = (),
    ) -> Span | None:
        """The span of some words; None, and a failure unless there are no words."""
        if words is None:
            return None
        if not isinstance(words, str):
            self.fail(key, f"expected words of the text, found {words!r:.40}")
            return None
        try:
            return place(self.text, words, scopes or (), near, avoid)
        except AnchorError as error:
            self.fail(key, str(error))
            return None

    def fail(self, key: str, message: str) -> None:
        self.failures.append(f"{self.item}{' ' if key else ''}{key}: {message}")


_plain: Callable[[Any], Any] = msgspec.to_builtins
