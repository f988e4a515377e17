"""`stancebank validate`: findings people can act on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stancebank.check import fixes, report
from stancebank.check.run import Run, validate
from stancebank.check.source import expand


@click.command("validate", epilog="Exit status: 0 clean, 1 errors found, 2 usage.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--fix", is_flag=True, help="Fill in offsets, write the canonical form, then check.")
@click.option(
    "--output-format",
    type=click.Choice(sorted(report.FORMATS)),
    default="concise",
    show_default=True,
    help="How to print the findings.",
)
def command(paths: tuple[Path, ...], fix: bool, output_format: str) -> int:
    """Check records, layers, registries and sidecars.

    PATHs are files and folders; without any, `corpus` and `seeds` of the current folder. Findings
    go to stdout, one per line: path:line:column: CODE what is wrong; what to do.
    """
    chosen = list(paths) or [path for path in (Path("corpus"), Path("seeds")) if path.is_dir()]
    if not chosen:
        raise click.UsageError("no PATH given, and the current folder has no corpus/ or seeds/")
    sources = expand(chosen)
    if fix:
        run = Run()
        changed = sum(fixes.fix(source, run.context(source.root)) for source in sources)
        print(f"{changed} of {len(sources)} files fixed", file=sys.stderr)
    result = validate(sources)
    for line in report.FORMATS[output_format](result.findings):
        print(line)
    errors = sum(finding.severity == "error" for finding in result.findings)
    warnings = len(result.findings) - errors
    print(
        f"{result.files} files, {result.records} records checked: {errors} errors, "
        f"{warnings} warnings",
        file=sys.stderr,
    )
    return 1 if errors else 0
