"""The grid of roles, absences, the account log and giving back all, as forms of the office."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from django.test import Client

from dozvon.core.roles import Role
from dozvon.exchange.permissions import EXPORT_TABLES
from dozvon.orders.actions import claims
from dozvon.orders.models import Order
from dozvon.platform.accounts import access, staff_state
from dozvon.platform.accounts.models import Absence, User
from dozvon.platform.capabilities import grants
from dozvon.shops.models import Shop
from dozvon.web.office import moments
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of


def ticked() -> list[str]:
    rights = staff_state.current_state().rights
    return [f"{role}.{permission}" for role in Role for permission in rights[role] if role is not Role.SYSTEM]


def test_a_cell_is_changed_and_reset(admin: Client) -> None:
    revision = staff_state.current_state().revision
    sent = {"revision": revision, "right": [*ticked(), "operator.export"]}
    assert admin.post("/office/roles/", sent)["Location"] == "/office/roles/?told=roles"
    assert EXPORT_TABLES in staff_state.current_state().rights[Role.OPERATOR]
    page = admin.get("/office/roles/").content.decode()
    assert "dz-differs" in page
    assert admin.post("/office/roles/", sent).status_code == 409
    log = admin.get("/office/account-log/").content.decode()
    assert "Operator: Export tables" in log
    assert admin.post("/office/roles/reset").status_code == 303
    assert "dz-differs" not in admin.get("/office/roles/").content.decode()


def test_a_grid_sent_without_the_fixed_cells_keeps_them(admin: Client) -> None:
    admin.post("/office/roles/", {"revision": staff_state.current_state().revision, "right": []})
    rights = staff_state.current_state().rights
    assert (rights[Role.ADMIN], rights[Role.OPERATOR]) == (frozenset(grants()), frozenset())


def test_the_log_is_narrowed_to_a_name(admin: Client, olga: User) -> None:
    admin.post(f"/office/people/{olga.pk}/close")
    assert "Account closed" in admin.get("/office/account-log/?q=olga").content.decode()
    assert "Account closed" not in admin.get("/office/account-log/?q=nobody").content.decode()


def test_the_head_sends_somebody_away_and_all_see_it(admin: Client, olga: User, shop: Shop) -> None:
    boris = make.user("Boris", password=PASSWORD, language="en")
    make.user("Vera", "head", password=PASSWORD, language="en")
    vera = browser_of("Vera")
    until = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:%M}"
    since = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%dT%H:%M}"
    sent = {"user": olga.pk, "since": since, "until": until, "stand_ins": [boris.pk]}
    assert vera.post("/office/absences/", {**sent, "stand_ins": []}).status_code == 422
    assert vera.post("/office/absences/", {**sent, "until": "soon"}).status_code == 422
    assert vera.post("/office/absences/", {**sent, "user": "x"}).status_code == 422
    assert vera.post("/office/absences/", sent).status_code == 303
    assert "away now" in vera.get("/office/absences/").content.decode()
    assert "You are standing in for: Olga" in browser_of("Boris").get("/").content.decode()
    assert "replaced by Boris" in admin.get("/office/people/").content.decode()
    hers = browser_of("Olga")
    assert "You are marked as away" in hers.get("/").content.decode()
    assert hers.post(f"/office/absences/{Absence.objects.get().pk}/end")["Location"] == "/"
    assert "You are marked as away" not in hers.get("/").content.decode()


def test_the_stand_in_reads_in_their_own_language_when_the_other_is_back(admin: Client, olga: User, shop: Shop) -> None:
    boris = make.user("Boris", password=PASSWORD, language="ru")
    until = datetime.now(UTC) + timedelta(days=5, hours=6)
    sent = {"user": olga.pk, "since": "2026-01-01T10:00", "until": f"{until:%Y-%m-%dT%H:%M}", "stand_ins": [boris.pk]}
    assert admin.post("/office/absences/", sent).status_code == 303
    page = browser_of("Boris").get("/").content.decode()
    assert re.search(r"Olga \(вернётся через 5\sдн", page)


def test_a_day_ends_at_midnight_of_the_zone_and_not_of_greenwich() -> None:
    evening = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    assert moments.write(moments.next_midnight(evening, "Europe/Moscow"), "Europe/Moscow") == "2026-03-03T00:00"
    assert moments.write(moments.next_midnight(evening, "UTC"), "UTC") == "2026-03-02T00:00"


def test_an_absence_is_offered_until_the_end_of_the_day(admin: Client, shop: Shop) -> None:
    page = admin.get("/office/absences/").content.decode()
    assert re.search(r'name="until"[^>]*value="[0-9-]+T00:00"|value="[0-9-]+T00:00"[^>]*name="until"', page)


def test_all_that_somebody_holds_is_given_back_at_once(olga: User, shop: Shop) -> None:
    orders = [make.order(shop) for _ in range(3)]
    for order in orders:
        claims.claim(access.actor_of(olga), order.pk, datetime.now(UTC))
    make.user("Vera", "head", password=PASSWORD, language="en")
    vera = browser_of("Vera")
    address = f"/control/people/{olga.pk}/release"
    assert address in vera.get("/control/").content.decode()
    assert browser_of("Olga").post(address).status_code == 403
    assert vera.post(address)["Location"] == "/control/?told=released_all"
    assert not Order.objects.filter(claimed_by=olga).exists()
