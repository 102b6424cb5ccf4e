"""Serves one installation: pages and worker in one process tree (``inward up``).

Migrates where that is pending, then keeps two parts alive: granian, which serves the pages from
worker processes of its own, and ``inward worker``. Ends both on SIGINT, SIGTERM or SIGHUP.
"""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from typing import Annotated

import typer
from django.conf import settings
from django.db import connection

from inward.config.demo import is_demo, is_empty, sign_ins
from inward.config.maintenance import migrate_pending
from inward.config.supervisor import Child, Part, end, keep, stop_requests

INWARD = (sys.executable, "-m", "inward")
# Two processes for two cores; four threads each, so that a slow answer holds up no quick one.
# SQLite writes wait for each other up to 20 s (settings), reads never.
WEB_PROCESSES = 2
WEB_THREADS = 4
# glibc keeps freed memory by the thread: with an arena for each a process holds a third more.
FRUGAL = {"MALLOC_ARENA_MAX": "2"}
# A page is quick; who waits longer at the end than this has lost the connection anyway.
WEB_DRAIN_SECONDS = 10
FIRST_ANSWER_SECONDS = 60.0


def up(
    port: Annotated[int, typer.Option(envvar="PORT", help="Port to serve at.")] = 8000,
    host: Annotated[
        str, typer.Option(help="Address to bind; sign-in elsewhere than here needs TLS.")
    ] = "127.0.0.1",
    demo: Annotated[
        bool, typer.Option("--demo", help="Fill an empty database with the demo company.")
    ] = False,
) -> None:
    """Serve pages and worker until Ctrl-C or SIGTERM. Exit 1 if the port is taken."""
    _refuse_taken(host, port)
    migrate_pending()
    if demo and is_empty():
        _fill_demo()
    shown = is_demo()
    connection.close()
    _serve(host, port, demo=shown)


def _refuse_taken(host: str, port: int) -> None:
    """End with a word on what to do where something else listens at the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            sys.stderr.write(
                f"inward: cannot serve at {host}:{port} ({error.strerror}). "
                f"Choose another port: PORT={port + 1}\n"
            )
            raise SystemExit(1) from error


def _fill_demo() -> None:
    """Load the demo company in a process of its own: it needs the analytic engine, serving not."""
    outcome = subprocess.run(  # noqa: S603  (our own command)
        [*INWARD, "demo"], stdout=subprocess.PIPE, text=True, check=False
    )
    if outcome.returncode:
        raise SystemExit(outcome.returncode)
    # The figures of its first line; the sign-ins that follow are shown with the address.
    sys.stdout.write(outcome.stdout.partition("\n")[0] + "\n")


def web_part(host: str, port: int) -> Part:
    """The pages: granian serving the WSGI application, its fallen processes started again."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--http": "1",
        "--workers": str(WEB_PROCESSES),
        "--blocking-threads": str(WEB_THREADS),
        "--workers-kill-timeout": str(WEB_DRAIN_SECONDS),
        "--log-level": "warning",
    }
    words = [word for pair in options.items() for word in pair]
    switches = ("--no-ws", "--respawn-failed-workers")
    return Part(
        "pages",
        (sys.executable, "-m", "granian", *words, *switches, "inward.config.wsgi:application"),
    )


def worker_part() -> Part:
    """The worker: jobs, deliveries of events, timers."""
    return Part("worker", (*INWARD, "worker"))


def _serve(host: str, port: int, *, demo: bool) -> None:
    environment = FRUGAL | os.environ | ({"INWARD_DEMO": "1"} if demo else {})
    with stop_requests() as asked:
        children = [Child(part, environment) for part in (web_part(host, port), worker_part())]
        try:
            if _await_answer(host, port, children[0], asked):
                _greet(host, port, demo=demo)
                keep(children, asked)
        finally:
            ended = end(children)
    if not asked.is_set():
        sys.stderr.write("inward: the pages did not start\n")
    raise SystemExit(0 if ended and asked.is_set() else 1)


def _await_answer(host: str, port: int, pages: Child, asked: threading.Event) -> bool:
    """Wait until a page answers. False if a stop was asked for, the server fell or none came."""
    deadline = time.monotonic() + FIRST_ANSWER_SECONDS
    while time.monotonic() < deadline and pages.process.poll() is None:
        if asked.is_set():
            return False
        if _answers(host, port):
            return True
        asked.wait(0.05)
    return False


def _answers(host: str, port: int) -> bool:
    """Whether the port speaks HTTP, whatever it says, by the name that we are asked for."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    client = http.client.HTTPConnection(reachable, port, timeout=10)
    try:
        client.request("HEAD", "/healthz", headers={"Host": _own_name()})
        client.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        client.close()


def _own_name() -> str:
    """A host name that this installation answers to; where it answers to any, the nearest."""
    named = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    return named[0] if named else "localhost"


def _greet(host: str, port: int, *, demo: bool) -> None:
    shown = f"[{host}]" if ":" in host else host
    lines = [f"Inward serves at http://{shown}:{port}/  (Ctrl-C ends it)"]
    if demo:
        lines += ["", "This is the demo company, invented. Sign in as one of:", *sign_ins()]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()
