"""What is pushed, what came of it, and calls that are tried again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from stancebank.errors import StanceBankError
from stancebank.publish.finished import CARD, SUMS

OURS = re.compile(r"data/[a-z]+/[a-z_]+-[0-9]{5}-of-[0-9]{5}\.parquet")
"""Names that `publish` gives: what has one and is not in the folder is left from an older push."""

Result = TypeVar("Result")


@dataclass
class Pushed:
    """What a push did, by path in the folder."""

    uploaded: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    tag: str | None = None


@dataclass(frozen=True)
class Parcel:
    """A verified folder on its way: `sums` has every file to upload, SHA256SUMS included."""

    folder: Path
    sums: dict[str, str]

    def order(self) -> list[str]:
        """Data, then documents, then SHA256SUMS, and the card last: never a card without data."""
        last = {SUMS: 2, CARD: 3}
        return sorted(self.sums, key=lambda name: (last.get(name, not OURS.fullmatch(name)), name))

    def stale(self, there: set[str], listed: set[str]) -> list[str]:
        """Files at the destination that an older push left: its list says so, or their name."""
        mine = {name for name in there if name in listed or OURS.fullmatch(name)}
        return sorted(mine - self.sums.keys())


def repeated(
    call: Callable[[], Result],
    judge: Callable[[BaseException], tuple[str, bool]],
    what: str,
    pauses: Sequence[float],
) -> Result:
    """The result of a call, tried again after each pause if its failure may pass.

    Args:
        call: what to do; doing it twice must do no harm.
        judge: a failure in words, and whether it may pass.
        what: names the destination in the error.
        pauses: seconds before each further attempt.

    Raises:
        StanceBankError: the failure, in one line.
    """
    for pause in (*pauses, None):
        try:
            return call()
        except StanceBankError:
            raise
        except Exception as error:
            reason, passing = judge(error)
            if pause is None or not passing:
                tries = f" after {len(pauses) + 1} attempts" if passing and pauses else ""
                raise StanceBankError(f"{what}: {reason}{tries}") from error
            time.sleep(pause)
    raise AssertionError  # the last round returned or raised
