"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

corpus_option = click.option(
    "--corpus",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path("corpus"),
    show_default=True,
    help="The corpus folder.",
)

view_option = click.option(
    "--view",
    type=click.Choice(["full", "three-way"]),
    default="full",
    show_default=True,
    help="Labels as they are, or SemEval's three (favor, against, none).",
)
