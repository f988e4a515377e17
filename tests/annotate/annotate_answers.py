"""A layer turned back into the answer it could have come from."""

from __future__ import annotations

from typing import Any


def answer_of(layer: dict[str, Any]) -> dict[str, Any]:
    """The layer as its annotator would have written it: words, and nothing that is null."""

    def words(value: Any) -> Any:
        if isinstance(value, list):
            return [words(one) for one in value]
        if isinstance(value, dict):
            return value["text"] if "start" in value else value
        return value

    found: dict[str, Any] = {"article": layer["article"], "guidelines": layer["guidelines"]}
    for name in ("statements", "stances", "events"):
        items = []
        for item in layer[name]:
            one = {key: words(value) for key, value in item.items() if value not in (None, [])}
            if item.get("date"):
                span = item["date"]["span"]
                one["date"] = item["date"]["value"]
                one |= {"date_span": span["text"]} if span else {}
            if item.get("place"):
                one["place"] = item["place"]["name"]
            items.append(one)
        found[name] = items
    return found
