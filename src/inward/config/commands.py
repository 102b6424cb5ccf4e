"""Commands on jobs: ``inward jobs``."""

import sys
from typing import Annotated

import typer
from django.db.models import Count

from inward.kernel import jobs as kernel_jobs
from inward.kernel.clock import now
from inward.kernel.errors import InwardError
from inward.kernel.models import Job

SHOWN = 50


def jobs(
    retry: Annotated[int | None, typer.Option(help="Try this dead or parked job again.")] = None,
    dismiss: Annotated[int | None, typer.Option(help="Put this job out of sight.")] = None,
) -> None:
    """Show what waits and what has failed for good; try again or dismiss. Exit 1 if refused."""
    try:
        if retry is not None:
            kernel_jobs.retry(retry, at=now())
        if dismiss is not None:
            kernel_jobs.dismiss(dismiss, at=now())
    except InwardError as refused:
        sys.stderr.write(f"inward: {refused.detail}\n")
        raise SystemExit(1) from refused
    sys.stdout.write("\n".join([*_counts(), *_failed()]) + "\n")


def _counts() -> list[str]:
    states = Job.objects.values_list("state").annotate(times=Count("pk")).order_by("state")
    return [f"{times:>9,}  {state}" for state, times in states] or ["No jobs."]


def _failed() -> list[str]:
    failed = Job.objects.filter(state__in=(Job.State.DEAD, Job.State.PARKED)).order_by("-pk")
    lines = []
    for job in failed[:SHOWN]:
        last = job.error.strip().rpartition("\n")[2]
        lines.append(f"{job.pk:>9}  {job.state}  {job.task}  tried {job.tries}x  {last[:200]}")
    more = failed.count() - len(lines)
    return lines + ([f"and {more:,} more"] if more > 0 else [])
