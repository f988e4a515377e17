"""`stancebank diff`: two states of the corpus compared by meaning."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stancebank.errors import StanceBankError

FORMATS = ("text", "markdown", "json")


@click.command("diff", epilog="Exit status: 0 compared, with or without differences; 1 unreadable.")
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to print the changes; json has every one.",
)
@click.option("--changelog", is_flag=True, help="Write the entry for NEW into CHANGELOG.md.")
@click.option(
    "--corpus",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("corpus"),
    show_default=True,
    help="The corpus folder, also where revisions have it.",
)
def command(old: str, new: str | None, output_format: str, changelog: bool, corpus: Path) -> None:
    """Compare two releases or revisions by meaning; propose the version.

    OLD and NEW are corpus folders, published folders or git revisions; NEW is the corpus as it
    lies on disk if left out, OLD may be `nothing`. New numbers, another order and another form are
    no change. Which change asks for which version is written in corpus/README.md.
    """
    from stancebank.publish.diff.report import FORMATS as written
    from stancebank.publish.diff.run import diff

    found = diff(old, new, corpus)
    for line in written[output_format](found):
        print(line)
    sys.stdout.flush()
    if changelog:
        from stancebank.publish.diff.changelog import write_changelog

        root = corpus
        if new is not None:
            folders = (Path(new), Path(new) / "corpus")
            root = next((one for one in folders if (one / "registry").is_dir()), corpus)
        if not root.is_dir():
            raise StanceBankError(f"{root}: no such folder to write CHANGELOG.md into")
        changed = write_changelog(found, root / "CHANGELOG.md")
        print(f"{root / 'CHANGELOG.md'}: {'written' if changed else 'up to date'}", file=sys.stderr)
