"""Push a finished published folder to a Hugging Face dataset repository or to any fsspec URL."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from stancebank.errors import StanceBankError
from stancebank.publish.finished import CARD, SUMS, closed_texts, data_version, sha256, verified

PAUSES = (1.0, 2.0, 4.0)
"""Seconds before each further attempt at a call that failed in a way that may pass."""

OURS = re.compile(r"data/[a-z]+/[a-z_]+-[0-9]{5}-of-[0-9]{5}\.parquet")
"""Names that `publish` gives: what has one and is not in the folder is left from an older push."""

_HUB = re.compile(r"(?:hf://datasets/)?([\w.-]+/[\w.-]+)")

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


def push(
    destination: str,
    folder: Path,
    *,
    endpoint: str | None = None,
    private: bool = False,
    tag: str | None = None,
    progress: bool = False,
    pauses: Sequence[float] = PAUSES,
) -> Pushed:
    """Upload a published folder; what is there already with the same content is not sent again.

    Stopped at any moment, it goes on where it was when called again. On the Hub the new state
    appears in one commit. A store of files has no such step: there the card comes last, and until
    then a reader may meet old and new files; SHA256SUMS tells.

    Args:
        destination: `owner/name` (also `hf://datasets/owner/name`), or a URL that fsspec writes to.
        folder: what `stancebank publish` wrote.
        endpoint: address of another Hub, or of an S3-compatible server.
        private: the destination is private: a new repository is made so, a public one is refused.
            Needed if an article's full text may not be passed on.
        tag: name of the version on the Hub; by default `v` and the data version in the card.
        progress: show progress on stderr.
        pauses: seconds before each repeated attempt.

    Raises:
        StanceBankError: the folder is not as it was published, its texts may not go there, the name
            or the credentials are wrong, or the network failed to the last attempt.
    """
    sums = verified(folder)
    parcel = Parcel(folder, {**sums, SUMS: sha256(folder / SUMS)})
    hub = _HUB.fullmatch(destination)
    if hub is None and "://" not in destination:
        raise StanceBankError(
            f"{destination}: neither a repository (owner/name) nor a URL (s3://bucket/prefix; a "
            f"folder is file://{Path(destination).resolve()})"
        )
    if not private and (closed := closed_texts(folder)):
        raise StanceBankError(
            f"{folder}: holds the full text of {len(closed)} article(s) whose licence does not let "
            f"it pass on ({closed[0]}): push what `stancebank publish --public` writes, or say "
            "--private if only you and yours can read the destination"
        )
    if hub is not None:
        from stancebank.publish.push_hub import push_to_hub

        version = data_version(folder)
        tag = tag or (f"v{version}" if version else None)
        return push_to_hub(hub[1], parcel, endpoint, private, tag, progress, pauses)
    if tag is not None:
        raise StanceBankError("--tag: only a Hugging Face repository has tags; leave it out")
    from stancebank.publish.push_url import push_to_url

    return push_to_url(destination, parcel, endpoint, progress, pauses)


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
