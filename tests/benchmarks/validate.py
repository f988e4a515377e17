"""Speed of validation on generated records of about 10 KB.

    python tests/benchmarks/validate.py [RECORDS]

Aims: the schema gate at least 150 times jsonschema's iter_errors; all record rules at least 4,000
records a second and core; memory flat in the number of records; two workers at least 1.7 times one;
one file from a cold start within 0.5 s of CPU time.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
from generate import write_corpus

from stancebank import schema
from stancebank.check.run import validate
from stancebank.check.source import expand

ORACLE_RECORDS = 150
"""jsonschema is slow: this many records are enough to know its rate."""

MEMORY = """
import resource, sys
from pathlib import Path
from stancebank.check.run import validate
from stancebank.check.source import expand
result = validate(expand([Path(sys.argv[1])]), workers=1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def gate_against_oracle(lines: list[bytes]) -> None:
    """Records a second of both validators on the same parsed records, in turn."""
    values = [msgspec.json.decode(line) for line in lines]
    gate, oracle = schema.gate("article"), schema.explainer("article")
    started = time.process_time()
    assert not any(list(oracle.iter_errors(value)) for value in values[:ORACLE_RECORDS])
    slow = ORACLE_RECORDS / (time.process_time() - started)
    started = time.process_time()
    assert all(gate.is_valid(value) for value in values)
    fast = len(values) / (time.process_time() - started)
    ratio = fast / slow
    print(f"schema: jsonschema {slow:,.0f}/s, gate {fast:,.0f}/s: {ratio:.0f} times (aim 150)")


def rules(path: Path, count: int) -> None:
    """Records a second with one and two workers; one worker also by CPU time."""
    sources = expand([path])
    started, cpu = time.perf_counter(), time.process_time()
    result = validate(sources, workers=1)
    wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    assert result.records == count and not result.findings, result.findings[:3]
    print(f"all rules, one core: {count / cpu:,.0f} records per CPU second (aim 4,000)")
    started = time.perf_counter()
    validate(sources, workers=2)
    two = time.perf_counter() - started
    print(f"two workers: {wall:.2f} s -> {two:.2f} s: {wall / two:.2f} times (aim 1.7)")


def memory(folder: Path, count: int) -> None:
    """Peak memory of a fifth of the records, and of all."""
    peaks = []
    for number in (count // 5, count):
        path = write_corpus(folder / str(number), number)
        output = subprocess.run(
            [sys.executable, "-c", MEMORY, str(path)], capture_output=True, text=True, check=True
        )
        peaks.append((number, int(output.stdout)))
    print("peak memory:", ", ".join(f"{number:,} records {peak} MB" for number, peak in peaks))


def cold_start(path: Path) -> None:
    """CPU seconds of `stancebank validate` on one record in a new process."""
    one = path.with_name("one.jsonl")
    with path.open("rb") as stream:
        one.write_bytes(stream.readline())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "stancebank", "validate", str(one)]
    subprocess.run(command, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    print(f"one record, cold start: {seconds:.2f} s CPU (aim 0.5)")


def main() -> None:
    """Run all parts on the same generated records."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write_corpus(folder / "all", count)
        print(f"{count:,} records, {path.stat().st_size / count / 1000:.1f} KB each")
        with path.open("rb") as stream:
            lines = [line for _, line in zip(range(4000), stream, strict=False)]
        gate_against_oracle(lines)
        rules(path, count)
        memory(folder, count)
        cold_start(path)


if __name__ == "__main__":
    main()
