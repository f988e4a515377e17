"""SB1xx: the shape that the JSON Schemas demand, told in short and with the nearest match."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, cast

from stancebank import schema
from stancebank.check.finding import Problem
from stancebank.check.rule import rule
from stancebank.span import AnchorError, anchor, shorten

if TYPE_CHECKING:
    from jsonschema import ValidationError

TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


@rule(
    "SB101",
    "schema",
    scope="file",
    summary="A file does not fit its JSON Schema.",
    rationale="Everything after this check relies on the shape: keys, types, labels, patterns.",
    wrong='"label": "favour"',
    right='"label": "favor"',
)
def schema_violations(kind: str, value: Any) -> Iterator[Problem]:
    """Every place where the value departs from the schema of its kind."""
    seen: set[tuple[str, str]] = set()
    for error in schema.explainer(kind).iter_errors(value):
        for leaf in _leaves(error):
            if _is_unanchored(leaf):
                continue
            for problem in _explain(leaf):
                if (problem.pointer, problem.message) not in seen:
                    seen.add((problem.pointer, problem.message))
                    yield problem


@rule(
    "SB102",
    "unanchored-span",
    scope="file",
    fixable=True,
    summary="A span gives its surface but no offsets.",
    rationale="A contributor may write only the words; the offsets are filled in by --fix, so that "
    "every span in the corpus has both and can be checked.",
    wrong='{"text": "played down"}',
    right='{"start": 20, "end": 31, "text": "played down"}',
)
def unanchored_spans(kind: str, value: Any, text: str | None) -> Iterator[Problem]:
    """Every span without offsets; `text` is the annotated text, None if it is not known."""
    seen = set()
    for error in schema.explainer(kind).iter_errors(value):
        for leaf in _leaves(error):
            pointer = _pointer(leaf)
            if _is_unanchored(leaf) and pointer not in seen:
                seen.add(pointer)
                yield _unanchored(cast(Any, leaf.instance), text, pointer)


def _unanchored(span: dict[str, str], text: str | None, pointer: str) -> Problem:
    """The problem of one such span: --fix can mend it, or why it cannot."""
    found = f"the span “{shorten(span['text'])}” has no offsets"
    try:
        if text is not None:
            anchor(text, span["text"], span.get("prefix", ""), span.get("suffix", ""))
    except AnchorError as error:
        reason, _, hint = str(error).partition(": ")
        return Problem(f"{found}, and {reason}", hint, pointer)
    return Problem(found, "run `stancebank validate --fix` on it", pointer)


def _is_unanchored(error: ValidationError) -> bool:
    """Whether an error is only that a span has a surface and no offsets yet."""
    span, keyword = cast(Any, error.instance), _keywords(error)
    return (
        error.validator in ("required", "additionalProperties")
        and isinstance(span, dict)
        and isinstance(span.get("text"), str)
        and "start" not in span
        and "end" not in span
        and span.keys() <= {"text", "prefix", "suffix"}
        and set(keyword.get("properties", ())) == {"start", "end", "text"}
    )


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors that say something: of “X or null”, those of X."""
    if error.validator == "anyOf" and error.context:
        for child in error.context:
            if child.schema_path[0] == 0:
                yield from _leaves(child)
    else:
        yield error


def _pointer(error: ValidationError, *more: str) -> str:
    parts = [str(part) for part in error.absolute_path] + list(more)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def _keywords(error: ValidationError) -> dict[str, Any]:
    """The schema that an error is about."""
    return error.schema if isinstance(error.schema, dict) else {}


def _explain(error: ValidationError) -> Iterator[Problem]:
    """One short problem for an error, several for several unknown keys."""
    value, pointer = cast(Any, error.instance), _pointer(error)
    keywords, wanted = _keywords(error), cast(Any, error.validator_value)
    name = pointer.rsplit("/", 1)[-1] or "the file"
    expected = keywords.get("description", "")
    match error.validator:
        case "required":
            for key in wanted:
                if key not in value:
                    about = keywords["properties"][key].get("description", "")
                    yield Problem(f"the key “{key}” is missing", f"add it: {about}", pointer)
        case "additionalProperties":
            known = list(keywords.get("properties", {}))
            for key in value:
                if key not in known:
                    yield Problem(
                        f"unknown key “{shorten(key)}”",
                        _nearest(key, known),
                        _pointer(error, key),
                        key=True,
                    )
        case "enum":
            yield Problem(
                f"{_show(value)} is not a permitted {name}",
                _nearest(str(value), [str(label) for label in wanted]),
                pointer,
            )
        case "type":
            wanted = [wanted] if isinstance(wanted, str) else wanted
            yield Problem(
                f"expected {' or '.join(TYPES[one] for one in wanted)}, found {_show(value)}",
                expected or "correct the value",
                pointer,
            )
        case "pattern" | "minLength" | "maxLength" | "minimum" | "minItems" | "maxItems":
            yield Problem(f"{_show(value)} is not a valid {name}", expected, pointer)
        case "uniqueItems":
            yield Problem(f"“{name}” names an item twice", "take the repeated item out", pointer)
        case _:
            yield Problem(f"{_show(value)} breaks “{error.validator}”", expected, pointer)


def _nearest(word: str, permitted: list[str]) -> str:
    """The hint of an unknown word: the nearest permitted one, and all of them."""
    close = get_close_matches(word, permitted, 1, 0.5) or [
        one for one in permitted if one.casefold() == word.casefold()
    ]
    meant = f"did you mean “{close[0]}”? " if close else ""
    shown = ", ".join(permitted) if len(permitted) <= 24 else ", ".join(permitted[:24]) + ", …"
    return f"{meant}permitted: {shown}"


def _show(value: Any) -> str:
    """A value for a message, short."""
    if isinstance(value, str):
        return f"“{shorten(value)}”"
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    if isinstance(value, int | float):
        return str(value)
    return TYPES["object"] if isinstance(value, dict) else f"a list of {len(value)}"
