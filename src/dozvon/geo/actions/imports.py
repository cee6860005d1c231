"""Imports of places. The two commands `dozvon phones import` and `dozvon cities import` are their only callers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from dozvon.geo import plan
from dozvon.geo.directory import read_cities
from dozvon.geo.errors import ImportRefused
from dozvon.geo.models import City, PhoneRange, RangeSet

BATCH = 2_000  # ranges written in one transaction: what a killed import loses at most
BAD_ALLOWED = 0.01  # share of bad rows above which the file is refused

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `resumed` counts ranges an earlier, broken run had written already."""

    rows: int
    resumed: int
    bad: tuple[str, ...]
    unresolved: dict[str, int]
    unchanged: bool = False


def import_phone_ranges(path: Path, progress: Progress = lambda done, of: None) -> Imported:
    """Loads a file of the numbering plan beside the present set of its block and switches over at once.

    A killed import goes on where it stopped when the same file is given again. `progress` is told how many ranges of
    how many are written. Raises ImportRefused, with nothing changed, for an unreadable file or over 1 % of bad rows.
    """
    reading = plan.read_ranges(plan.content_of(path))
    bad = tuple(reading.bad)
    if not reading.ranges:
        raise ImportRefused(f"{path} holds no number ranges: expected code;from;to;capacity;operator;region")
    if len(bad) > BAD_ALLOWED * reading.rows:
        raise ImportRefused(f"{path}: {len(bad)} of {reading.rows} rows are bad, so nothing was imported", bad)
    target, _ = RangeSet.objects.get_or_create(
        digest=reading.digest,
        defaults={"block": str(reading.ranges[0].code)[0], "file_name": path.name[:255]},
    )
    unchanged = target.state == RangeSet.State.ACTIVE
    resumed = target.loaded
    if not unchanged:
        _load(target.pk, reading.ranges, resumed, progress)
        _switch(target.pk)
    return Imported(len(reading.ranges), resumed, bad, reading.unresolved, unchanged)


def _load(set_id: int, ranges: list[plan.Range], start: int, progress: Progress) -> None:
    progress(start, len(ranges))
    for done in range(start, len(ranges), BATCH):
        batch = ranges[done : done + BATCH]
        with transaction.atomic():
            _locked(set_id, done)
            PhoneRange.objects.bulk_create([PhoneRange(set_id=set_id, **found._asdict()) for found in batch])
            RangeSet.objects.filter(pk=set_id).update(loaded=done + len(batch))
        progress(done + len(batch), len(ranges))


def _locked(set_id: int, expected: int) -> RangeSet:
    """The set, held against a second import of the same file at the same time."""
    target = RangeSet.objects.select_for_update().filter(pk=set_id).first()
    if target is None or target.loaded != expected or target.state != RangeSet.State.LOADING:
        raise ImportRefused("another import of these numbers is running: wait until it has finished")
    return target


def _switch(set_id: int) -> None:
    """Makes the loaded set the one that readers see, and drops every other of its block."""
    try:
        with transaction.atomic():
            target = RangeSet.objects.select_for_update().get(pk=set_id)
            if target.state == RangeSet.State.ACTIVE:
                return
            others = RangeSet.objects.filter(block=target.block).exclude(pk=set_id)
            PhoneRange.objects.filter(set__in=others)._raw_delete(using="default")
            others.delete()
            RangeSet.objects.filter(pk=set_id).update(state=RangeSet.State.ACTIVE, switched_at=Now())
    except (IntegrityError, RangeSet.DoesNotExist) as error:
        raise ImportRefused("another import of these numbers is running: wait until it has finished") from error


def import_cities(path: Path) -> Imported:
    """Replaces the directory of cities at once. Raises ImportRefused as for number ranges."""
    cities, bad = read_cities(plan.text_of(plan.content_of(path)))
    if not cities:
        raise ImportRefused(f"{path} holds no cities", tuple(bad))
    if len(bad) > BAD_ALLOWED * (len(cities) + len(bad)):
        raise ImportRefused(
            f"{path}: {len(bad)} of {len(cities) + len(bad)} rows are bad, so nothing was imported", tuple(bad)
        )
    with transaction.atomic():
        City.objects.all().delete()
        City.objects.bulk_create([City(**city._asdict()) for city in cities], batch_size=BATCH)
    return Imported(len(cities), 0, tuple(bad), {})
