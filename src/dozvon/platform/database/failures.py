"""PostgreSQL's own complaints turned into one sentence with the cure."""

from __future__ import annotations

import re
from pathlib import Path

from dozvon.platform.database.errors import DatabaseUnavailable

_CURES = (
    (r"No space left on device|Disk quota exceeded|File too large", "the disk is full; free some space and try again"),
    (r"Permission denied", "access was denied; run Dozvon as the account that owns the folder"),
    (r"Read-only file system", "the disk is read-only; name another folder by DOZVON_HOME"),
    (
        r"could not create shared memory|could not map anonymous shared memory|Cannot allocate memory",
        "there is not enough memory; close other programs or set shared_buffers lower in pg/local.conf",
    ),
    (r"could not look up effective user", "this account has no name in the system; run Dozvon under a named account"),
    (r"lock file .* already exists|pre-existing shared memory", "another PostgreSQL uses the folder; stop it first"),
    (r"configuration file .* contains errors", "pg/local.conf has a mistake; mend or remove it"),
    (r"could not locate a valid checkpoint|invalid checkpoint|PANIC", "the data is damaged; restore a backup"),
)


def explain(complaint: str, home: Path, what: str) -> DatabaseUnavailable:
    """The error to raise for what PostgreSQL wrote; falls back to its own last line."""
    for pattern, cure in _CURES:
        if re.search(pattern, complaint):
            return DatabaseUnavailable(f"{what} under {home}: {cure}")
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    reason = next(
        (line for line in reversed(lines) if re.search("FATAL|ERROR|error", line)), lines[-1] if lines else ""
    )
    return DatabaseUnavailable(f"{what} under {home}: {reason or 'it gave no reason'}; see {home / 'pg' / 'log'}")


def ends(folder: Path) -> dict[Path, int]:
    """How long each log of the folder is now."""
    return {log: log.stat().st_size for log in folder.glob("*.log")}


def since(known: dict[Path, int], folder: Path) -> str:
    """What was written to the folder's logs after `ends` was asked."""
    return "".join(tail(log, known.get(log, 0)) for log in folder.glob("*.log"))


def tail(log: Path, start: int) -> str:
    """What a log holds from `start` on, at most its last 8 KiB; empty when it was never written."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(start, log.stat().st_size - 8192))
        return file.read().decode("utf-8", "replace")
