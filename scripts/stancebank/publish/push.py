"""Push a finished published folder to a Hugging Face dataset repository or to any fsspec URL."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from stancebank.errors import StanceBankError
from stancebank.publish.finished import SUMS, closed_texts, data_version, sha256, verified
from stancebank.publish.parcel import Parcel, Pushed

PAUSES = (1.0, 2.0, 4.0)
"""Seconds before each further attempt at a call that failed in a way that may pass."""

_HUB = re.compile(r"(?:hf://datasets/)?([\w.-]+/[\w.-]+)")


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
