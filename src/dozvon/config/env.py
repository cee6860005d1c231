"""The only reader of the environment. Junk values are refused with the variable's name."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path


class BadEnvironment(Exception):
    """A variable holds something that cannot be used; the message names it and the cure."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the installation is told from outside.

    `database_url` is None when the embedded server under `home` is used;
    `secret_key` is None when one is to be generated and kept under `home`;
    `behind_proxy` says that a proxy of one's own sets X-Forwarded-Proto and X-Forwarded-For, and no other way leads in;
    `smtp_url` is None where the program sends no letters;
    `secret_key_old` is the key before the present one, until what it sealed is sealed anew;
    `outbound_private` are private networks that the program may speak to, in the clear too;
    `files_quota` is what all kept files may take, in bytes;
    `inbox_days` is how long the bytes of what came in are kept after they were read.
    """

    home: Path
    database_url: str | None
    secret_key: str | None
    debug: bool
    allowed_hosts: tuple[str, ...]
    behind_proxy: bool = False
    smtp_url: str | None = None
    secret_key_old: str | None = None
    outbound_private: tuple[IPv4Network | IPv6Network, ...] = ()
    files_quota: int = 5 << 30
    inbox_days: int = 180


_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
_SIZE = re.compile(r"^([1-9][0-9]{0,5})([MGT])$")
_SIZE_UNITS = {"M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_HOST = re.compile(r"^(\*|\.?[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9a-fA-F:]+\])$")


def read(source: dict[str, str] | None = None) -> Environment:
    """The environment of this process, checked. Raises BadEnvironment."""
    env = dict(os.environ) if source is None else source
    return Environment(
        home=_home(env),
        database_url=_database_url(env),
        secret_key=_secret_key("DOZVON_SECRET_KEY", _or_file(env, "DOZVON_SECRET_KEY")),
        debug=_flag(env, "DOZVON_DEBUG"),
        allowed_hosts=_hosts(env),
        behind_proxy=_flag(env, "DOZVON_BEHIND_PROXY"),
        smtp_url=_or_file(env, "DOZVON_SMTP_URL"),
        secret_key_old=_secret_key("DOZVON_SECRET_KEY_OLD", _or_file(env, "DOZVON_SECRET_KEY_OLD")),
        outbound_private=_networks(env),
        files_quota=_size(env, "DOZVON_FILES_QUOTA", "5G"),
        inbox_days=_days(env, "DOZVON_INBOX_DAYS", 180),
    )


def _home(env: dict[str, str]) -> Path:
    home = Path(env.get("DOZVON_HOME") or "var").expanduser().absolute()
    if home.exists() and not home.is_dir():
        raise BadEnvironment(f"DOZVON_HOME: {home} is not a directory; name one that Dozvon may keep its data in")
    return home


def _or_file(env: dict[str, str], name: str) -> str | None:
    """The value of `name`, or the content of the file that `name`_FILE points to."""
    value, path = env.get(name), env.get(f"{name}_FILE")
    if value and path:
        raise BadEnvironment(f"{name} and {name}_FILE are both set; keep one of them")
    if not path:
        return value or None
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise BadEnvironment(f"{name}_FILE: {path} cannot be read ({error})") from error


def _database_url(env: dict[str, str]) -> str | None:
    url = _or_file(env, "DOZVON_DATABASE_URL")
    if url is not None and not re.match(r"^postgres(ql)?://", url):
        raise BadEnvironment("DOZVON_DATABASE_URL: expected postgresql://user:password@host:5432/name")
    return url


def _secret_key(name: str, key: str | None) -> str | None:
    if key is not None and len(key) < 32:
        raise BadEnvironment(f"{name}: too short; use at least 32 random characters")
    return key


def _networks(env: dict[str, str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks in CIDR notation, with commas between."""
    found = []
    for text in filter(None, (part.strip() for part in env.get("DOZVON_OUTBOUND_PRIVATE", "").split(","))):
        try:
            found.append(ip_network(text))
        except ValueError as error:
            raise BadEnvironment(
                f"DOZVON_OUTBOUND_PRIVATE: {text!r} is no network ({error}); write 10.0.0.0/8,127.0.0.0/8"
            ) from error
    return tuple(found)


def _flag(env: dict[str, str], name: str) -> bool:
    value = env.get(name, "").strip().lower()
    if value not in _TRUE | _FALSE:
        raise BadEnvironment(f"{name}: {value!r} is neither yes nor no; use 1 or 0")
    return value in _TRUE


def _size(env: dict[str, str], name: str, default: str) -> int:
    written = env.get(name, "").strip() or default
    match = _SIZE.match(written.upper())
    if match is None:
        raise BadEnvironment(f"{name}: {written!r} is no size; write it as 500M, 5G or 2T")
    return int(match[1]) * _SIZE_UNITS[match[2]]


def _days(env: dict[str, str], name: str, default: int) -> int:
    written = env.get(name, "").strip() or str(default)
    if not re.fullmatch(r"[1-9][0-9]{0,3}", written):
        raise BadEnvironment(f"{name}: {written!r} is no number of days; use 1 to 9999")
    return int(written)


def _hosts(env: dict[str, str]) -> tuple[str, ...]:
    hosts = tuple(h.strip() for h in env.get("DOZVON_ALLOWED_HOSTS", "").split(",") if h.strip())
    for host in hosts:
        if not _HOST.match(host):
            raise BadEnvironment(f"DOZVON_ALLOWED_HOSTS: {host!r} is not a host name; list names separated by commas")
    return hosts or ("localhost", "127.0.0.1", "[::1]")
