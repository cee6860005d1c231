"""Content on disk: `<root>/ab/cd/<digest>`, written beside it first, synced, and moved into place whole.

The name is a keyed hash, so that nobody who sees it can tell whether a known document is kept here.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from dozvon.platform.files.errors import FileTooLarge
from dozvon.platform.files.kinds import HEAD, media_type

INCOMING: Final = "incoming"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PURPOSE = b"dozvon.files.v1"


@dataclass(frozen=True, slots=True)
class Received:
    """Content that was written to disk and waits to be owned."""

    path: Path
    digest: str
    size: int
    media_type: str

    def discard(self) -> None:
        """Removes it, unless it was owned."""
        self.path.unlink(missing_ok=True)


def root() -> Path:
    """The folder of all files."""
    return Path(settings.FILES_ROOT)


def path_of(digest: str) -> Path:
    """Where the content of that digest stands, or would."""
    return root() / digest[:2] / digest[2:4] / digest


class Receiving:
    """Content as it comes in, piece by piece: `write` it, then `finish`; a block that fails leaves nothing behind."""

    def __init__(self, limit: int) -> None:
        """At most `limit` bytes."""
        folder = root() / INCOMING
        _make(folder)
        self._path = folder / secrets.token_hex(16)
        self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._hash = hmac.new(_key(settings.SECRET_KEY), digestmod=hashlib.sha256)
        self._head, self._size, self._limit = b"", 0, limit

    def __enter__(self) -> Receiving:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._file.close()
        if kind is not None:
            self._path.unlink(missing_ok=True)

    def write(self, piece: bytes) -> None:
        """Adds a piece. Raises FileTooLarge."""
        self._size += len(piece)
        if self._size > self._limit:
            raise FileTooLarge(self._limit)
        if len(self._head) < HEAD:
            self._head += piece[: HEAD - len(self._head)]
        self._hash.update(piece)
        self._file.write(piece)

    def finish(self) -> Received:
        """The content, safe on disk under a passing name."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return Received(self._path, self._hash.hexdigest(), self._size, media_type(self._head))


def receive(pieces: Iterable[bytes], limit: int) -> Received:
    """Writes the pieces to disk. Raises FileTooLarge."""
    with Receiving(limit) as receiving:
        for piece in pieces:
            receiving.write(piece)
        return receiving.finish()


def settle(received: Received) -> None:
    """Moves the content to its place for good; the same content already there is replaced by itself."""
    target = path_of(received.digest)
    _make(target.parent)
    received.path.replace(target)
    _sync(target.parent)


def put(digest: str, pieces: Iterable[bytes]) -> None:
    """Puts content whose digest is known in its place: that of a backup, made perhaps by another key."""
    with Receiving(sys.maxsize) as receiving:
        for piece in pieces:
            receiving.write(piece)
        settle(replace(receiving.finish(), digest=digest))


def remove(digest: str) -> None:
    """Removes the content; nothing happens where there is none."""
    path_of(digest).unlink(missing_ok=True)


def contents() -> Iterator[tuple[str, float]]:
    """The digest of everything that stands on disk, with the moment it was moved there (seconds since 1970)."""
    for first in _folders(root()):
        for second in _folders(first):
            for entry in os.scandir(second):
                if _DIGEST.fullmatch(entry.name):
                    with contextlib.suppress(FileNotFoundError):
                        yield entry.name, entry.stat().st_ctime


def drop_unfinished(before: float) -> int:
    """Removes what was begun before that moment and never owned; how many."""
    folder, count = root() / INCOMING, 0
    for entry in os.scandir(folder) if folder.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):
            if entry.stat().st_mtime < before:
                Path(entry.path).unlink()
                count += 1
    return count


def _folders(parent: Path) -> Iterator[Path]:
    if parent.is_dir():
        yield from sorted(Path(entry.path) for entry in os.scandir(parent) if entry.is_dir() and len(entry.name) == 2)


def _make(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    """A key of its own, derived from the installation's (RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(secret.encode())
