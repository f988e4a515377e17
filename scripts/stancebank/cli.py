"""The command `stancebank`: its commands by the six verbs, imported only when called."""

from __future__ import annotations

import importlib
import os
import sys
from keyword import iskeyword
from typing import Any, NoReturn

import click

from stancebank import __version__
from stancebank.errors import StanceBankError

VERBS = {
    "Collect": {"normalize": "Turn raw articles into records of the corpus."},
    "Annotate": {
        "new": "Start a contribution from a raw article.",
        "import": "Make labels of another form into layers or records.",
        "agreement": "Measure how far annotators agree.",
        "adjudicate": "Settle the differences between two annotators.",
    },
    "Check": {
        "validate": "Check records, layers, registries and sidecars.",
        "explain": "Explain a rule: what it finds, why, and how to mend it.",
    },
    "Publish": {
        "split": "Assign articles to splits by story and prove them apart.",
        "publish": "Write the corpus as Parquet with a dataset card.",
        "diff": "Compare two releases or revisions by meaning; propose the version.",
        "push": "Upload what was published to the Hugging Face Hub or a store of files.",
        "rehydrate": "Fill withheld text in from your own copies of the articles.",
        "withdraw": "Take an article out for good and leave a tombstone.",
    },
    "Learn": {
        "train": "Train a classifier on any data of this form.",
        "evaluate": "Judge a model on data it has not seen.",
        "predict": "Label the rows of a file.",
    },
    "Look": {"stats": "Count the corpus; keep the numbers in documents true."},
}
"""Verb → command → one-line help. Help reads this table, so no command needs importing for it."""


class Commands(click.Group):
    """A group that imports a command's module when it is run and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All command names, in the order of the way of the data."""
        return [name for commands in VERBS.values() for name in commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = importlib.import_module(f"stancebank.commands.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Help's list of commands, grouped by verb."""
        for verb, commands in VERBS.items():
            with formatter.section(verb):
                formatter.write_dl(list(commands.items()))


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 done and clean, 1 findings or rejected inputs, 2 usage, 3 a crash.",
)
@click.version_option(__version__, prog_name="stancebank")
@click.option("--debug", is_flag=True, help="Show a traceback if StanceBank itself fails.")
def cli(debug: bool) -> None:
    """Build, check and publish an annotated corpus of reporting on conflict and peace talks."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with its status."""
    arguments = sys.argv[1:] if arguments is None else arguments
    sys.exit(run(arguments))


def run(arguments: list[str]) -> int:
    """Run the command line; every failure becomes one line on stderr and an exit status."""
    try:
        status: Any = cli.main(arguments, prog_name="stancebank", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        print("stancebank: interrupted", file=sys.stderr)
        return 130
    except StanceBankError as error:
        print(f"stancebank: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            where = f"{error.filename}: " if error.filename else ""
            print(f"stancebank: {where}{error.strerror or error}", file=sys.stderr)
            return 1
        # The pipe's reader has gone (`| head`): no error, but nothing more may be flushed to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if "--debug" in arguments[:1]:
            raise
        print(
            f"stancebank: crashed: {type(error).__name__}: {error}; run `stancebank --debug "
            f"{' '.join(arguments)}` and report what it prints",
            file=sys.stderr,
        )
        return 3
