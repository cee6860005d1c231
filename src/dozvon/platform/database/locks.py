"""Advisory file locks: they vanish with the process that held them, so a kill leaves nothing stale."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dozvon.platform.database.errors import DatabaseUnavailable


def open_lock(path: Path) -> int:
    """A descriptor of the lock file, made with mode 0600; not inherited unless asked for."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DatabaseUnavailable(
            f"{path} cannot be opened ({error.strerror}); run Dozvon as the account that owns {path.parent}"
        ) from error


@contextmanager
def exclusive(path: Path) -> Iterator[int]:
    """Waits for the lock and holds it for the block."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def try_exclusive(descriptor: int, seconds: float = 0.0) -> bool:
    """True when the lock was free within so many seconds and is now held through this descriptor."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.02)
        else:
            return True


def is_held(path: Path) -> bool:
    """Whether some process holds this lock exclusively."""
    if not path.exists():
        return False
    descriptor = open_lock(path)
    try:
        # Shared, so that two who ask at once do not see each other.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
