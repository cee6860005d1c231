"""Ladders tried out: when a client would be called, by the client's clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from dozvon.core.hours import BadHours, check_zone, next_call_moment, zone_info
from dozvon.core.pipeline.document import Ladder
from dozvon.core.pipeline.preview import calls
from dozvon.shops.models import Shop
from dozvon.shops.queries import hours_of
from dozvon.web.common.wording import text_of
from dozvon.web.formats import local_time


@dataclass(frozen=True, slots=True)
class Trial:
    """Of whom and when the first unanswered call is: `at` as typed, on the shop's clock."""

    shop: Shop
    zone: str
    at: str
    error: str = ""

    @property
    def moment(self) -> datetime | None:
        """The first call; None where it cannot be read."""
        try:
            return datetime.fromisoformat(self.at).replace(tzinfo=zone_info(self.shop.zone))
        except ValueError:
            return None


def trial_of(sent: Mapping[str, str], shops: Sequence[Shop], now: datetime) -> Trial | None:
    """What the preview is asked for; None where the actor has no shop. Without a choice: the first shop, now."""
    if not shops:
        return None
    shop = next((shop for shop in shops if shop.code == sent.get("trial.shop")), shops[0])
    zone = sent.get("trial.zone", "").strip() or shop.zone
    at = sent.get("trial.at", "").strip() or f"{now.astimezone(zone_info(shop.zone)):%Y-%m-%dT%H:%M}"
    try:
        check_zone(zone)
    except BadHours:
        return Trial(shop, zone, at, gettext("There is no such time zone."))
    asked = Trial(shop, zone, at)
    return asked if asked.moment else Trial(shop, zone, at, gettext("Write a day and a time."))


def preview_ladders(document: Mapping[str, Any], asked: Trial | None) -> dict[str, str]:
    """Path of each ladder → the calls in words; nothing where there is nothing to try them on."""
    found: dict[str, str] = {}
    first = asked.moment if asked and not asked.error else None
    if asked is None or first is None:
        return found
    for number, content in enumerate(document.get("ladders", [])):
        try:
            ladder = Ladder.model_validate(content)
        except ValueError:
            continue
        found[f"ladders.{number}"] = _describe(document, ladder, asked, first)
    return found


def _describe(document: Mapping[str, Any], ladder: Ladder, asked: Trial, first: datetime) -> str:
    hours = hours_of(asked.shop)
    began = next_call_moment(hours, asked.zone, first)
    times = [local_time(moment, asked.zone, began) for moment in calls(ladder, began, hours, asked.zone)]
    start = local_time(began, asked.zone)
    if ladder.end is None:
        last = "…"
    else:
        titles = {item.get("code"): text_of(item.get("title")) for item in document.get("statuses", [])}
        last = f"→ {titles.get(ladder.end.status) or ladder.end.status}"
    said = " ".join([f"{start} →", ", ".join(times), last] if times else [start, last])
    return gettext("%(times)s, by the client's clock") % {"times": said}
