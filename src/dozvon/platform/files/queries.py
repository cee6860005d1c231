"""Which files there are, for those who may have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dozvon.core.actor import Actor
from dozvon.platform.capabilities import capabilities
from dozvon.platform.files import store
from dozvon.platform.files.errors import FileNotFound
from dozvon.platform.files.models import Blob, StoredFile


@dataclass(frozen=True, slots=True)
class MissingContent:
    """Content that a row names and the disk has not, or not whole."""

    digest: str
    size: int
    names: tuple[str, ...]


def file_for(actor: Actor, file_id: int) -> StoredFile:
    """The file, if its capability gives it to the actor and it is on disk. Raises FileNotFound."""
    file = StoredFile.objects.select_related("blob").filter(pk=file_id).first()
    if file is None or not _may_read(actor, file) or not store.path_of(file.blob.digest).is_file():
        raise FileNotFound
    return file


def _may_read(actor: Actor, file: StoredFile) -> bool:
    rules = {one.name: one.may_read_file for one in capabilities() if one.may_read_file is not None}
    rule = rules.get(file.capability)
    return rule is not None and rule(actor, file.owner_id)


def blobs() -> Iterator[Blob]:
    """All content that files own, by digest."""
    yield from Blob.objects.order_by("digest").iterator()


def missing(known: Iterable[Blob]) -> list[MissingContent]:
    """Which of them are not on disk, or of another size."""
    lost = [blob for blob in known if not _is_whole(blob)]
    names: dict[int, list[str]] = {}
    for blob_id, name in StoredFile.objects.filter(blob__in=lost).values_list("blob_id", "name"):
        names.setdefault(blob_id, []).append(name)
    return [MissingContent(blob.digest, blob.size, tuple(names.get(blob.pk, ()))) for blob in lost]


def _is_whole(blob: Blob) -> bool:
    try:
        return store.path_of(blob.digest).stat().st_size == blob.size
    except FileNotFoundError:
        return False
