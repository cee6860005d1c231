"""Owning content, giving it up, and removing what nobody owns."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Sum

from dozvon.platform.files import store
from dozvon.platform.files.errors import QuotaExceeded
from dozvon.platform.files.models import Blob, StoredFile
from dozvon.platform.files.store import Received

ORPHAN_AGE = timedelta(days=1)
"""What stands on disk without a row for so long is removed: its writer died, or gave up."""
AT_ONCE = 500

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def own(
    received: Received, capability: str, owner_id: int, name: str, now: datetime, keep_until: datetime | None = None
) -> StoredFile:
    """Makes the content a file of that row. Call it in the transaction of the change that makes the row.

    Raises QuotaExceeded; the content is gone then.
    """
    _lock(received.digest)
    blob = Blob.objects.filter(digest=received.digest).first()
    if blob is None:
        used = Blob.objects.aggregate(all=Sum("size"))["all"] or 0
        if used + received.size > settings.FILES_QUOTA:
            received.discard()
            raise QuotaExceeded(settings.FILES_QUOTA)
        blob = Blob.objects.create(
            digest=received.digest, size=received.size, media_type=received.media_type, created_at=now
        )
    store.settle(received)
    safe = _UNSAFE.sub("-", name).strip("-.")[:120] or "file"
    return StoredFile.objects.create(
        blob=blob, capability=capability, owner_id=owner_id, name=safe, created_at=now, keep_until=keep_until
    )


def give_up(capability: str, owner_ids: Collection[int]) -> int:
    """Takes away the files of these rows; what others own too stays. Returns how many there were.

    Call it in the transaction of the change: the content goes after its commit.
    """
    return _drop(list(StoredFile.objects.filter(capability=capability, owner_id__in=owner_ids).select_related("blob")))


def drop_expired(now: datetime) -> int:
    """Takes away files whose time has passed, AT_ONCE at most; how many."""
    with transaction.atomic():
        due = StoredFile.objects.filter(keep_until__lt=now).select_related("blob").order_by("keep_until")
        return _drop(list(due.select_for_update(skip_locked=True, of=("self",))[:AT_ONCE]))


def _drop(found: list[StoredFile]) -> int:
    digests = sorted({file.blob.digest for file in found})
    StoredFile.objects.filter(pk__in=[file.pk for file in found]).delete()
    transaction.on_commit(lambda: _collect_all(digests))
    return len(found)


def _collect_all(digests: list[str]) -> None:
    for digest in digests:
        collect(digest)


def collect(digest: str) -> bool:
    """Removes the content if no file owns it; whether it did."""
    with transaction.atomic():
        _lock(digest)
        if StoredFile.objects.filter(blob__digest=digest).exists():
            return False
        Blob.objects.filter(digest=digest).delete()
        # Under the lock: whoever owns the same content next writes it anew after this.
        store.remove(digest)
        return True


def collect_orphans(now: datetime) -> int:
    """Removes content on disk and blobs that no file owns, and what was never finished; how many."""
    before = (now - ORPHAN_AGE).timestamp()
    count = store.drop_unfinished(before)
    batch: list[str] = []
    for digest, since in store.contents():
        if since < before:
            batch.append(digest)
        if len(batch) >= AT_ONCE:
            count += _collect_unowned(batch)
            batch = []
    count += _collect_unowned(batch)
    lone = Blob.objects.filter(storedfile__isnull=True, created_at__lt=now - ORPHAN_AGE)
    return count + sum(collect(digest) for digest in list(lone.values_list("digest", flat=True)[:AT_ONCE]))


def _collect_unowned(digests: list[str]) -> int:
    owned = set(StoredFile.objects.filter(blob__digest__in=digests).values_list("blob__digest", flat=True))
    return sum(collect(digest) for digest in digests if digest not in owned)


def _lock(digest: str) -> None:
    """One at a time decides about one content, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"file {digest}"])
