"""`stancebank explain CODE`: the documentation of a rule."""

from __future__ import annotations

import click

from stancebank.check import rules
from stancebank.check.rule import REGISTRY, markdown


@click.command("explain")
@click.argument("code", required=False)
@click.option("--markdown", "as_page", is_flag=True, help="Print schema/RULES.md: all rules.")
def command(code: str | None, as_page: bool) -> None:
    """Explain a rule by its CODE; without one, list all rules."""
    rules.register()
    if as_page:
        print(markdown(), end="")
        return
    if code is None:
        for _, one in sorted(REGISTRY.items()):
            print(f"{one.code}  {one.name:22}  {one.summary}")
        return
    rule = REGISTRY.get(code.upper())
    if rule is None:
        raise click.UsageError(f"there is no rule {code}: `stancebank explain` lists them")
    mends = (
        "`stancebank validate --fix` mends it where it can"
        if rule.fixable
        else "to be mended by hand"
    )
    print(f"{rule.code} {rule.name} ({rule.severity}, since {rule.since}; {mends})\n")
    print(f"{rule.summary}\n\nWhy: {rule.rationale}\n\nWrong: {rule.wrong}\nRight: {rule.right}")
