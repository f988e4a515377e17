"""Speed of writing Parquet from generated records of about 10 KB.

    python tests/benchmarks/publish.py [RECORDS]

Aims: at least 25 times the rows a second of Dataset.from_generator(...).to_parquet; at most 1.5
times the CPU time of a bare pa.array a column plus a zstd write of the same tables; memory flat.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from datasets import ClassLabel, Dataset, List, disable_progress_bars
from generate import articles, write_folder

from stancebank.publish.batch import BATCH
from stancebank.publish.features import features, table
from stancebank.publish.parquet import GROUP_ROWS, SplitWriter
from stancebank.publish.rows import article_row

SLOW_ROWS = 1_000
"""from_generator is slow: this many rows are enough to know its rate."""

PEAK = """
import resource, sys, tempfile
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from publish import ours, rows
from stancebank import cli
work, count, root = sys.argv[2], int(sys.argv[3]), sys.argv[4]
with tempfile.TemporaryDirectory() as folder:
    if work == "write":
        ours(rows(count), Path(folder))
    else:
        out = ["--workers", "1", "-o", folder + "/dist"] if work == "publish" else []
        assert cli.run([work, "--corpus", root, *out]) == 0
usage = resource.getrusage(resource.RUSAGE_SELF)
# ru_maxrss would count what the calling process had; this is of this program alone.
(peak,) = (x for x in Path("/proc/self/status").read_text().splitlines() if x[:6] == "VmHWM:")
print(int(peak.split()[1]) // 1024, round(usage.ru_utime + usage.ru_stime, 1), file=sys.stderr)
"""
"""One piece of work in a process of its own: its peak memory in MB and CPU seconds."""


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Rows of the config articles, made one by one."""
    return (article_row(article) for article in articles(count))


def ours(given: Iterator[dict[str, Any]], folder: Path) -> None:
    """The writer that `publish` uses."""
    writer = SplitWriter(folder, "articles", "train")
    waiting = iter(given)
    while batch := list(islice(waiting, BATCH)):
        writer.add_table(table("articles", batch))
    writer.close()


def bare(groups: list[dict[str, list[Any]]], path: Path) -> None:
    """pa.array a column and a zstd write, on columns whose labels are codes already."""
    schema = features("articles").arrow_schema
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for columns in groups:
            arrays = [pa.array(columns[field.name], field.type) for field in schema]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def coded(value: Any, kind: Any) -> Any:
    """A value with label names turned into codes."""
    if isinstance(kind, ClassLabel):
        return None if value is None else kind.str2int(value)
    if isinstance(kind, List):
        return [coded(item, kind.feature) for item in value]
    if isinstance(kind, dict):
        return value and {key: coded(value[key], inner) for key, inner in kind.items()}
    return value


def cpu(work: Callable[[], object]) -> float:
    """User and system seconds of this process for some work."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Both comparisons on the same rows, then memory in processes of their own."""
    disable_progress_bars()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    sample = list(rows(min(count, 10_000)))
    columns = features("articles")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        made = Dataset.from_generator(
            lambda: iter(sample[:SLOW_ROWS]), features=columns, cache_dir=str(folder / "cache")
        )
        made.to_parquet(str(folder / "slow.parquet"))
        slow = SLOW_ROWS / (time.perf_counter() - started)
        started = time.perf_counter()
        ours(iter(sample), folder / "ours")
        fast = len(sample) / (time.perf_counter() - started)
        print(f"from_generator {slow:,.0f} rows/s, ours {fast:,.0f}: {fast / slow:.0f} times (25)")

        groups = []
        waiting = iter(sample)
        while group := list(islice(waiting, GROUP_ROWS)):
            groups.append(
                {key: [coded(row[key], kind) for row in group] for key, kind in columns.items()}
            )
        plain = cpu(lambda: bare(groups, folder / "bare.parquet"))
        own = cpu(lambda: ours(iter(sample), folder / "again"))
        print(f"CPU: bare arrays {plain:.2f} s, ours {own:.2f} s: {own / plain:.2f} times (1.5)")
    here = str(Path(__file__).parent)
    for number in (count // 5, count):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name) / "corpus"
            write_folder(root, number)
            for work in ("write", "split", "publish"):
                command = [sys.executable, "-c", PEAK, here, work, str(number), str(root)]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                peak, seconds = done.stderr.split()[-2:]
                print(f"{work}, {number:,} records: peak memory {peak} MB, {seconds} s of CPU")


if __name__ == "__main__":
    main()
