"""What can be wrong with a foreign log or its mapping as a whole; bad rows are rejects instead."""

from inward.kernel.errors import Invalid


class LogUnreadable(Invalid):
    """The file cannot be read as a log at all; the detail says why and what to do."""

    code = "log_unreadable"
    title = "This log cannot be read"


class MappingWrong(Invalid):
    """The mapping does not fit the log, or is not a mapping; the detail names what is allowed."""

    code = "mapping_wrong"
    title = "This mapping cannot be used"
