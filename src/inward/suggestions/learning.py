"""The job's work: train each target on the history, keep the weights, write how good they are.

Imports scikit-learn (through `training`): loaded by the worker alone, when the job runs.
"""

from dataclasses import asdict

from inward.kernel import jobs
from inward.kernel.clock import now
from inward.suggestions import history, shelf
from inward.suggestions.models import SuggestionModel, Target
from inward.suggestions.training import Example, Report, TooLittle, fit

# Better than the majority by so much, or nothing is suggested.
MARGIN = 0.02


def run(job: jobs.Running) -> None:
    """Train what can be trained; a target with too little history is left as it is."""
    for target in Target.values:
        if not job.still_held():
            return
        learn(target)
    used = SuggestionModel.objects.values_list("target", "sha256").order_by("pk")
    shelf.keep_only(set(dict(used).values()))


def learn(target: str) -> SuggestionModel | None:
    """Train one target. None where there is too little history."""
    found = [Example(known, label) for known, label in history.examples(target)]
    try:
        model, report = fit(found)
    except TooLittle:
        return None
    return SuggestionModel.objects.create(
        target=target, sha256=shelf.put(model), made_at=now(), useful=is_useful(report),
        **asdict(report),
    )  # fmt: skip


def is_useful(report: Report) -> bool:
    """Whether it is right clearly more often than always naming the commonest."""
    return report.accuracy >= report.majority_accuracy + MARGIN
