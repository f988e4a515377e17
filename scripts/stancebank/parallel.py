"""The same function on many items, by one process or several, with the results in order."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeVar

from stancebank.errors import StanceBankError

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
R = TypeVar("R")

PARALLEL_FROM = 4
"""With fewer items than this, starting workers costs more than it brings."""

AHEAD = 3
"""Items in flight for each worker: enough to keep it busy, few enough to bound memory."""


def ordered(
    work: Callable[[T], R],
    items: Iterable[T],
    workers: int | None,
    prepare: Callable[..., None] | None = None,
    arguments: tuple[Any, ...] = (),
) -> Iterator[R]:
    """`work(item)` of every item, in the order of the items.

    Args:
        work: a function of a module, so that other processes can import it.
        items: what to work on; read as it is needed.
        workers: processes; None: as many as there are processors, if there is work for them.
        prepare: called once in every process with `arguments`, before any work.
        arguments: of `prepare`.

    Raises:
        StanceBankError: a process was ended from outside. What `work` raises comes through.
    """
    waiting = iter(items)
    first = list(islice(waiting, PARALLEL_FROM))
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(first) < PARALLEL_FROM:
        if prepare is not None:
            prepare(*arguments)
        yield from map(work, chain(first, waiting))
        return
    # Imported here: one file is worked on sooner without it.
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(workers, initializer=_start, initargs=(prepare, arguments)) as pool:
        running: deque[Future[R]] = deque()
        try:
            for item in chain(first, waiting):
                running.append(pool.submit(work, item))
                if len(running) > AHEAD * workers:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        except BrokenProcessPool as error:
            raise StanceBankError(
                "a worker process was ended from outside, perhaps for want of memory: call again "
                "with fewer --workers"
            ) from error
        finally:
            for one in running:
                one.cancel()


def _start(prepare: Callable[..., None] | None, arguments: tuple[Any, ...]) -> None:
    """Set up a worker process."""
    # Ctrl-C reaches all processes of a terminal; the first of them says so, and ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare is not None:
        prepare(*arguments)


def _end_with_parent() -> None:
    """End this worker when its parent is killed: it would wait for work for ever, and hold locks.

    A lock on a file (of `publish` on its folder) is inherited by every process forked under it.
    """
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
