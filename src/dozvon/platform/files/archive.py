"""The bytes of all files beside a backup: written to a tar archive, and read from one."""

from __future__ import annotations

import os
import re
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from dozvon.platform.files import store
from dozvon.platform.files.models import Blob

_DIGEST = re.compile(r"[0-9a-f]{64}")


class BadFileArchive(Exception):
    """The archive cannot be read; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class ContentSize:
    """How much there is: contents and their bytes."""

    count: int
    size: int


def beside(backup: Path) -> Path:
    """The archive of the files that belong to this backup."""
    return backup.with_name(f"{backup.name}.files.tar")


def save(archive: Path, known: Iterable[Blob]) -> ContentSize:
    """Writes the content of `known` that is on disk (mode 0600), replacing the archive only when it is complete."""
    half, count, size = archive.with_name(f".{archive.name}.half"), 0, 0
    try:
        with (
            os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target,
            tarfile.open(fileobj=target, mode="w|") as tar,
        ):
            for blob in known:
                path = store.path_of(blob.digest)
                if path.is_file():
                    tar.add(path, arcname=blob.digest, recursive=False)
                    count, size = count + 1, size + blob.size
        half.replace(archive)
    finally:
        half.unlink(missing_ok=True)
    return ContentSize(count, size)


def load(archive: Path) -> ContentSize:
    """Puts the archive's contents in their places. Raises BadArchive; what was read by then stays."""
    count, size = 0, 0
    try:
        with tarfile.open(archive, "r|") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isreg() and _DIGEST.fullmatch(member.name) else None
                if source is None:
                    raise BadFileArchive(f"{archive} holds {member.name!r}, which is no file of a backup")
                store.put(member.name, iter(partial(source.read, 1 << 20), b""))
                count, size = count + 1, size + member.size
    except tarfile.TarError as error:
        raise BadFileArchive(f"{archive} is damaged ({error})") from error
    return ContentSize(count, size)
