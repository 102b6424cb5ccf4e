"""Exit codes of the commands that read logs: 2 what was given cannot be read, 1 anything else."""

from inward.logs.errors import LogUnreadable, MappingWrong


def exit_code(error: Exception) -> int:
    """2 if the log or its mapping cannot be used, as for a wrong option; else 1."""
    return 2 if isinstance(error, (LogUnreadable, MappingWrong)) else 1
