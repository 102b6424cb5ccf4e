"""Sends requests to a server, so many at a time, and says how long they took."""

import http.client
import queue
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.desk.asking import Request


@dataclass(frozen=True)
class Times:
    """Milliseconds a request (the middle, and what 95 of 100 stay below), and requests a second."""

    p50: float
    p95: float
    rate: float
    wrong: int

    def __str__(self) -> str:
        bad = f", {self.wrong} WRONG" if self.wrong else ""
        return f"{self.p50:7.1f} {self.p95:7.1f} ms  {self.rate:6.0f}/s{bad}"


def send(connection: http.client.HTTPConnection, request: Request) -> int:
    """One request; gives the status."""
    headers = {"Cookie": request.cookie, "Host": "127.0.0.1"}
    if request.form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    method = "POST" if request.form else "GET"
    connection.request(method, request.path, request.body or None, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def drive(port: int, requests: Sequence[Request], at_once: int) -> Times:
    """Send all, ``at_once`` at a time, each sender by a connection of its own that stays open."""
    waiting: queue.SimpleQueue[Request] = queue.SimpleQueue()
    for request in requests:
        waiting.put(request)
    taken: list[float] = []
    wrong: list[int] = []

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        while True:
            try:
                request = waiting.get_nowait()
            except queue.Empty:
                return
            started = time.perf_counter()
            status = send(connection, request)
            taken.append(time.perf_counter() - started)
            if status != (302 if request.form else 200):
                wrong.append(status)

    began = time.perf_counter()
    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - began
    ordered = sorted(1_000 * one for one in taken)
    return Times(
        statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))],
        len(ordered) / whole, len(wrong),
    )  # fmt: skip
