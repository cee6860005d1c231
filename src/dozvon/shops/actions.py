"""Making shops and changing how they work."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date

import holidays
from django.db import IntegrityError, transaction

from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.core.hours import BadHours, check_zone, parse_span
from dozvon.pipelines.models import PipelineVersion
from dozvon.shops.errors import BadSettings, BadShop, ShopNotFound
from dozvon.shops.models import Shop
from dozvon.shops.permissions import MANAGE_SHOPS
from dozvon.shops.queries import read_hours
from dozvon.shops.rules import ADDRESS_EXTRAS, ShopSettings, read_day

WEEK = "mon-sun 09:00-21:00"
WINDOW = "09:00-21:00"
"""Nobody is called outside these hours of their own clock (domain, section 5)."""

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Holidays are worked out for these years."""

_CURRENCIES = {"RU": "RUB", "UA": "UAH", "BY": "BYN", "KZ": "KZT"}


def create_shop(
    code: str,
    version: PipelineVersion,
    zone: str,
    name: str = "",
    week: str = WEEK,
    window: str = WINDOW,
    country: str = "RU",
    currency: str | None = None,
) -> Shop:
    """A new shop working by that pipeline. Raises BadShop naming the field."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,39}", code):
        raise BadShop("code", "use 1 to 40 small Latin letters, digits, - or _")
    if country not in _CURRENCIES:
        raise BadShop("country", f"use one of {', '.join(_CURRENCIES)}")
    _check_hours(zone, week, window)
    try:
        with transaction.atomic():
            shop = Shop.objects.create(
                code=code,
                name=name or code,
                zone=zone,
                week=week,
                window=window,
                country=country,
                currency=currency or _CURRENCIES[country],
                pipeline=version,
            )
            shop.refresh_from_db(fields=["revision"])
            return shop
    except IntegrityError as error:
        raise BadShop("code", f"there is already a shop {code!r}; choose another code") from error


def _check_hours(zone: str, week: str, window: str) -> None:
    """Raises BadShop for the first of the three that cannot be read."""
    for field, read in (
        ("timezone", lambda: check_zone(zone)),
        ("call-window", lambda: parse_span(window)),
        ("hours", lambda: read_hours(zone, week, window, {})),
    ):
        try:
            read()
        except BadHours as error:
            raise BadShop(field, str(error)) from error


def change_version(version: PipelineVersion) -> None:
    """Shops that work by the version's code work by this version from now on."""
    Shop.objects.filter(pipeline__code=version.code).update(pipeline=version)


def change(actor: Actor, shop_id: int, settings: ShopSettings) -> None:
    """The shop with these settings; programs take them up with the next look. Raises NotPermitted and ShopNotFound."""
    with transaction.atomic():
        shop = _managed(actor, shop_id)
        for name in ("name", "zone", "week", "window", "currency"):
            setattr(shop, name, getattr(settings, name))
        _keep(shop, settings.numbers)
        shop.save()


def set_numbers(actor: Actor, shop_id: int, numbers: Mapping[str, int]) -> None:
    """The shop with these of its declared settings. Raises NotPermitted and ShopNotFound."""
    with transaction.atomic():
        shop = _managed(actor, shop_id)
        _keep(shop, numbers)
        shop.save()


def _keep(shop: Shop, numbers: Mapping[str, int]) -> None:
    for code, number in numbers.items():
        if code in shop.settings_in_columns:
            setattr(shop, code, number)
        else:
            shop.settings[code] = number


def set_address_extras(actor: Actor, shop_id: int, extras: Collection[str]) -> None:
    """Which further parts of an address the shop asks for. Raises NotPermitted and ShopNotFound."""
    with transaction.atomic():
        shop = _managed(actor, shop_id)
        shop.address_extras = [name for name in ADDRESS_EXTRAS if name in extras]
        shop.save(update_fields=["address_extras"])


def renew(actor: Actor, shop_id: int) -> None:
    """A new revision for a shop the actor may change: what other capabilities keep of it is about to be another.

    Call it inside the transaction of that change. Raises NotPermitted and ShopNotFound.
    """
    _managed(actor, shop_id).save(update_fields=["name"])


def set_day(actor: Actor, shop_id: int, day: date, hours: str | None) -> None:
    """One day with hours of its own, closed where they are empty, as the week again where they are None.

    Raises NotPermitted, ShopNotFound and BadSettings.
    """
    with transaction.atomic():
        shop = _managed(actor, shop_id)
        if hours is None:
            shop.special.pop(day.isoformat(), None)
        else:
            shop.special[day.isoformat()] = read_day(hours)
        shop.save(update_fields=["special"])


def import_holidays(actor: Actor, shop_id: int, country: str, year: int) -> int:
    """Closes the shop on the country's public holidays of the year; returns how many days are new.

    A day that has hours of its own already keeps them. Raises NotPermitted, ShopNotFound and BadSettings.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        params = {"limit": str(LAST_YEAR if year > LAST_YEAR else FIRST_YEAR)}
        raise BadSettings([FieldError("year", "too_big" if year > LAST_YEAR else "too_small", params)])
    with transaction.atomic():
        shop = _managed(actor, shop_id)
        try:
            days = holidays.country_holidays(country, years=year)
        except NotImplementedError as error:
            raise BadSettings([FieldError("country", "no_calendar")]) from error
        fresh = {day.isoformat(): "" for day in days if day.isoformat() not in shop.special}
        shop.special |= fresh
        shop.save(update_fields=["special"])
    return len(fresh)


def _managed(actor: Actor, shop_id: int) -> Shop:
    """The row of a shop the actor may change, locked."""
    if not actor.may(MANAGE_SHOPS):
        raise NotPermitted
    shop = Shop.objects.select_for_update().filter(pk=shop_id).first() if actor.sees_shop(shop_id) else None
    if shop is None:
        raise ShopNotFound
    return shop
