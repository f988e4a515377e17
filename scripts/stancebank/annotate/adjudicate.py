"""Two layers and an adjudicator's decisions made into gold labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from stancebank.annotate.own import with_own
from stancebank.annotate.slots import Slot, Slots, touch
from stancebank.corpus import Corpus
from stancebank.errors import StanceBankError
from stancebank.record import Annotation, Article, Decision, Layer, Own, Span, Statement

NEITHER, BOTH = "neither", "both"


class Undecided(StanceBankError):
    """Disagreements that a decisions file does not decide, or decides in a way that is none."""


def gold(
    article: Article,
    layers: tuple[Layer, Layer],
    slots: Slots,
    decisions: dict[str, Decision],
    adjudicator: str,
    guidelines: str,
    corpus: Corpus,
) -> Article:
    """The article with gold labels: what both have, and of the rest what was decided.

    What both have alike, or what hangs on a statement that only one has, can be overruled: by a
    decision whose id is an annotator's item, as `lm-a/s3`.

    Args:
        article: its labels, if it has any, are replaced.
        layers: the two annotators'.
        slots: of these layers.
        decisions: by the ids of the worklist, or of the items that they overrule.
        adjudicator: who decided.
        guidelines: the edition of the codebook that was followed.
        corpus: whose registry says who speaks for whom.

    Raises:
        Undecided: every disagreement without a decision, and every decision that cannot be
            carried out.
    """
    names = (layers[0].annotator.id, layers[1].annotator.id)
    merge = _Merge(article, names, decisions, corpus)
    merge.decide(slots)
    merge.statements(slots)
    merge.stances(slots)
    merge.events(slots)
    if merge.failures:
        raise Undecided("; ".join(merge.failures))
    return msgspec.structs.replace(
        article,
        statements=merge.gold["statement"],
        stances=merge.gold["stance"],
        events=merge.gold["event"],
        annotation=Annotation(
            status="gold", guidelines=guidelines, layers=sorted(names), adjudicator=adjudicator
        ),
    )


class _Merge:
    def __init__(
        self,
        article: Article,
        names: tuple[str, str],
        decisions: dict[str, Decision],
        corpus: Corpus,
    ) -> None:
        self.text = article.text
        self.published = article.published
        self.corpus = corpus
        self.names = names
        self.decisions = decisions
        self.chosen: dict[int, tuple[str, Decision]] = {}
        self.failures: list[str] = []
        self.gold: dict[str, list[Any]] = {"statement": [], "stance": [], "event": []}
        # (annotator's number, own id) → the statement of its slot, before it gets its gold id.
        self.statement_of: dict[tuple[int, str], list[Statement]] = {}
        self.gold_id: dict[int, str] = {}

    def decide(self, slots: Slots) -> None:
        """Give every disputed slot its decision, and others what overrules them."""
        named = {f"d{number}": slot for number, slot in enumerate(slots.disputed(), 1)}
        open_ones = {id(slot): name for name, slot in named.items()}
        for slot in [*slots.statements, *slots.stances, *slots.events]:
            for annotator, reading in zip(self.names, slot.readings, strict=True):
                if reading is not None:
                    named[f"{annotator}/{reading.id}"] = slot
        for name, decision in sorted(self.decisions.items()):
            if name not in named:
                self.failures.append(f"{name}: there is no such disagreement or item")
            elif id(named[name]) in self.chosen:
                self.failures.append(f"{name}: decided twice, by {self.chosen[id(named[name])][0]}")
            else:
                self.chosen[id(named[name])] = name, decision
        for key, name in open_ones.items():
            if key not in self.chosen:
                self.failures.append(f"{name}: not decided")

    def items(self, slot: Slot) -> list[tuple[int, Any]]:
        """What is kept of a slot: items, each with the number of the annotator it is from."""
        a, b = slot.readings
        if id(slot) not in self.chosen:
            taken = [(0, a)] if a is not None else [(1, b)]
            return taken if slot.agreed or slot.follows else []
        name, decision = self.chosen[id(slot)]
        if decision.take == NEITHER:
            return []
        if decision.take == BOTH:
            return [(number, one) for number, one in enumerate((a, b)) if one is not None]
        if decision.take is None:
            if a is None or b is None:
                self.failures.append(f"{name}: fields can be chosen only where both have the item")
                return []
            number, item = 0, self._chosen_fields(name, slot, decision)
        elif decision.take in self.names and slot.readings[self.names.index(decision.take)]:
            number = self.names.index(decision.take)
            item = slot.readings[number]
        else:
            permitted = [n for n, r in zip(self.names, slot.readings, strict=True) if r]
            self.failures.append(
                f"{name}: “{decision.take}” has no such item: take {', '.join(permitted)} "
                f"or {NEITHER}"
            )
            return []
        return [(number, self._set(name, item, decision.own))]

    def _chosen_fields(self, name: str, slot: Slot, decision: Decision) -> Any:
        changes = {}
        for one in decision.fields:
            known = one.field in slot.readings[0].__struct_fields__
            if one.annotator not in self.names or not known:
                self.failures.append(f"{name}: no “{one.field}” of “{one.annotator}” to take")
                continue
            reading = slot.readings[self.names.index(one.annotator)]
            changes[one.field] = getattr(reading, one.field)
        decided = {*changes, *(one.field for one in decision.own)}
        left = [field for field in slot.fields if field not in decided]
        if left:
            self.failures.append(f"{name}: nothing is chosen or set for {', '.join(left)}")
        return msgspec.structs.replace(slot.readings[0], **changes)

    def _set(self, name: str, item: Any, own: Sequence[Own]) -> Any:
        """The item with the adjudicator's own values; spans are given as words."""
        try:
            return with_own(self.text, item, own)
        except (StanceBankError, msgspec.ValidationError) as error:
            self.failures.append(f"{name}: {error}")
            return item

    def statements(self, slots: Slots) -> None:
        """Gold statements in reading order, with ids of their own and parents mapped."""
        kept: list[tuple[Slot, int, Statement]] = []
        for slot in slots.statements:
            found = self.items(slot)
            kept += [(slot, number, item) for number, item in found]
            for number, reading in enumerate(slot.readings):
                if reading is not None:
                    own = [item for n, item in found if n == number] or [i for _, i in found]
                    self.statement_of[number, reading.id] = own
        kept.sort(key=lambda one: (one[2].content[0].start, -one[2].content[0].end))
        for at, (_, _, item) in enumerate(kept, 1):
            self.gold_id[id(item)] = f"s{at}"
        for slot, number, item in kept:
            parent = self.mapped(self._parent_from(slot, number), item.parent)
            new = msgspec.structs.replace(item, id=self.gold_id[id(item)], parent=parent)
            self.gold["statement"].append(new)

    def _parent_from(self, slot: Slot, number: int) -> int:
        """Whose statement the parent names: a parent chosen as a field is its annotator's."""
        _, decision = self.chosen.get(id(slot), ("", None))
        for one in decision.fields if decision is not None else []:
            if one.field == "parent" and one.annotator in self.names:
                return self.names.index(one.annotator)
        return number

    def mapped(self, number: int, statement: str | None) -> str | None:
        """The gold id of an annotator's statement; None if it was dropped."""
        found = self.statement_of.get((number, statement or ""), [])
        return self.gold_id[id(found[0])] if found else None

    def stances(self, slots: Slots) -> None:
        """Gold stances in the order of their statements; those of dropped statements are gone."""
        kept = []
        for slot in slots.stances:
            for number, item in self.items(slot):
                statement = self.mapped(number, item.statement)
                if item.statement is not None and statement is None:
                    continue
                shorter = {}
                if slot.agreed and id(slot) not in self.chosen:
                    for name in ("evidence", "condition"):
                        both = [getattr(one, name) for one in slot.readings]
                        shorter[name] = min(both, key=_length)
                kept.append(msgspec.structs.replace(item, statement=statement, **shorter))
        own = {(one.statement, one.target, one.holder) for one in kept}
        for at, one in enumerate(kept):
            holder = self.holder(one.holder, one.statement)
            # Where he is told apart from his body, both stay as they are.
            if (one.statement, one.target, holder) not in own:
                kept[at] = msgspec.structs.replace(one, holder=holder)
        kept.sort(
            key=lambda one: (
                one.statement is None,
                int((one.statement or "s0")[1:]),
                one.evidence[0].start,
                one.target,
            )
        )
        self.gold["stance"] = [
            msgspec.structs.replace(one, id=f"t{at}") for at, one in enumerate(kept, 1)
        ]

    def holder(self, given: str | None, statement: str | None) -> str | None:
        """The holder; he himself where a body was given for one who does not speak for it (T1)."""
        (speaker,) = {one.speaker for one in self.gold["statement"] if one.id == statement} or {
            None
        }
        actor = self.corpus.actors.get(speaker) if speaker is not None else None
        if actor is None or actor.kind != "person":
            return given
        if self.corpus.committed_by(actor.id, self.published) != actor.id:
            return given
        return actor.id if given in {role.organization for role in actor.affiliations} else given

    def events(self, slots: Slots) -> None:
        """Gold events in reading order; who asserts them follows from where their trigger is."""
        kept = []
        for slot in slots.events:
            found = [item for _, item in self.items(slot)]
            if len(found) == 1 and None not in slot.readings and found[0] in slot.readings:
                found = [self._shortest(found[0], slot.readings)]
            kept += found
        kept.sort(key=lambda one: (one.trigger.start, one.trigger.end))
        self.gold["event"] = [
            msgspec.structs.replace(one, id=f"e{at}", asserted_by=self.asserted_by(one.trigger))
            for at, one in enumerate(kept, 1)
        ]

    @staticmethod
    def _shortest(item: Any, readings: tuple[Any, Any]) -> Any:
        """The event with the shorter trigger, and the shorter spans of its date and place."""
        trigger = min((one.trigger for one in readings), key=lambda span: len(span.text))
        changes: dict[str, Any] = {"trigger": trigger}
        a, b = readings
        if item.date is not None and a.date is not None and b.date is not None:
            spans = [one.date.span for one in readings if one.date.span is not None]
            if spans and a.date.value == b.date.value:
                shorter = min(spans, key=lambda span: len(span.text))
                changes["date"] = msgspec.structs.replace(item.date, span=shorter)
        if a.place is not None and b.place is not None:
            places = [one.place for one in readings if one.place.span is not None]
            if len(places) == 2 and touch([places[0].span], [places[1].span]):
                changes["place"] = min(places, key=lambda where: len(where.name))
        return msgspec.structs.replace(item, **changes)

    def asserted_by(self, trigger: Span) -> str | None:
        """The innermost statement in whose content a trigger lies."""
        around = [
            one
            for one in self.gold["statement"]
            if any(s.start <= trigger.start and trigger.end <= s.end for s in one.content)
        ]
        if not around:
            return None
        # Of two with the same words the one inside the other.
        inner: Statement = min(around, key=lambda one: (_length(one.content), -self.depth(one)))
        return inner.id

    def depth(self, statement: Statement) -> int:
        """How many statements a gold statement lies in."""
        parents = {one.id: one.parent for one in self.gold["statement"]}
        found, above = 0, statement.parent
        while above is not None and found < len(parents):
            found, above = found + 1, parents.get(above)
        return found


def _length(spans: Sequence[Span]) -> int:
    return sum(len(span.text) for span in spans)
