"""`stancebank import`: labels made elsewhere become layers of the corpus."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stancebank.annotate.exact import FORM
from stancebank.corpora.adapters import ADAPTERS
from stancebank.errors import StanceBankError
from stancebank.options import corpus_option


@click.group("import")
def command() -> None:
    """Make labels of another form into layers or records."""


@command.command("exact", epilog=FORM)
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--annotator", required=True, metavar="ID", help="Who answered: corpus/layers/ID/.")
@click.option(
    "--kind",
    type=click.Choice(["human", "machine"]),
    help="What the annotator is, if it has no layer yet.",
)
@click.option("--about", metavar="TEXT", help="Who or what it is, if it has no layer yet.")
@corpus_option
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of layers to write ID/<article>.json in.  [default: CORPUS/layers]",
)
@click.option("--replace", is_flag=True, help="Replace layers that have other labels.")
def exact(
    sources: tuple[Path, ...],
    annotator: str,
    kind: str | None,
    about: str | None,
    corpus: Path,
    out: Path | None,
    replace: bool,
) -> int:
    """Import answers that give words instead of offsets, one JSON file an article.

    SOURCES are files or folders of them. Each becomes the annotator's layer if every span of it
    can be placed and it passes the rules; else nothing of it is written, and all that is wrong
    with it is told. An article without targets gets those of its conflict, unless -o is given.
    """
    from stancebank.annotate.answers import Answers, files_of
    from stancebank.check.document import errors_in
    from stancebank.corpus import Corpus, find_root

    root = find_root(corpus)
    if root is None:
        raise StanceBankError(f"{corpus}: not a corpus: it has no folder registry/")
    answers = Answers(Corpus(root), annotator, kind, about, out, replace)
    files = files_of(sources)
    imported = 0
    for file, failures in answers.take(files, errors_in):
        imported += not failures
        for failure in failures:
            print(f"{file}: {failure}")
    print(f"{imported} imported, {len(files) - imported} with failures", file=sys.stderr)
    return 0 if imported == len(files) else 1


def _corpus(name: str, of: str) -> click.Command:
    @click.command(name, help=f"Read {of} from SOURCE, the files as their authors publish them.")
    @click.argument("source", type=click.Path(path_type=Path, exists=True))
    @click.option(
        "-o",
        "--out",
        required=True,
        type=click.Path(path_type=Path),
        help="Folder (as `publish` writes it), or a file .parquet or .jsonl.",
    )
    def read(source: Path, out: Path) -> int:
        from stancebank.publish.imported import write_imported

        found = ADAPTERS[name][0](source)
        write_imported(found.name, found.config, found.splits, out)
        for line in found.report():
            print(line)
        print(f"wrote {out}: config {found.config}", file=sys.stderr)
        return 0

    return read


for _name, (_, _of) in ADAPTERS.items():
    command.add_command(_corpus(_name, _of))
