"""`stancebank push`: upload a published folder to the Hugging Face Hub or a store of files."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("push")
@click.argument("destination", metavar="DEST")
@click.argument(
    "folder",
    metavar="[DIST]",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path("dist"),
)
@click.option("--endpoint", metavar="URL", help="Another Hub, or an S3-compatible server.")
@click.option(
    "--private", is_flag=True, help="DEST is private: needed for texts that may not be passed on."
)
@click.option("--tag", help="Name of the version on the Hub  [default: v and the data version]")
def command(
    destination: str, folder: Path, endpoint: str | None, private: bool, tag: str | None
) -> None:
    """Upload the published folder DIST (default: dist) to DEST.

    DEST is a Hugging Face dataset repository, OWNER/NAME, or a URL that fsspec writes to, such as
    s3://BUCKET/PREFIX. The folder is compared with its SHA256SUMS first; files that are there
    already are not sent again, so a stopped push goes on when called again. The token comes from
    HF_TOKEN or `hf auth login`, the keys of S3 from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
    """
    from stancebank.publish.push import push

    done = push(
        destination,
        folder,
        endpoint=endpoint,
        private=private,
        tag=tag,
        progress=sys.stderr.isatty(),
    )
    if "://" not in destination and done.tag is None:
        print("no tag: the card names no version; --tag gives one", file=sys.stderr)
    tagged = f", tag {done.tag}" if done.tag else ""
    print(
        f"pushed {folder} to {destination}: {len(done.uploaded)} uploaded, {len(done.same)} the "
        f"same, {len(done.removed)} removed{tagged}"
    )
