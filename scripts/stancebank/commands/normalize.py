"""`stancebank normalize`: turn raw articles into records of the corpus."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from stancebank.collect.jsonfile import FieldNames


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "-o",
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="A folder (<collection>/<id>.json), or a file .jsonl, .jsonl.gz or .jsonl.zst.",
)
@click.option("--collection", metavar="ID", help="Collection of articles that state none.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="NAME=PATH",
    help="Where JSON records keep one of our fields: published=date.iso, html=body.",
)
@click.option(
    "--drop-field",
    "dropped",
    multiple=True,
    metavar="NAME",
    help="A field of JSON records to leave out on purpose.",
)
def command(
    sources: tuple[str, ...],
    out: Path,
    collection: str | None,
    fields: tuple[str, ...],
    dropped: tuple[str, ...],
) -> int:
    """Turn raw articles into records of the corpus.

    SOURCE: files, folders or globs of .txt, .md, .html, .json and .jsonl[.gz|.zst]. What is known
    of an article stands in <name>.meta.json beside it, in its front matter or its JSON fields.
    Inputs that cannot be used are listed in OUT.rejects.jsonl; its lines about files outside these
    SOURCEs stay.

    In a folder, labels of existing records are kept. A JSONL file is made anew as a whole: one
    that holds labels or records of other SOURCEs is refused. Of HTML the main text is taken;
    captions of pictures, comments and navigation are left out.

    \b
    Example:
      stancebank normalize seeds -o corpus/articles
    """
    from stancebank.collect.run import Run
    from stancebank.collect.sources import find
    from stancebank.errors import StanceBankError

    if collection is not None:
        _check_id(collection)
    names = _field_names(fields, dropped)
    try:
        files = find(list(sources), out)
        run = Run(out, collection, names)
        run.prepare(files, list(sources))
    except (FileNotFoundError, StanceBankError) as error:
        raise click.UsageError(str(error)) from error
    with click.progressbar(
        length=len(files), label="normalize", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        rejects = run.all(files, lambda: bar.update(1))
    for reject in rejects:
        click.echo(f"{reject.message} [{reject.reason}]", err=True)
    counts = run.counts
    where = f" (see {rejects.path})" if counts.rejected else ""
    click.echo(
        f"{counts.inputs} input{'' if counts.inputs == 1 else 's'}: {counts.written} written, "
        f"{counts.unchanged} unchanged, {counts.rejected} rejected{where}",
        err=True,
    )
    return 1 if counts.rejected else 0


def _check_id(collection: str) -> None:
    from stancebank import schema

    if not schema.gate("raw").is_valid({"collection": collection}):
        raise click.UsageError(
            f"--collection {collection!r}: expected lower-case letters, digits, - _ . inside"
        )


def _field_names(fields: tuple[str, ...], dropped: tuple[str, ...]) -> FieldNames:
    from stancebank.collect.jsonfile import FIELDS, FieldNames

    ours: dict[str, str] = {}
    for option in fields:
        name, _, path = option.partition("=")
        if name not in FIELDS or not path:
            raise click.UsageError(
                f"--field {option!r}: expected NAME=PATH, NAME one of {', '.join(FIELDS)}"
            )
        ours[name] = path
    return FieldNames(ours, frozenset(dropped))
