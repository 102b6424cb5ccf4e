"""Ctrl-C ends a reading and a query at once."""

import signal
import threading
import time

import duckdb
import pytest

from inward.exchange import stopping
from inward.logs.batches import Progress

LONG = "SELECT sum(hash(a.range + b.range)) FROM range(1000000) a, range(1000000) b"


def press_ctrl_c() -> None:
    main = threading.main_thread().ident
    assert main is not None
    threading.Timer(0.3, lambda: signal.pthread_kill(main, signal.SIGINT)).start()


def test_a_reading_ends_with_the_next_thing_it_tells() -> None:
    told: list[float] = []

    def read(tell: Progress) -> None:
        while True:
            tell(0.5)
            time.sleep(0.01)

    press_ctrl_c()
    with duckdb.connect() as connection, pytest.raises(KeyboardInterrupt):
        stopping.interruptible(connection, read, told.append)
    assert told


def test_a_long_query_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "PATIENCE", 0.1)
    began = time.monotonic()
    press_ctrl_c()
    with duckdb.connect() as connection, pytest.raises(KeyboardInterrupt):
        stopping.interruptible(connection, lambda _: connection.execute(LONG).fetchall())
    assert time.monotonic() - began < 20


def test_work_that_fails_fails_as_it_would() -> None:
    with duckdb.connect() as connection, pytest.raises(duckdb.Error, match="nowhere"):
        stopping.interruptible(connection, lambda _: connection.execute("SELECT * FROM nowhere"))
