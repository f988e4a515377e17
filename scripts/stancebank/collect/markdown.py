"""Markdown: front matter, and its marks taken out so that the text remains."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from stancebank.collect.draft import Draft, Edit, apply
from stancebank.collect.reject import Reject

MAX_FRONT_MATTER = 64 * 1024
"""Code points. Front matter holds a dozen short values."""

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_KEY = re.compile(r"[A-Za-z_][\w-]*:(?:[ \t]|$)")
_TITLE = re.compile(r"\s*+#[ \t]++([^\r\n]+)")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]++([^\n]*)(?:\n|\Z)", re.M)

# Passes over the text: a pattern and what takes its place; of a match with a group, the group.
# Each runs in linear time, whatever the text: files are hostile until proved otherwise.
_PASSES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(?: {0,3}>[ \t]?)+", re.M), ""),
    (re.compile(r"^ {0,3}\[\^[^\]\s]{1,200}\]:[ \t]*+", re.M), "\n"),  # a note is a paragraph
    (re.compile(r"\[\^[^\]\s]{1,200}\]"), ""),  # where the text refers to a note
    (  # link definitions: an address and perhaps a title, for the rest of a line would be text
        re.compile(
            r"^ {0,3}\[[^\]\n]{1,200}\]:[ \t]*+(?:<[^<>\n]*+>|[^\s<]\S*+)"
            r"(?:[ \t]++(?:\"[^\"\n]*+\"|'[^'\n]*+'|\([^()\n]*+\)))?[ \t]*+$",
            re.M,
        ),
        "",
    ),
    (re.compile(r"^ {0,3}(?:[-*_][ \t]*+){3,}+$|^ {0,3}=++[ \t]*+$", re.M), "\n"),  # rules
    (re.compile(r"(?<! ) {2,}+$|\\$", re.M), "\n"),  # hard line breaks
    (re.compile(r"!\[[^\[\]\n]{0,500}\]\([^()\n]{0,2000}\)"), ""),
    (re.compile(r"\[([^\[\]]{1,1000})\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)"), ""),
    (re.compile(r"\[([^\[\]]{1,1000})\]\[[^\[\]\n]{0,200}\]"), ""),
    (re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>"), ""),
    (re.compile(r"(?<!`)`([^`\n]{1,500})`(?!`)"), ""),
    (re.compile(r"(?<![*\\])\*\*(?=\S)([^*]{1,2000}?)(?<=\S)\*\*(?!\*)"), ""),
    (re.compile(r"(?<![*\\\w])\*(?=\S)([^*]{1,2000}?)(?<=\S)\*(?![*\w])"), ""),
    (re.compile(r"(?<![\w\\])__(?=\S)([^_]{1,2000}?)(?<=\S)__(?!\w)"), ""),
    (re.compile(r"(?<![\w\\])_(?=\S)([^_]{1,2000}?)(?<=\S)_(?!\w)"), ""),
    (re.compile(r"\\([!-/:-@\[-`{-~])"), ""),
)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def front_matter(text: str, where: str) -> tuple[dict[str, Any], int]:
    """The mapping at the head of the file and the offset after it; ({}, 0) if there is none.

    Raises:
        Reject: bad-metadata.
    """
    match = _FRONT.match(text[:MAX_FRONT_MATTER])
    if match is None:
        _refuse_open(text, where)
        return {}, 0
    import yaml

    try:
        value = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 2}:{mark.column + 1}" if mark else ""
        problem = str(getattr(error, "problem", None) or error).splitlines()[0]
        raise Reject(
            "bad-metadata",
            f"{where}{line}: the front matter is not YAML ({problem}): mend it, or quote the value",
        ) from error
    if not isinstance(value, dict):
        # A rule at the head of a text without front matter parses as a string.
        if value is None or isinstance(value, str):
            return {}, 0
        raise Reject("bad-metadata", f"{where}: the front matter is no mapping of key: value")
    # YAML reads 2022-03-30 as a date (and a moment as a datetime, which is one too).
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in value.items()}, match.end()


def _refuse_open(text: str, where: str) -> None:
    """A first line `---` with keys below it opens front matter, which has to end."""
    rule, *lines = text[:MAX_FRONT_MATTER].removeprefix("\ufeff").splitlines() or [""]
    if rule.rstrip(" \t") != "---" or not lines or not _KEY.match(lines[0]):
        return
    last = 1
    for number, line in enumerate(lines, 2):
        if _KEY.match(line):
            last = number
        elif line.strip() and not line.startswith((" ", "\t", "-", "#")):
            break
    raise Reject(
        "bad-metadata",
        f"{where}:1: the front matter that begins here has no end: put a line --- after its last "
        f"key, which may be that of line {last} (or take line 1 away)",
    )


def read(text: str, start: int, title: str | None) -> tuple[Draft, str | None]:
    """The draft without the marks of Markdown, and the title.

    Args:
        text: the decoded file.
        start: offset after the front matter.
        title: the title that is stated; a leading `# heading` is the title otherwise, and is not
            part of the text in either case if it says the same.
    """
    draft = Draft.of(text)
    heading = _TITLE.match(text, start)
    if heading:
        said = _plain(heading.group(1).rstrip(" \t#"))
        if title is None or said == title:
            title, start = said or None, heading.end()
    if start:
        apply(draft, [Edit(0, start, "")])
    apply(draft, (Edit(m.start(), m.end(), "\n") for m in re.finditer(r"\r\n?", draft.text)))
    apply(draft, _comments(draft.text))
    apply(draft, _headings(draft.text))
    _take_out_marks(draft)
    return draft, title


def _plain(line: str) -> str:
    draft = Draft.of(line)
    _take_out_marks(draft)
    return draft.text


def _take_out_marks(draft: Draft) -> None:
    for pattern, remains in _PASSES:
        apply(draft, _edits(draft.text, pattern, remains))
    apply(draft, _entities(draft.text))


def _comments(text: str) -> Iterator[Edit]:
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start + 4)) >= 0:
        yield Edit(start, end + 3, "")
        start = text.find("<!--", end + 3)


def _headings(text: str) -> Iterator[Edit]:
    """A heading is a paragraph of its own, without its marks before and after."""
    for match in _HEADING.finditer(text):
        end = match.start(1) + len(match.group(1).rstrip(" \t#"))
        yield Edit(match.start(), match.start(1), "\n")
        if end < match.end():
            yield Edit(end, match.end(), "\n\n")


def _edits(text: str, pattern: re.Pattern[str], remains: str) -> Iterator[Edit]:
    """Take out what stands around a match's group, so that the group keeps its own origin."""
    for match in pattern.finditer(text):
        if not match.re.groups:
            if match.start() < match.end():
                yield Edit(match.start(), match.end(), remains)
            continue
        if match.start() < match.start(1):
            yield Edit(match.start(), match.start(1), "")
        if match.end(1) < match.end():
            yield Edit(match.end(1), match.end(), "")


def _entities(text: str) -> Iterator[Edit]:
    for match in _ENTITY.finditer(text):
        if (char := html.unescape(match.group())) != match.group():
            yield Edit(match.start(), match.end(), char)
