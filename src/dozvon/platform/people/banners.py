"""Banners: a short message of the head on every page of a shop, or of all, until its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.platform.accounts import staff_state
from dozvon.platform.accounts.access import person_id
from dozvon.platform.accounts.changes import note
from dozvon.platform.accounts.errors import BadAccount, BannerNotFound
from dozvon.platform.accounts.models import Banner
from dozvon.platform.accounts.permissions import LEAD_PEOPLE
from dozvon.platform.accounts.staff_state import PostedBanner
from dozvon.platform.events.actions import record
from dozvon.platform.events.schema import Subject
from dozvon.platform.people.events import BannerEnded, BannerPosted

LEVELS: Final = ("news", "warning", "alarm")
LONGEST_TEXT: Final = 300
LONGEST: Final = timedelta(days=31)
MOST: Final = 5
"""More at once nobody reads."""


def _check(actor: Actor, shop_id: int | None) -> None:
    if not actor.may(LEAD_PEOPLE):
        raise NotPermitted
    if actor.shops is not None and (shop_id is None or not actor.sees_shop(shop_id)):
        raise NotPermitted


def list_banners(actor: Actor, now: datetime) -> list[PostedBanner]:
    """The banners that are on, in the actor's shops and for all, the oldest first. Raises NotPermitted."""
    if not actor.may(LEAD_PEOPLE):
        raise NotPermitted
    on = [one for one in staff_state.current_state().banners if one.until > now]
    return [one for one in on if one.shop_id is None or actor.sees_shop(one.shop_id)]


def post(actor: Actor, text: str, level: str, shop_id: int | None, until: datetime, now: datetime) -> Banner:
    """Shows the message from now until then; told live. Raises NotPermitted and BadAccount."""
    _check(actor, shop_id)
    text = " ".join(text.split())
    found = [] if text else [FieldError("text", "missing")]
    if len(text) > LONGEST_TEXT:
        found.append(FieldError("text", "too_long", {"limit": str(LONGEST_TEXT)}))
    if "\x00" in text:
        found.append(FieldError("text", "bad_character"))
    if level not in LEVELS:
        found.append(FieldError("level", "unknown", {"value": level[:80], "allowed": ", ".join(LEVELS)}))
    if not now < until <= now + LONGEST:
        found.append(FieldError("until", "in_past" if until <= now else "too_far_banner"))
    if found:
        raise BadAccount(found)
    with transaction.atomic():
        staff_state.bump_revision()
        if Banner.objects.filter(until__gt=now).count() >= MOST:
            raise BadAccount([FieldError("text", "too_many", {"limit": str(MOST)})])
        banner = Banner.objects.create(text=text, level=level, shop_id=shop_id, until=until, author=actor.name[:120])
        note(actor, "banner.posted", None, text=text, shop_id=shop_id)
        record(actor, now, [BannerPosted(Subject(shop_id), banner=banner.pk, text=text, level=level, until=until)])
    return banner


def take_down(actor: Actor, banner_id: int, now: datetime) -> None:
    """Ends the banner before its time. Raises NotPermitted and BannerNotFound."""
    with transaction.atomic():
        staff_state.bump_revision()
        banner = Banner.objects.select_for_update().filter(pk=banner_id, until__gt=now).first()
        if banner is None:
            raise BannerNotFound
        _check(actor, banner.shop_id)
        Banner.objects.filter(pk=banner_id).update(until=now)
        note(actor, "banner.ended", None, text=banner.text, shop_id=banner.shop_id)
        record(actor, now, [BannerEnded(Subject(banner.shop_id), banner=banner.pk)])


_CLOSE = """
UPDATE users SET banners_closed = (
    SELECT coalesce(array_agg(id ORDER BY id), '{}') FROM banners
    WHERE until > %s AND (id = ANY(users.banners_closed) OR id = %s)
) WHERE id = %s
"""


def put_away(actor: Actor, banner_id: int, now: datetime) -> None:
    """The person has read it; those whose time is over are forgotten. Raises NotPermitted for the program itself."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, [now, banner_id, person_id(actor)])
