"""The daily training, through a port: what it does needs scikit-learn, which may not be there."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from inward.kernel import jobs

TASK = "suggestions.train"

Learn = Callable[[jobs.Running], None]

# Port: ``learn(job)``. Filled at start-up with a function that loads scikit-learn when it runs.
_learn: list[Learn] = []


def fill(learn: Learn) -> None:
    """Say what a training does. Filled once, at start-up."""
    _learn[:] = [learn]


@jobs.periodic(TASK, every=timedelta(days=1), atomic=False, alone=True)
def train(_payload: Mapping[str, Any], *, job: jobs.Running) -> None:
    """Train every target on the history, if there is enough of it."""
    for function in _learn:
        function(job)
