"""CPU time of `stancebank --help` and of validating one file, as multiples of `python -c pass`.

    python tests/benchmarks/startup.py

Aims: at most 8 times and 15 times.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SEED = REPOSITORY / "corpus/articles/reported/000_1160814364ef8c10.json"
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "stancebank --help": ["-m", "stancebank", "--help"],
    "stancebank validate FILE": ["-m", "stancebank", "validate", str(SEED)],
}
RUNS = 15


def cpu_seconds(arguments: list[str]) -> float:
    """User and system time of one process of this Python."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def main() -> None:
    """Run the commands in turn, so that a change of the machine's speed meets all alike."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for run in range(RUNS + 1):
        for name, arguments in COMMANDS.items():
            seconds = cpu_seconds(arguments)
            if run:  # the first run warms the caches
                times[name].append(seconds)
    base = statistics.median(times["python -c pass"])
    print(f"{'command':28} {'median CPU':>10} {'ratio':>7}   ({RUNS} runs)")
    for name, seconds in times.items():
        middle = statistics.median(seconds)
        print(f"{name:28} {middle * 1000:7.0f} ms {middle / base:6.1f}x")


if __name__ == "__main__":
    main()
