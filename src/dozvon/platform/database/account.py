"""Under which account the embedded server runs.

PostgreSQL refuses to run as root. Started by root, it runs under the account that owns the data, on a fresh home under
the system account `dozvon`, which is made when missing. Started by anybody else, it runs as that person.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dozvon.platform.database.errors import DatabaseUnavailable

SYSTEM_ACCOUNT = "dozvon"


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server; `switch` says that we are root and step down to it."""

    name: str
    uid: int
    gid: int
    switch: bool

    def run_as(self) -> dict[str, Any]:
        """Arguments of subprocess that start a program under this account with a clean environment."""
        arguments: dict[str, Any] = {
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            "stdin": subprocess.DEVNULL,
            "cwd": "/",
        }
        if self.switch:
            arguments |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return arguments

    def give(self, path: Path, mode: int) -> None:
        """Hands the path to this account with this mode."""
        if self.switch:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def for_home(home: Path, cluster: Path) -> Account:
    """The account for the data in `cluster`. Raises DatabaseUnavailable when it cannot be had."""
    owner = cluster.stat().st_uid if cluster.exists() else None
    me = os.geteuid()
    if me != 0:
        if owner is not None and owner != me:
            raise DatabaseUnavailable(
                f"The data in {cluster} belongs to {_name(owner)}, not to {_name(me)}; run Dozvon as {_name(owner)}"
            )
        return Account(_name(me), me, os.getegid(), switch=False)
    entry = _system_account() if owner in (None, 0) else _entry(owner)
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switch=True)


def _entry(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError as error:
        raise DatabaseUnavailable(
            f"The account with number {uid} has no name on this machine; run Dozvon under a named account"
        ) from error


def _name(uid: int) -> str:
    return _entry(uid).pw_name


def _system_account() -> pwd.struct_passwd:
    with contextlib.suppress(KeyError):  # there is none yet: it is made
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT]
    try:
        # 9: another process made the account a moment ago.
        made = subprocess.run(command, capture_output=True, text=True, check=False).returncode in (0, 9)
    except OSError:
        made = False
    if not made:
        raise DatabaseUnavailable(
            f"PostgreSQL does not run as root and the account {SYSTEM_ACCOUNT!r} could not be made; "
            "run Dozvon as an ordinary user"
        )
    return pwd.getpwnam(SYSTEM_ACCOUNT)


_ACL = "system.posix_acl_access"
_USER_OBJ, _USER, _GROUP_OBJ, _MASK, _OTHER, _NOBODY = 0x01, 0x02, 0x04, 0x10, 0x20, 0xFFFFFFFF


def let_through(account: Account, target: Path) -> None:
    """Lets the account walk down to `target`, through folders that are closed to it, and lets nobody else."""
    if not account.switch:
        return
    for folder in reversed(target.resolve().parents):
        mode = folder.stat()
        if not (mode.st_mode & 0o001 or (mode.st_uid == account.uid and mode.st_mode & 0o100)):
            _grant_walk(account, folder)


def _grant_walk(account: Account, folder: Path) -> None:
    try:
        entries = _entries(folder)
        entries[(_USER, account.uid)] = 1
        entries[(_MASK, _NOBODY)] = entries.get((_MASK, _NOBODY), entries[(_GROUP_OBJ, _NOBODY)]) | 1
        packed = b"".join(struct.pack("<HHI", tag, rights, who) for (tag, who), rights in sorted(entries.items()))
        os.setxattr(folder, _ACL, struct.pack("<I", 2) + packed)
    except OSError as error:
        raise DatabaseUnavailable(
            f"The database runs as {account.name}, which may not enter {folder} ({error.strerror}); "
            "put DOZVON_HOME elsewhere or run Dozvon as an ordinary user"
        ) from error


def _entries(folder: Path) -> dict[tuple[int, int], int]:
    """The access list of a folder: (tag, number of the user or group) → rights, as the kernel keeps it."""
    try:
        raw = os.getxattr(folder, _ACL)
    except OSError:
        mode = folder.stat().st_mode
        return {
            (_USER_OBJ, _NOBODY): mode >> 6 & 7,
            (_GROUP_OBJ, _NOBODY): mode >> 3 & 7,
            (_OTHER, _NOBODY): mode & 7,
        }
    return {(tag, who): rights for tag, rights, who in struct.iter_unpack("<HHI", raw[4:])}
