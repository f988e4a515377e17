"""An annotator's answer with words instead of offsets (see FORM), made into a layer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from stancebank.annotate.surfaces import CUT, paragraphs_of, place, sentences_of
from stancebank.record import SCHEMA_VERSION, Annotator, Article, Layer, Span
from stancebank.span import AnchorError, shorten

FORM = """\
\b
An answer, one JSON file an article:
  {"article": "plan",
   "statements": [
     {"id": "s1", "speaker": "dovek", "source": "President Dovek",
      "cue": "told", "content": ["We will … prisoners are home,"],
      "mode": "direct", "addressees": ["corvin"]}],
   "stances": [
     {"id": "t1", "statement": "s1", "holder": "dovek",
      "target": "temsa.talks", "label": "conditional",
      "evidence": ["We will meet the Front"],
      "condition": ["once our prisoners are home"], "explicit": true}],
   "events": [
     {"id": "e1", "type": "ASSAULT", "mode": "heavy-weapons",
      "trigger": "Shells [hit] the ferry", "date": "2031-04-08",
      "date_span": "Tuesday", "place": "Velmo", "realis": "actual"}],
   "notes": ["Who shelled the ferry is not told."]}

\b
A span is written as its words, copied exactly. Two short ways:
  "the [shelling] of Velmo"       the span in brackets, what is around it
  "the garrison … before winter"  first … last words, a space beside the …

Words that occur more than once are placed by what they belong to: source and cue beside the
content, evidence and condition in the statement, a trigger in the statement that asserts the event
or else outside of all content, dates and places beside the trigger. What stays ambiguous is a
failure, not a guess: write it with brackets.

\b
Never left out:
  statement  id, content, mode (direct, indirect, mixed)
  stance     id, target, label (favor, against, conditional, neutral),
             evidence, explicit (true, false)
  event      id, trigger, realis (actual, future, hypothetical, negated),
             type (AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE, AID,
             RETREAT, REQUEST, ACCUSE, REJECT, THREATEN, PROTEST,
             SANCTION, MOBILIZE, COERCE, ASSAULT)

\b
Left out, it means:
  speaker, holder               not in registry/actors.json, or not told
  source, cue                   no such words
  parent                        in the content of no other statement
  statement, asserted_by        in the article's own narration
  mode of an event, date, date_span, place    not told, or none fits
  addressees, actors, recipients, mediators, condition, notes    none
  statements, stances, events   none in this article
  guidelines                    the codebook's current edition

Speakers, holders, addressees and those who take part in events are ids of registry/actors.json,
targets ids of registry/targets.json; a date is ISO 8601. schema/CODEBOOK.md tells how to label.

After a failure: each line is FILE: ITEM KEY: what is wrong. Mend these answers and run the same
command again; a layer that has the same labels already is left as it is and counts as imported.
"""
"""The form of an answer as the command's help tells it: click keeps the lines of a \\b block."""

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
                self.failures.append(f"{name}: expected a list of items, found {_shown(items)}")
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
            self.fail("", f"expected an object, found {_shown(item)}")
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
            if isinstance(item, dict) and "content" in item:
                self.item = str(item.get("id", f"statements[{at}]"))
                near: tuple[int, int] | None = None
                spans = []
                for words in self.listed("content", item["content"]):
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
        if content := self.content_of("statement", item["statement"]):
            own = [(one.start, one.end) for one in content]
            scopes = [own, sentences_of(self.text, content), paragraphs_of(self.text, content)]
            near = own[0]
        for key in ("evidence", "condition"):
            written = [item[key]] if isinstance(item[key], str) else item[key]
            found = self.listed(key, written, least=int(key == "evidence"))
            spans = [self.span(key, words, scopes, near) for words in found]
            item[key] = _plain([one for one in spans if one is not None])
        return item

    def event(self, item: dict[str, Any]) -> dict[str, Any]:
        told_in = self.content_of("asserted_by", item["asserted_by"])
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

    def content_of(self, key: str, statement: Any) -> list[Span]:
        """Content of the statement that an item names, none if it names none."""
        if statement is not None and not isinstance(statement, str):
            self.fail(key, f"expected the id of a statement or null, found {_shown(statement)}")
            return []
        return self.content.get(statement or "", [])

    def listed(self, key: str, written: Any, least: int = 1) -> list[Any]:
        """What is written for a list of spans; nothing, and a failure, if it cannot be one."""
        found = [] if written is None else written
        if not isinstance(found, list) or None in found or len(found) < least:
            wanted = "a list of words, at least one" if least else "a list of words"
            self.fail(key, f"expected {wanted}, found {_shown(written)}")
            return []
        return found

    def span(
        self,
        key: str,
        words: Any,
        scopes: list[list[tuple[int, int]]] | None = None,
        near: tuple[int, int] | None = None,
        avoid: Any = (),
    ) -> Span | None:
        """The span of some words; None, and a failure unless there need not be any."""
        if words is None and key != "trigger":
            return None
        if not isinstance(words, str):
            self.fail(key, f"expected words of the text, found {_shown(words)}")
            return None
        ends = [part.strip(" []") for part in words.split(CUT)]
        if not (ends[0] and ends[-1]) and len(ends) > 1 and words not in self.text:
            self.fail(key, f"“{shorten(words)}”: words are missing on a side of the …: give both")
            return None
        try:
            return place(self.text, words, scopes or (), near, avoid)
        except AnchorError as error:
            self.fail(key, str(error))
            return None

    def fail(self, key: str, message: str) -> None:
        self.failures.append(f"{self.item}{' ' if key else ''}{key}: {message}")


def _shown(value: Any) -> str:
    """A value for a message, as its annotator wrote it."""
    return shorten(json.dumps(value, ensure_ascii=False), 40)


_plain: Callable[[Any], Any] = msgspec.to_builtins
