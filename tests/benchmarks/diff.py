"""Time and memory of `stancebank diff` on made-up articles, as folders and as git revisions.

python tests/benchmarks/diff.py [ARTICLES] [SHARE_CHANGED]
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from generate import BASE, articles

from stancebank.record import canonical

IDENTITY = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A"), ("EMAIL", "a@example.invalid"))
}


def write(folder: Path, count: int, flipped: float) -> None:
    """A corpus in which the first label of a share of the articles is flipped."""
    target = folder / "corpus" / "articles" / "authored"
    target.mkdir(parents=True)
    subprocess.run(["cp", "-r", str(BASE / "registry"), str(folder / "corpus")], check=True)
    for number, article in enumerate(articles(count)):
        content = canonical(article)
        if number < count * flipped:
            label = article.stances[0].label
            other = "favor" if label != "favor" else "against"
            content = content.replace(
                f'"label": "{label}"'.encode(), f'"label": "{other}"'.encode(), 1
            )
        (target / f"{article.id}.json").write_bytes(content)


def git(folder: Path, *arguments: str) -> None:
    """Run git."""
    subprocess.run(["git", *arguments], cwd=folder, check=True, env={**os.environ, **IDENTITY})


def measure(what: str, folder: Path, *arguments: str) -> None:
    """Run diff in a process of its own and print what it took."""
    began = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    script = (
        "import resource, sys, stancebank.cli as c\n"
        "c.run(sys.argv[1:])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, "diff", *arguments, "--output-format", "json"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    took = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    changes = len(json.loads(result.stdout)["changes"])
    print(f"{what:34} {took:6.2f} s  {used:6.2f} s CPU  {result.stderr.split()[-1]:>5} MB  "
          f"{changes:,} changes")  # fmt: skip


def main(count: int, share: float) -> None:
    """Measure all ways."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "a", count, 0)
        write(folder / "b", count, share)
        size = sum(path.stat().st_size for path in (folder / "a").rglob("*.json"))
        print(f"{count:,} articles, {size / 1e6:.0f} MB, {share:.0%} with a label flipped")
        git(folder / "a", "init", "-q")
        git(folder / "a", "add", ".")
        git(folder / "a", "commit", "-qm", "a")
        measure("folder, folder", folder, "a", "b")
        measure("folder, nothing changed", folder, "a/corpus", "a/corpus")
        measure("revision, work tree unchanged", folder / "a", "HEAD")
        git(folder / "a", "rm", "-rqf", "corpus")
        (folder / "b" / "corpus").rename(folder / "a" / "corpus")
        git(folder / "a", "add", ".")
        git(folder / "a", "commit", "-qm", "b")
        measure("revision, revision", folder / "a", "HEAD~1", "HEAD")


if __name__ == "__main__":
    main(int((sys.argv[1:2] or ["10000"])[0]), float((sys.argv[2:3] or ["0.01"])[0]))
