"""The ways as the office's form sends them: a row each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Final

from dozvon.core.errors import FieldError
from dozvon.delivery.documents import LONGEST_TITLE, LONGEST_WAIT, MOST_PLACES, MOST_WAYS
from dozvon.delivery.errors import BadWays
from dozvon.delivery.rules import find_way
from dozvon.delivery.ways import KINDS, DeliveryMethod, Flat, flat_of

_SUM: Final = re.compile(r"\d{1,9}([.,]\d{1,2})?")


def read_rows(rows: Sequence[Mapping[str, str]], known: Sequence[DeliveryMethod]) -> list[DeliveryMethod]:
    """The ways of a form, a row each; a row without a title is none. Raises BadWays, fields as `title.0`.

    Of a `known` way, what the form does not hold stays: hours, points, and rates of more than one price.
    """
    wrong: list[FieldError] = []
    sent = [(place, row) for place, row in enumerate(rows[:MOST_WAYS]) if row.get("title", "").strip()]
    ways = [_way(place, row, known, wrong) for place, row in sent]
    if wrong:
        raise BadWays(wrong)
    taken = {way.code for way in ways if way.code}
    free = (f"w{number}" for number in count(1) if f"w{number}" not in taken)
    return [way if way.code else replace(way, code=next(free)) for way in ways]


def _way(
    place: int, row: Mapping[str, str], known: Sequence[DeliveryMethod], wrong: list[FieldError]
) -> DeliveryMethod:
    title, kind, code = (row.get(name, "").strip() for name in ("title", "kind", "code"))
    if len(title) > LONGEST_TITLE:
        wrong.append(FieldError(f"title.{place}", "too_long", {"limit": str(LONGEST_TITLE)}))
    if "\x00" in "".join(row.values()):
        wrong.append(FieldError(f"title.{place}", "bad_character"))
    if kind not in KINDS:
        wrong.append(FieldError(f"kind.{place}", "unknown", {"value": kind[:20], "allowed": ", ".join(KINDS)}))
    places = tuple(dict.fromkeys(part.strip() for part in row.get("places", "").split(",") if part.strip()))
    if len(places) > MOST_PLACES:
        wrong.append(FieldError(f"places.{place}", "too_many", {"limit": str(MOST_PLACES)}))
    cost, free_from = (_sum(f"{name}.{place}", row.get(name, ""), wrong) for name in ("cost", "free_from"))
    days = _days(f"days.{place}", row.get("days", ""), wrong)
    was = find_way(known, code)
    if was is None:
        return DeliveryMethod("", title, kind, Flat(cost, free_from, days).rates(), places)
    rates = was.rates if flat_of(was.rates) is None else Flat(cost, free_from, days).rates()
    return replace(was, title=title, kind=kind, rates=rates, places=places)


def _sum(field: str, text: str, wrong: list[FieldError]) -> Decimal | None:
    bare = "".join(text.split())
    if not bare:
        return None
    if not _SUM.fullmatch(bare):
        wrong.append(FieldError(field, "not_money"))
        return None
    return Decimal(bare.replace(",", "."))


def _days(field: str, text: str, wrong: list[FieldError]) -> tuple[int, int]:
    """Days as "3" or "2-4"."""
    found = re.fullmatch(r"(\d{1,3})(?:\s*[-\u2013]\s*(\d{1,3}))?", text.strip())
    if not text.strip():
        return 0, 0
    if found is None:
        wrong.append(FieldError(field, "not_days"))
        return 0, 0
    least, most = int(found[1]), int(found[2] or found[1])
    if most > LONGEST_WAIT:
        wrong.append(FieldError(field, "too_big", {"limit": str(LONGEST_WAIT)}))
    return min(least, most), max(least, most)
