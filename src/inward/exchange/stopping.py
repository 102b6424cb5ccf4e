"""Ctrl-C while the engine works: a query sees it at its end only, a waiting thread at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

import duckdb

from inward.logs.batches import Progress

T = TypeVar("T")
PATIENCE = 3.0  # seconds for the batch that is being read


class Stopped(Exception):
    """The reading of a log was stopped from outside."""


def interruptible(
    connection: duckdb.DuckDBPyConnection,
    work: Callable[[Progress], T],
    told: Progress | None = None,
) -> T:
    """The result of work on a connection, done in a thread so that Ctrl-C stops it at once.

    ``work`` is given a progress to tell while it reads: told after Ctrl-C, it ends the reading;
    the engine must not be interrupted in the middle of that, for it would go on calling into an
    interpreter that ends. Raises what the work raises, and KeyboardInterrupt once it has ended.
    """
    stop = Event()

    def progress(done: float) -> None:
        if stop.is_set():
            raise Stopped
        if told is not None:
            told(done)

    with ThreadPoolExecutor(1) as pool:
        doing = pool.submit(work, progress)
        try:
            return doing.result()
        except KeyboardInterrupt:
            stop.set()
            if wait([doing], PATIENCE).not_done:
                connection.interrupt()
            raise
