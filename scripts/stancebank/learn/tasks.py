"""The tasks of classification: which rows, which labels, and what is told to the model of a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """What is predicted.

    Attributes:
        config: the published config with its rows.
        label: their column of labels.
        scheme: its label set in schema/labels.
        pair: a row's columns of :class:`Pairs` as far as the row knows them, or None to leave the
            row out.
    """

    config: str
    label: str
    scheme: str
    pair: Callable[[Row], dict[str, str | None] | None]


def _stance(row: Row) -> dict[str, str | None] | None:
    # Attitudes of the narration itself are published with their evidence as text. They have no
    # `none` to tell them from, and their text was chosen by whoever saw the label.
    if "statement_id" in row and row["statement_id"] is None:
        return None
    holder = row.get("holder") or row.get("holder_name")
    return {
        "text": row["text"],
        "context": row.get("context") or row["text"],
        "source": row.get("holder_name") or holder,
        "source_id": holder,
        "target": row.get("proposition") or row["target"],
        "target_id": row["target"],
        "mode": row.get("mode"),
        "issue": row.get("issue"),
    }


def _event(row: Row) -> dict[str, str | None]:
    # Its trigger is not told: who has the word has the type.
    actors, recipients = row.get("actors") or [], row.get("recipients") or []
    actor_names = row.get("actor_names") or actors
    recipient_names = row.get("recipient_names") or recipients
    return {
        "text": row["sentence"],
        "context": row["sentence"],
        "source": ", ".join(actor_names),
        "source_id": ", ".join(actors or actor_names),
        "target": ", ".join(recipient_names),
        "target_id": ", ".join(recipients or recipient_names),
    }


TASKS = {
    "stance": Task("stance", "label", "stance", _stance),
    "events": Task("events", "type", "event_type", _event),
    # Not pairs but whole texts: documents.py reads them.
    "statements": Task("articles", "statements", "mode", lambda row: None),
}
