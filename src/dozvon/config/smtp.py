"""The server for letters, as DOZVON_SMTP_URL names it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from dozvon.config.env import BadEnvironment

FORM = "smtp[s]://user:password@host:port?from=desk@example.org"


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where letters are handed over. An empty `host` means that none are sent."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    ssl: bool = False
    starttls: bool = False
    sender: str = "dozvon@localhost"


def parse(url: str | None) -> Smtp:
    """The server of the URL; no password travels in the clear unless `starttls=0` says so. Raises BadEnvironment."""
    if url is None:
        return Smtp()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadEnvironment(f"DOZVON_SMTP_URL: {error}; write it as {FORM}") from error
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or set(asked) - {"from", "starttls"}:
        raise BadEnvironment(f"DOZVON_SMTP_URL: write it as {FORM}")
    if "@" not in asked.get("from", "@"):
        raise BadEnvironment("DOZVON_SMTP_URL: `from` must be an e-mail address")
    if asked.get("starttls", "1") not in ("0", "1"):
        raise BadEnvironment("DOZVON_SMTP_URL: `starttls` is 0 or 1")
    ssl, user = parts.scheme == "smtps", unquote(parts.username or "")
    return Smtp(
        host=parts.hostname,
        port=port or (465 if ssl else 587 if user else 25),
        user=user,
        password=unquote(parts.password or ""),
        ssl=ssl,
        starttls=not ssl and asked.get("starttls", "1" if user else "0") == "1",
        sender=asked.get("from") or (user if "@" in user else f"dozvon@{parts.hostname}"),
    )
