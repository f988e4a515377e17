"""`stancebank validate`: findings people can act on."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stancebank.check.report import FORMATS, lines
from stancebank.check.run import validate
from stancebank.check.source import SourceFile, expand
from stancebank.check.work import Result


def _codes(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    """Codes or beginnings of codes, comma-separated and repeatable; unknown ones are refused."""
    from stancebank.check.rule import REGISTRY

    codes = tuple(code.strip().upper() for given in value for code in given.split(","))
    for code in codes:
        if not any(known.startswith(code) for known in REGISTRY):
            raise click.BadParameter(f"no rule begins with {code}: `stancebank explain` lists them")
    return codes


@click.command("validate", epilog="Exit status: 0 clean, 1 errors found, 2 usage.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--fix", is_flag=True, help="Mend what can be mended without a decision, then check.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--since", metavar="REV", help="Only what changed against a git revision.")
@click.option("--select", multiple=True, callback=_codes, help="Only these codes: SB2,SB301.")
@click.option("--ignore", multiple=True, callback=_codes, help="Not these codes.")
@click.option(
    "--output-format",
    type=click.Choice(list(FORMATS)),
    default="concise",
    show_default=True,
    help="How to print the findings.",
)
@click.option("--statistics", "counts", is_flag=True, help="Count findings by rule instead.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are errors.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes; as many as processors.")
def command(
    paths: tuple[Path, ...],
    fix: bool,
    diff: bool,
    since: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    output_format: str,
    counts: bool,
    exit_zero: bool,
    workers: int | None,
) -> int:
    """Check records, layers, registries and sidecars.

    PATHs are files and folders; without any, `corpus` and `seeds` of the current folder. Findings
    go to stdout, one per line: path:line:column: CODE what is wrong; what to do. [*] marks what
    --fix mends. `stancebank explain CODE` tells why a rule is there.
    """
    chosen = list(paths) or [path for path in (Path("corpus"), Path("seeds")) if path.is_dir()]
    if not chosen:
        raise click.UsageError("no PATH given, and the current folder has no corpus/ or seeds/")
    sources = expand(chosen)
    if fix or diff:
        _fix(sources, diff)
    if diff:
        return 0
    result = validate(sources, workers=workers, since=since)
    result.findings = [
        one
        for one in result.findings
        if (not select or one.code.startswith(select)) and not one.code.startswith(ignore or "-")
    ]
    for line in lines("statistics" if counts else output_format, result):
        print(line)
    sys.stdout.flush()
    errors = _summarize(result)
    return 1 if errors and not exit_zero else 0


def _fix(sources: list[SourceFile], only_show: bool) -> None:
    from stancebank.check.document import context_of
    from stancebank.check.fixes import fix_file, fixed, preview

    if only_show:
        for source in sources:
            new = fixed(source, context_of(source.root))
            if new is not None:
                print(preview(source.path, new), end="")
        return
    changed = sum(fix_file(source, context_of(source.root)) for source in sources)
    # What was read before fixing is read again for the check.
    context_of.cache_clear()
    print(f"{changed} of {len(sources)} files fixed", file=sys.stderr)


def _summarize(result: Result) -> int:
    """Print the counts to stderr; return the number of errors."""
    errors = sum(finding.severity == "error" for finding in result.findings)
    fixable = sum(finding.fixable for finding in result.findings)
    parts = [f"{errors} errors", f"{len(result.findings) - errors} warnings"]
    parts += [f"{fixable} of them mended by --fix"] if fixable else []
    parts += [f"{result.excepted} allowed by exceptions.json"] if result.excepted else []
    checked = f"{result.files} files, {result.records} records checked"
    print(f"{checked}: {', '.join(parts)}", file=sys.stderr)
    return errors
