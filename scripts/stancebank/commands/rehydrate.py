"""`stancebank rehydrate`: fill withheld text in from the user's own copies."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("rehydrate")
@click.argument("dist", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option(
    "--from",
    "sources",
    multiple=True,
    required=True,
    metavar="RAW",
    help="A file, folder or glob with your copies: raw articles, or records. May be repeated.",
)
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to make or to replace.",
)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the report.",
)
@click.argument("more", nargs=-1, metavar="[RAW]...")
def command(
    dist: Path, sources: tuple[str, ...], out: Path, output_format: str, more: tuple[str, ...]
) -> int:
    """Fill the text that DIST withholds in from your own copies of the articles.

    A copy with the same text, proved by its hash, restores an article exactly. In another edition
    every span is found again by its published words. Of an article whose rights allow no words at
    all (policy none), only a copy with the same hash will do. What comes out is yours to use and
    not to pass on. Exit status 1 if an article could not be restored.

    \b
    Example:
      stancebank rehydrate dist --from my-articles -o dist-full
    """
    from stancebank.publish.rehydrate import rehydrate
    from stancebank.record import canonical

    report = rehydrate(dist, [*sources, *more], out)
    for message in report.rejects:
        print(f"not read: {message}", file=sys.stderr)
    if output_format == "json":
        sys.stdout.write(canonical(report.to_dict()).decode("utf-8"))
    else:
        for one in report.results:
            if one.status != "untouched":
                where = f" from {one.copy}" if one.copy else ""
                spans = f", {one.found} of {one.spans} spans" if one.status != "failed" else ""
                why = f": {one.reason}" if one.reason else ""
                print(f"{one.article}: {one.status}{where}{spans}{why}")
    counts = report.counts
    print(
        f"{counts['articles']} articles: {counts['untouched']} untouched, {counts['exact']} exact, "
        f"{counts['re-anchored']} re-anchored, {counts['failed']} failed; wrote {out}",
        file=sys.stderr,
    )
    return 1 if counts["failed"] else 0
