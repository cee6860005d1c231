"""Files are kept once, given up one by one, bounded together, and never lost or left behind by a crash."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from dozvon.platform.files import actions, queries, store
from dozvon.platform.files.errors import FileTooLarge, QuotaExceeded
from dozvon.platform.files.models import Blob, StoredFile

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LIMIT = 1 << 20


def keep(content: bytes, owner_id: int = 1, name: str = "table.csv", keep_until: datetime | None = None) -> StoredFile:
    received = store.receive([content[:3], content[3:]], LIMIT)
    with transaction.atomic():
        return actions.own(received, "trial", owner_id, name, NOW, keep_until)


def on_disk(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


@pytest.mark.django_db
def test_content_is_kept_under_a_keyed_hash_and_reads_back(files_root: Path) -> None:
    file = keep(b"phone\n+79161234567\n")
    path = store.path_of(file.blob.digest)
    assert path.read_bytes() == b"phone\n+79161234567\n"
    assert path.parent.parent.parent == files_root
    assert path.stat().st_mode & 0o077 == 0
    assert (file.blob.size, file.blob.media_type) == (19, "text/plain; charset=utf-8")


@pytest.mark.django_db
def test_another_key_gives_another_name(settings: Settings) -> None:
    first = store.receive([b"same"], LIMIT).digest
    settings.SECRET_KEY = "another key of more than thirty-two characters"
    assert store.receive([b"same"], LIMIT).digest != first


@pytest.mark.parametrize(
    "content, kind",
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"PK\x03\x04...", "application/zip"),
        (b"<html><script>alert(1)</script>", "text/plain; charset=utf-8"),
        ("имя".encode("cp1251"), "application/octet-stream"),
        (("я" * 4000).encode()[:-1], "text/plain; charset=utf-8"),
        (b"a\x00b", "application/octet-stream"),
    ],
)
def test_the_type_is_that_of_the_content(content: bytes, kind: str) -> None:
    assert store.receive([content], LIMIT).media_type == kind


@pytest.mark.django_db
def test_a_name_holds_nothing_that_a_header_or_a_disk_could_misread() -> None:
    assert keep(b"x", name='../../a"\r\nb; имя.csv').name == "a-b-.csv"
    assert keep(b"x", name="…").name == "file"


@pytest.mark.django_db(transaction=True)
def test_the_same_content_is_kept_once_and_goes_with_its_last_owner(files_root: Path) -> None:
    keep(b"same", owner_id=1)
    keep(b"same", owner_id=2)
    assert (Blob.objects.count(), StoredFile.objects.count(), len(on_disk(files_root))) == (1, 2, 1)
    with transaction.atomic():
        assert actions.give_up("trial", [1]) == 1
    assert (Blob.objects.count(), StoredFile.objects.count(), len(on_disk(files_root))) == (1, 1, 1)
    with transaction.atomic():
        assert actions.give_up("another", [2]) == 0
        assert actions.give_up("trial", [2]) == 1
    assert (Blob.objects.count(), StoredFile.objects.count(), on_disk(files_root)) == (0, 0, [])


@pytest.mark.django_db(transaction=True)
def test_an_erasure_that_is_rolled_back_removes_nothing(files_root: Path) -> None:
    keep(b"stays")
    with transaction.atomic():
        actions.give_up("trial", [1])
        transaction.set_rollback(True)
    assert len(on_disk(files_root)) == 1


@pytest.mark.django_db(transaction=True)
def test_what_does_not_fit_is_refused_and_leaves_nothing(files_root: Path, settings: Settings) -> None:
    settings.FILES_QUOTA = 10
    keep(b"12345678")
    keep(b"12345678", owner_id=2)
    with pytest.raises(QuotaExceeded, match="DOZVON_FILES_QUOTA"):
        keep(b"abc", owner_id=3)
    with pytest.raises(FileTooLarge):
        store.receive([b"12345", b"67890"], 9)
    assert len(on_disk(files_root)) == 1


@pytest.mark.django_db(transaction=True)
def test_files_go_when_their_time_has_passed(files_root: Path) -> None:
    keep(b"short", keep_until=NOW + timedelta(days=1))
    keep(b"for good", owner_id=2)
    assert actions.drop_expired(NOW + timedelta(hours=23)) == 0
    assert actions.drop_expired(NOW + timedelta(hours=25)) == 1
    assert len(on_disk(files_root)) == 1
    assert StoredFile.objects.get().owner_id == 2


@pytest.mark.django_db(transaction=True)
def test_what_a_crash_left_without_a_row_is_collected_after_a_day(files_root: Path) -> None:
    kept = keep(b"kept")
    store.receive([b"begun and never owned"], LIMIT)
    lost = store.receive([b"moved, but its transaction never came"], LIMIT)
    store.settle(lost)
    now = datetime.now(UTC)
    assert actions.collect_orphans(now) == 0
    assert len(on_disk(files_root)) == 3
    # One passing file; one orphan; the blob of `kept` is owned.
    assert actions.collect_orphans(now + timedelta(days=2)) == 2
    assert on_disk(files_root) == [kept.blob.digest]


@pytest.mark.django_db(transaction=True)
def test_content_owned_while_its_last_owner_goes_is_there_afterwards(files_root: Path) -> None:
    """Both take the lock of the content: whichever is first, the row that remains has its bytes."""
    keep(b"contested", owner_id=0)
    errors: list[BaseException] = []

    def owner(first: int) -> None:
        try:
            for number in range(first, first + 15):
                keep(b"contested", owner_id=number)
                with transaction.atomic():
                    actions.give_up("trial", [number])
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=owner, args=(start,)) for start in (100, 200, 300)]
    for thread in threads:
        thread.start()
    with transaction.atomic():
        actions.give_up("trial", [0])
    while any(thread.is_alive() for thread in threads):
        for blob in Blob.objects.all():
            with transaction.atomic():
                actions._lock(blob.digest)
                lost = queries.missing(Blob.objects.filter(storedfile__isnull=False).distinct())
                assert lost == []
        time.sleep(0.01)
    assert errors == []
    assert on_disk(files_root) == []


@pytest.mark.django_db
def test_content_that_is_gone_or_cut_is_named() -> None:
    cut, gone, whole = keep(b"cut short", 1, "cut.csv"), keep(b"gone", 2, "gone.csv"), keep(b"whole", 3)
    os.truncate(store.path_of(cut.blob.digest), 2)
    store.remove(gone.blob.digest)
    lost = {one.digest: one.names for one in queries.missing(queries.blobs())}
    assert lost == {cut.blob.digest: ("cut.csv",), gone.blob.digest: ("gone.csv",)}
    assert whole.blob.digest not in lost
