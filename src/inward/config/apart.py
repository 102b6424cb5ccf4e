"""Runs a heavy job in a process of its own: what its engines took is given back when it ends."""

import importlib
import multiprocessing
import os
import traceback
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:  # the other process reads this module before the application is set up
    from inward.kernel.jobs import Running

SETTINGS = "inward.config.settings"


def run_apart(target: str, job: "Running", *given: Any) -> None:
    """Run ``module:function(job, *given)`` for a job of this worker; it finishes the job itself.

    The worker keeps the lease meanwhile. Raises RuntimeError with the other process's traceback
    when it failed or was killed. Costs a start of the application, a second or two.
    """
    told, telling = multiprocessing.Pipe(duplex=False)
    # spawn: a fork would share connections and locks of the worker's threads.
    process = multiprocessing.get_context("spawn").Process(
        target=_within, args=(target, _plain(job), given, telling), daemon=True
    )
    process.start()
    telling.close()
    try:
        failure = told.recv()
    except EOFError:
        failure = "it was killed"
    process.join()
    if failure:
        raise RuntimeError(f"in a process of its own: {failure}")
    job.finished = True  # type: ignore[attr-defined]


def _plain(job: "Running") -> tuple[Any, ...]:
    """The claim as values: its class cannot be read before the application is set up."""
    return tuple(getattr(job, name) for name in ("id", "task", "payload", "tries", "fence"))


def _within(target: str, claim: tuple[Any, ...], given: tuple[Any, ...], told: Connection) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        django.setup()
        leases = importlib.import_module("inward.kernel.leases")
        module, _, name = target.partition(":")
        getattr(importlib.import_module(module), name)(leases.Claim(*claim), *given)
    except BaseException:
        told.send(traceback.format_exc())
    else:
        told.send("")
