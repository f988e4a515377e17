"""HTML pages: the main text, and only the metadata that the page declares."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from stancebank import schema
from stancebank.collect.reject import Reject
from stancebank.errors import load_extra

MAX_TAGS = 50_000
"""Tags in a page: a news page has some thousands; extraction takes seconds beyond this."""

MAX_NOTICE = 500
"""Code points. A text this short that asks for consent is the page's notice, its article is not in
the file. Of 1,054 test pages of trafilatura and newspaper4k 46 have a main text this short, and
none of them is lost by it."""

_NOTICE = re.compile(
    r"(?=.*(?:\bcookies?\b|your privacy))(?=.*(?:accept|agree|consent|settings|preferences|polic"
    r"|akzeptier|zustimm|einwillig|aceptar|consentement))",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//meta[translate(@name, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')="
    "'{}']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
)
_DATE_NAMES = ("date", "pubdate", "publishdate", "dc.date.issued", "dcterms.created", "dc.date")


def charset(raw: bytes) -> str | None:
    """The encoding that a page claims for itself."""
    match = _CHARSET.search(raw[:4096])
    return match.group(1).decode("ascii") if match else None


def extract(page: str, where: str) -> tuple[str, dict[str, Any]]:
    """The main text, one line a paragraph, and what the page declares of itself.

    Comments, navigation, captions of pictures are left out (trafilatura, fast). A date is from
    declared metadata only, never found out.

    Raises:
        Reject: no-article, too-large (more than MAX_TAGS tags).
    """
    if page.count("<") > MAX_TAGS:
        raise Reject("too-large", f"{where}: more than {MAX_TAGS:,} tags: give the article alone")
    trafilatura = load_extra("trafilatura", "collect", "read HTML")
    if not re.search(r"<(html|body)\b", page[:20_000], re.IGNORECASE):
        page = f"<html><body><article>{page}</article></body></html>"
    try:
        tree = trafilatura.load_html(page)
        document = None if tree is None else _bare(trafilatura, tree)
    except (RecursionError, ValueError, AssertionError) as error:
        raise Reject("no-article", f"{where}: not parsed ({error}): give the text") from error
    if document is None or not (document.text or "").strip():
        raise Reject(
            "no-article",
            f"{where}: no main text found in the page: give the article's text as .txt with a "
            "sidecar",
        )
    text = document.text
    if len(text) < MAX_NOTICE and _NOTICE.match(text):
        raise Reject(
            "no-article",
            f"{where}: only a notice about cookies or consent, not the article: save the page "
            "again with the notice closed, or give the article's text as .txt",
        )
    first, _, rest = text.partition("\n")
    if rest and document.title and first.split() == document.title.split():
        text = rest  # the headline is the title, not part of the text
    # A site without a name is called by its host, and that the address tells already.
    site = None if document.sitename == document.hostname else document.sitename
    stated = {
        "title": document.title,
        "author": document.author,
        "publisher": site,
        "url": document.url if len(document.url or "") <= 2000 else None,
        "published": next(_declared_dates(tree), None),
        "language": _language(tree),
    }
    return text, {key: value for key, value in stated.items() if value}


def _bare(trafilatura: Any, tree: Any) -> Any:
    return trafilatura.bare_extraction(
        tree,
        fast=True,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )


def _fits(name: str, value: str) -> bool:
    pattern = schema.load("common")["$defs"][name]["pattern"]
    return re.search(pattern, value) is not None


def _declared_dates(tree: Any) -> Iterator[str]:
    values: list[str] = []
    for path in _DATES:
        for name in _DATE_NAMES if "{}" in path else ("",):
            values += tree.xpath(path.format(name))
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        values += _json_ld_dates(script)
    for value in values:
        moment = re.sub(r"\.[0-9]+", "", value.strip()).replace(" ", "T", 1)
        moment = re.sub(r"([+-][0-9]{2})([0-9]{2})$", r"\1:\2", moment)
        for form in (moment, moment[:10]):
            if _fits("date_time", form):
                yield form
                break


def _json_ld_dates(script: str) -> list[str]:
    try:
        data = json.loads(script)
    except (ValueError, RecursionError):
        return []
    found = []
    items = data if isinstance(data, list) else [data]
    for item in items:
        if isinstance(item, dict):
            graph = item.get("@graph")
            for node in [item, *(graph if isinstance(graph, list) else [])]:
                day = node.get("datePublished") if isinstance(node, dict) else None
                found += [day] if isinstance(day, str) else []
    return found


def _language(tree: Any) -> str | None:
    for value in tree.xpath("/html/@lang"):
        if _fits("language", value.strip()):
            return str(value.strip())
    return None
