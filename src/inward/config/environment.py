"""What the surroundings decide: home directory, database, secret key, hosts, switches.

Read once by `inward.config.settings`. Every name stands in ``docs/operate/settings.md`` (tested).
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

NAMES = {
    "INWARD_HOME": "Directory of database, secret key and files (default ./var).",
    "INWARD_DATABASE_URL": "postgres://user:password@host:port/name; SQLite in the home without.",
    "INWARD_SECRET_KEY": "Secret key; without it one is made at first start, mode 0600.",
    "INWARD_ALLOWED_HOSTS": "Host names served, separated by commas (default: loopback only).",
    "INWARD_TLS_PROXY": "1: a proxy ends TLS before Inward and sets X-Forwarded-Proto and "
    "X-Forwarded-For itself; never without one, since anybody could then set them.",
    "INWARD_DEMO": "1: mark every page as the demo company and show its sign-ins.",
    "INWARD_DEBUG": "1: Django's debug pages; never where others can reach it.",
    "INWARD_SMTP_URL": "smtp://user:password@host:587 (smtps: for TLS from the start); without it "
    "mails are kept as files in the home.",
    "INWARD_MAIL_FROM": "Sender of mails (default inward@localhost).",
    "INWARD_FILES_URL": "s3://key:secret@host:port/bucket/prefix?region=…: keep files in a bucket "
    "(needs the extra `inward[s3]`; tls=0 for a server without TLS); without it in the home.",
    "INWARD_URL": "Address at which people reach this installation, for links in mails (default "
    "http://127.0.0.1:8000/).",
    "INWARD_LANGUAGE": "Language of pages where a person chose none (default en).",
    "INWARD_CURRENCY": "Currency of prices, as three letters of ISO 4217 (default EUR).",
}


def home() -> Path:
    """The directory that holds all state; made when missing."""
    path = Path(os.environ.get("INWARD_HOME", "var")).resolve()
    # Mode 0700: the database in it is nobody else's to read.
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def switch(name: str) -> bool:
    """Whether an on/off variable is on."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def secret_key(directory: Path) -> str:
    """The secret key: given, or read from the home, or made there (readable by its owner alone)."""
    given = os.environ.get("INWARD_SECRET_KEY")
    if given:
        return given
    path = directory / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(50)
        file.write(key)
    return key


def public_url() -> str:
    """The address people reach this installation at, with a slash at the end."""
    given = os.environ.get("INWARD_URL", "").strip() or "http://127.0.0.1:8000/"
    return given.rstrip("/") + "/"


def files_url() -> str:
    """The bucket that keeps files; '' for the directory in the home."""
    return os.environ.get("INWARD_FILES_URL", "").strip()


def hosts() -> list[str]:
    """Host names this installation answers to."""
    given = os.environ.get("INWARD_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    return [host.strip() for host in given.split(",") if host.strip()]


def database(directory: Path) -> dict[str, Any]:
    """Django's settings of the one database: PostgreSQL by address, else SQLite in the home."""
    url = os.environ.get("INWARD_DATABASE_URL")
    return _postgresql(url) if url else _sqlite(directory)


def _sqlite(directory: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": directory / "inward.sqlite3",
        # A connection costs some milliseconds to open: SQLite reads the whole schema anew.
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            # Measured with 8 writers: the defaults fail 57 % of writes, these none.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            " PRAGMA temp_store=MEMORY;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(
            f"INWARD_DATABASE_URL: scheme {parts.scheme!r} is not known; "
            "write postgres://user:password@host:port/name"
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c synchronous_commit=on"},
    }


def currency() -> str:
    """Currency of prices: three letters of ISO 4217. Raises ValueError."""
    given = os.environ.get("INWARD_CURRENCY", "EUR").strip().upper()
    if len(given) != 3 or not given.isascii() or not given.isalpha():
        raise ValueError("INWARD_CURRENCY: write three letters, like EUR")
    return given


def language() -> str:
    """Language of pages where a person chose none."""
    return os.environ.get("INWARD_LANGUAGE", "en")


@dataclass(frozen=True)
class Mail:
    """How mails leave: to a server (`smtp`), or as files in the home (`filebased`)."""

    sender: str
    backend: str = "filebased"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    use_ssl: bool = False
    use_tls: bool = False


def mail() -> Mail:
    """Outgoing mail. Raises ValueError for an address that is none."""
    sender = os.environ.get("INWARD_MAIL_FROM", "inward@localhost")
    url = os.environ.get("INWARD_SMTP_URL")
    if not url:
        return Mail(sender)
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("INWARD_SMTP_URL: write smtp://user:password@host:587 or smtps://…")
    implicit = parts.scheme == "smtps"
    return Mail(
        sender,
        backend="smtp",
        host=parts.hostname,
        port=parts.port or (465 if implicit else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_ssl=implicit,
        # Credentials never cross the network in the clear.
        use_tls=not implicit and bool(parts.username),
    )
