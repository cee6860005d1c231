"""Settings of a shop, days that differ, holidays, and the shops' own client fields."""

from __future__ import annotations

import pytest
from django.test import Client

from dozvon.clients.models import ClientField
from dozvon.core.hours import parse_week
from dozvon.shops.models import Shop
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of

SETTINGS = {
    "name": "Matras",
    "zone": "Asia/Omsk",
    "window": "10:00-20:00",
    "currency": "kzt",
    "response_minutes": "7",
    "claim_minutes": "20",
    "undo_seconds": "30",
    "mon": "09:00-13:00, 14:00-18:00",
    "fri": "09:00-17:00",
}


def test_the_settings_are_kept_and_shown_again(admin: Client, shop: Shop) -> None:
    assert admin.post(f"/office/shops/{shop.pk}/", SETTINGS).status_code == 303
    kept = Shop.objects.get()
    assert (kept.name, kept.zone, kept.window, kept.currency) == ("Matras", "Asia/Omsk", "10:00-20:00", "KZT")
    assert (kept.response_minutes, kept.claim_minutes, kept.undo_seconds) == (7, 20, 30)
    assert kept.revision == shop.revision + 1
    assert parse_week(kept.week) == parse_week("mon 09:00-13:00, mon 14:00-18:00, fri 09:00-17:00")
    assert 'value="09:00-13:00, 14:00-18:00"' in admin.get(f"/office/shops/{shop.pk}/").content.decode()


@pytest.mark.parametrize(
    "typed, field",
    [
        ({"name": " "}, "name"),
        ({"zone": "Moscow"}, "zone"),
        ({"window": "10-20"}, "window"),
        ({"window": ""}, "window"),
        ({"currency": "рубль"}, "currency"),
        ({"tue": "18:00-09:00"}, "tue"),
        ({"mon": "", "fri": ""}, "mon"),
        ({"mon": ", ".join(f"{hour:02}:00-{hour:02}:30" for hour in range(24)), "tue": "0:00-1:00"}, "mon"),
        ({"response_minutes": "0"}, "response_minutes"),
        ({"response_minutes": "²"}, "response_minutes"),
        ({"claim_minutes": "100000"}, "claim_minutes"),
        ({"undo_seconds": "61"}, "undo_seconds"),
    ],
)
def test_a_wrong_setting_is_named_and_changes_nothing(
    admin: Client, shop: Shop, typed: dict[str, str], field: str
) -> None:
    refused = admin.post(f"/office/shops/{shop.pk}/", SETTINGS | typed)
    assert refused.status_code == 422
    assert f'id="field-{field}-error"' in refused.content.decode()
    assert Shop.objects.get().revision == shop.revision


def test_a_day_is_set_and_given_back_to_the_week(admin: Client, shop: Shop) -> None:
    days = f"/office/shops/{shop.pk}/days"
    admin.post(days, {"day": "2099-12-31", "hours": "10:00-15:00"})
    admin.post(days, {"day": "2099-12-30", "hours": ""})
    assert Shop.objects.get().special == {"2099-12-31": "10:00-15:00", "2099-12-30": ""}
    assert "31.12.2099" in admin.get(f"/office/shops/{shop.pk}/").content.decode()
    admin.post(days, {"day": "2099-12-31", "remove": "1"})
    assert Shop.objects.get().special == {"2099-12-30": ""}


@pytest.mark.parametrize("typed, field", [({"day": "soon"}, "day"), ({"day": "2099-01-01", "hours": "all"}, "hours")])
def test_a_wrong_day_is_named(admin: Client, shop: Shop, typed: dict[str, str], field: str) -> None:
    refused = admin.post(f"/office/shops/{shop.pk}/days", typed)
    assert refused.status_code == 422
    assert f'id="field-{field}-error"' in refused.content.decode()


def test_holidays_close_days_and_leave_those_that_were_set(admin: Client, shop: Shop) -> None:
    admin.post(f"/office/shops/{shop.pk}/days", {"day": "2027-01-01", "hours": "12:00-18:00"})
    admin.post(f"/office/shops/{shop.pk}/holidays", {"country": "RU", "year": "2027"})
    special = Shop.objects.get().special
    assert (special["2027-01-01"], special["2027-05-09"]) == ("12:00-18:00", "")


@pytest.mark.parametrize("typed, field", [({"country": "XX", "year": "2027"}, "country"), ({"year": "99999"}, "year")])
def test_wrong_holidays_are_named(admin: Client, shop: Shop, typed: dict[str, str], field: str) -> None:
    refused = admin.post(f"/office/shops/{shop.pk}/holidays", typed)
    assert refused.status_code == 422
    assert f'id="field-{field}-error"' in refused.content.decode()


def test_another_administrators_shop_is_not_found(shop: Shop) -> None:
    other = make.shop("other")
    make.user("Keeper", "admin", password=PASSWORD, shop_ids=[other.pk])
    keeper = browser_of("Keeper")
    for way in ("", "days", "holidays"):
        assert keeper.post(f"/office/shops/{shop.pk}/{way}", SETTINGS).status_code == 404
    assert keeper.get(f"/office/shops/{other.pk}/").status_code == 200


def test_a_client_field_is_defined_with_its_choices(admin: Client) -> None:
    form = {"code": "size", "type": "choice", "title_ru": "Размер", "choices": "S\n M \n\nL"}
    assert admin.post("/office/fields/", form).status_code == 303
    field = ClientField.objects.get()
    assert (field.title, field.choices) == ({"ru": "Размер", "uk": "Размер", "en": "Размер"}, ["S", "M", "L"])
    assert "Размер" in admin.get("/office/fields/").content.decode()
    again = admin.post("/office/fields/", form)
    assert again.status_code == 422
    assert 'id="field-code-error"' in again.content.decode()
