"""Which item of one layer is which of another."""

from __future__ import annotations

from typing import Any

from stancebank.annotate.match import match_events, match_stances, match_statements
from stancebank.record import Event, Span, Stance, Statement


def span(start: int, end: int) -> Span:
    return Span(start=start, end=end, text="x" * (end - start))


def statement(identity: str, *parts: tuple[int, int]) -> Statement:
    return Statement(
        id=identity, speaker=None, source=None, cue=None, content=[span(*one) for one in parts],
        mode="indirect", parent=None, addressees=[],
    )  # fmt: skip


def stance(identity: str, said: str | None, **more: Any) -> Stance:
    fields: dict[str, Any] = {"holder": "a", "target": "t", "label": "favor"} | more
    return Stance(
        id=identity, statement=said, evidence=[span(0, 5)], condition=[], explicit=True, **fields
    )


def test_the_largest_overlap_wins_and_each_item_is_matched_once() -> None:
    gold = [statement("g1", (0, 20)), statement("g2", (30, 40))]
    mine = [statement("m1", (0, 12)), statement("m2", (0, 20)), statement("m3", (31, 40), (42, 44))]
    assert match_statements(mine, gold) == {"m2": "g1", "m3": "g2"}


def test_less_than_half_in_common_is_another_statement() -> None:
    assert match_statements([statement("m", (0, 10))], [statement("g", (8, 40))]) == {}


def test_stances_follow_their_statements_target_and_holder() -> None:
    gold = [stance("g1", "s1"), stance("g2", "s1", target="u"), stance("g3", None)]
    mine = [
        stance("m1", "x1"),
        stance("m2", "x2"),
        stance("m3", "x1", target="u", holder="b"),
        stance("m4", None, label="against"),
    ]
    # x2 has no counterpart, m3 another holder; a different label is a matched disagreement.
    assert match_stances(mine, gold, {"x1": "s1"}) == {"m1": "g1", "m4": "g3"}


def test_events_match_by_trigger_whatever_their_type() -> None:
    def event(identity: str, start: int, kind: Any) -> Event:
        return Event(
            id=identity, type=kind, mode=None, trigger=span(start, start + 5), actors=[],
            recipients=[], mediators=[], date=None, place=None, realis="actual", asserted_by=None,
        )  # fmt: skip

    gold = [event("g1", 0, "AGREE"), event("g2", 50, "AID")]
    assert match_events([event("m1", 1, "REQUEST"), event("m2", 90, "AID")], gold) == {"m1": "g1"}


def test_of_equal_words_the_same_speaker_is_matched() -> None:
    def statement(name: str, speaker: str | None) -> Statement:
        return Statement(
            id=name,
            speaker=speaker,
            source=None,
            cue=None,
            content=[Span(start=0, end=4, text="none")],
            mode="direct",
            parent=None,
            addressees=[],
        )

    mine = [statement("s1", None), statement("s2", "brisk")]
    gold = [statement("s8", "brisk"), statement("s9", None)]
    assert match_statements(mine, gold) == {"s1": "s9", "s2": "s8"}
