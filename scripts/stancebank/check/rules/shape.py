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

    Errors = list[ValidationError]

TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}


def errors_of(kind: str, value: Any) -> Errors:
    """Every error of a value, told by the explaining validator."""
    return [leaf for error in schema.explainer(kind).iter_errors(value) for leaf in _leaves(error)]


def _leaves(error: ValidationError) -> Iterator[ValidationError]:
    """The errors that say something: of “X or null”, those of X."""
    if error.validator == "anyOf" and error.context:
        for child in error.context:
            if child.schema_path[0] == 0:
                yield from _leaves(child)
    else:
        yield error


OTHERS = ("enum", "additionalProperties", "required")
"""What SB103, SB104 and SB105 are about."""


@rule(
    "SB101",
    "schema",
    scope="file",
    summary="A value does not fit the JSON Schema: a wrong type, pattern or size.",
    rationale="Everything after this check relies on the shape.",
    wrong='"published": "30 March 2022"',
    right='"published": "2022-03-30"',
)
def schema_violations(errors: Errors) -> Iterator[Problem]:
    """Every wrong value that none of the rules below is about."""
    told = {_pointer(leaf) for leaf in errors if leaf.validator not in (*OTHERS, "not")}
    for leaf in errors:
        # A line break is refused apart from the pattern; told once is enough.
        twice = leaf.validator == "not" and _pointer(leaf) in told
        if leaf.validator not in OTHERS and not twice:
            yield _wrong_value(leaf)


@rule(
    "SB103",
    "unknown-label",
    scope="file",
    summary="A label is not in its label set.",
    rationale="Labels are a closed list (schema/labels/); a new one is proposed there first.",
    wrong='"label": "favour"',
    right='"label": "favor"',
)
def unknown_labels(errors: Errors) -> Iterator[Problem]:
    """Every label outside its set, with the permitted ones and the nearest."""
    for leaf in errors:
        if leaf.validator == "enum":
            permitted = [str(label) for label in cast(Any, leaf.validator_value)]
            found = f"{_show(leaf.instance)} is not a permitted {_name(leaf)}"
            yield Problem(found, _nearest(str(leaf.instance), permitted), _pointer(leaf))


@rule(
    "SB104",
    "unknown-key",
    scope="file",
    summary="An object has a key that the schema does not know.",
    rationale="A misspelt key would be ignored in silence, and what it says lost.",
    wrong='"lable": "favor"',
    right='"label": "favor"',
)
def unknown_keys(errors: Errors) -> Iterator[Problem]:
    """Every unknown key, with the permitted ones and the nearest."""
    for leaf in errors:
        if leaf.validator == "additionalProperties" and not _is_unanchored(leaf):
            known = list(_keywords(leaf).get("properties", {}))
            for key in cast(Any, leaf.instance):
                if key not in known:
                    found = f"unknown key “{shorten(key)}”"
                    yield Problem(found, _nearest(key, known), _pointer(leaf, key), key=True)


@rule(
    "SB105",
    "missing-key",
    scope="file",
    summary="An object lacks a key that the schema requires.",
    rationale="Every key is always written, null and [] included, so that nothing is left open.",
    wrong='a statement without "parent"',
    right='"parent": null',
)
def missing_keys(errors: Errors) -> Iterator[Problem]:
    """Every missing key, each once."""
    seen: set[tuple[str, str]] = set()
    for leaf in errors:
        if leaf.validator != "required" or _is_unanchored(leaf):
            continue
        for key in cast(Any, leaf.validator_value):
            where = (_pointer(leaf), key)
            if key not in cast(Any, leaf.instance) and where not in seen:
                seen.add(where)
                about = _keywords(leaf)["properties"][key].get("description", "")
                yield Problem(f"the key “{key}” is missing", f"add it: {about}", where[0])


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
def unanchored_spans(errors: Errors, text: str | None) -> Iterator[Problem]:
    """Every span without offsets; `text` is the annotated text, None if it is not known."""
    seen = set()
    for leaf in errors:
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
    hint = "run `stancebank validate --fix` on it"
    return Problem(found, hint, pointer, fixable=text is not None)


@rule(
    "SB106",
    "number-form",
    scope="file",
    summary="An offset is written as a decimal number.",
    rationale="JSON Schema takes 20.0 for the integer 20; readers in other languages do not.",
    wrong='"start": 20.0',
    right='"start": 20',
)
def number_form(value: Any, reason: str) -> Iterator[Problem]:
    """Every number with a fraction or exponent; `reason` if none is found."""
    found = list(_decimals(value, ""))
    for pointer, number in found:
        whole = f"write it as {int(number)}" if number == int(number) else "use a whole number"
        yield Problem(f"{number} is not written as a whole number", whole, pointer)
    if not found:
        yield Problem(f"the record has an unexpected form: {reason}", "correct it")


def _decimals(value: Any, pointer: str) -> Iterator[tuple[str, float]]:
    if isinstance(value, float):
        yield pointer, value
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _decimals(inner, f"{pointer}/{key}")


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


def _pointer(error: ValidationError, *more: str) -> str:
    parts = [str(part) for part in error.absolute_path] + list(more)
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def _keywords(error: ValidationError) -> dict[str, Any]:
    """The schema that an error is about."""
    return error.schema if isinstance(error.schema, dict) else {}


def _name(error: ValidationError) -> str:
    """The key an error is about, for a message."""
    names = [part for part in error.absolute_path if isinstance(part, str)]
    return names[-1] if names else "file"


def _wrong_value(error: ValidationError) -> Problem:
    """One short problem for a wrong type, pattern or size."""
    value, pointer, name = cast(Any, error.instance), _pointer(error), _name(error)
    expected = _keywords(error).get("description", "") or "correct the value"
    match error.validator:
        case "type":
            wanted = cast(Any, error.validator_value)
            wanted = [wanted] if isinstance(wanted, str) else wanted
            types = " or ".join(TYPES[one] for one in wanted)
            return Problem(
                f"expected {types} for “{name}”, found {_show(value)}", expected, pointer
            )
        case "uniqueItems":
            return Problem(f"“{name}” names an item twice", "take the second one out", pointer)
        case "minItems":
            return Problem(f"“{name}” is empty", expected, pointer)
        case "not":
            return Problem(f"{_show(value)} has a line break in it", expected, pointer)
        case "pattern" | "minLength" | "maxLength" | "minimum":
            return Problem(f"{_show(value)} is not a valid {name}", expected, pointer)
        case _:
            return Problem(f"{_show(value)} breaks “{error.validator}”", expected, pointer)


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
