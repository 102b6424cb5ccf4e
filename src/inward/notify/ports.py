"""What mails ask of packages this one does not know; `config/subscriptions.py` fills it."""

from collections.abc import Callable


def _none(_name: str) -> str:
    return ""


class Ports:
    """Filled once at start-up; what nobody fills gives no address.

    ``personal_path``: from the name of an address that is one person's alone to its path, for the
    mail; it is made then and stored nowhere.
    """

    personal_path: Callable[[str], str] = staticmethod(_none)


ports = Ports()
