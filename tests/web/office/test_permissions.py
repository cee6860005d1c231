"""Every page and every form of the office against every role: a table, so that none is forgotten."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO

import pytest
from django.test import Client as Browser
from django.urls import reverse

from dozvon.catalog.models import Product, Promotion
from dozvon.catalog.permissions import MANAGE_CATALOG
from dozvon.clients.models import Client, ClientField
from dozvon.core.roles import Role
from dozvon.exchange.actions.import_products import import_products
from dozvon.exchange.models import ImportedTable
from dozvon.pipelines.permissions import MANAGE_PIPELINES
from dozvon.platform.accounts.models import User
from dozvon.platform.accounts.permissions import LEAD_PEOPLE, MANAGE_USERS
from dozvon.platform.capabilities import capabilities, grants, usual_rights
from dozvon.privacy.permissions import MANAGE_PERSONAL_DATA
from dozvon.shops.models import Shop
from dozvon.shops.permissions import MANAGE_SHOPS
from dozvon.web.common import wording
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of

USERS, CATALOG, SHOPS, LEAD, PERSONAL = (
    MANAGE_USERS,
    MANAGE_CATALOG,
    MANAGE_SHOPS,
    LEAD_PEOPLE,
    MANAGE_PERSONAL_DATA,
)
PAGES = {
    "people": USERS,
    "person-new": USERS,
    "person": USERS,
    "roles": USERS,
    "account-log": USERS,
    "absences": LEAD,
    "banners": LEAD,
    "sign-ins": USERS,
    "sessions": USERS,
    "tokens": USERS,
    "shops": SHOPS,
    "shop": SHOPS,
    "shop-delivery": SHOPS,
    "client-fields": SHOPS,
    "client-field": SHOPS,
    "products": CATALOG,
    "product-new": CATALOG,
    "product": CATALOG,
    "products-export": CATALOG,
    "price-list": CATALOG,
    "imports": CATALOG,
    "import-file": CATALOG,
    "promotions": CATALOG,
    "promotion-new": CATALOG,
    "promotion": CATALOG,
    "looks": PERSONAL,
    "client-data": PERSONAL,
    "client-dossier": PERSONAL,
}
DEEDS = {
    "person-link": USERS,
    "person-letter": USERS,
    "person-close": USERS,
    "person-reopen": USERS,
    "person-factor": USERS,
    "token-revoke": USERS,
    "roles-reset": USERS,
    "banner-end": LEAD,
    "shop-day": SHOPS,
    "shop-holidays": SHOPS,
    "client-field-move": SHOPS,
    "client-field-choice": SHOPS,
    "client-field-retire": SHOPS,
    "client-field-restore": SHOPS,
    "client-field-remove": SHOPS,
    "product-archive": CATALOG,
    "product-restore": CATALOG,
    "price-list-apply": CATALOG,
    "price-list-drop": CATALOG,
    "promotion-end": CATALOG,
    "promotion-products": CATALOG,
    "promotion-leave": CATALOG,
    "client-erase": PERSONAL,
}
PLAIN = {"roles-reset", "price-list-apply", "price-list-drop"}
"""Deeds that are about nothing in particular."""
OWN = {"account", "account-password", "account-factor", "account-factor-confirm", "account-factor-off"}
OWN |= {"banner-close", "banners-shown", "absence-end"}
OWN |= {"account-sessions-end", "session-end", "office"}


def address(route: str, user: User, shop: Shop) -> str:
    client = Client.objects.values_list("pk", flat=True).first() or make.order(shop).client_id
    promotion = Promotion.objects.first() or make.promotion(shop)
    product, _ = Product.objects.get_or_create(shop=shop, sku="M-1", defaults={"name": "Mattress"})
    whose = {"person": user.pk, "shop": shop.pk, "token": 1, "banner": 1, "client": client}
    whose |= {"product": product.pk, "promotion": promotion.pk}
    if route.startswith("client-field-") or route == "client-field":
        ClientField.objects.get_or_create(code="size", defaults={"type": "text"})
        return reverse(route, args=["size"])
    if route == "import-file":
        sent = BytesIO(b"sku,name\nM-1,Mattress\n")
        list(import_products(make.actor(role="admin"), shop.code, sent, {}).outcomes)
        return reverse(route, args=[ImportedTable.objects.latest("pk").pk])
    first = route.split("-")[0]
    needs = route in {"person", "shop", "shop-delivery", "product", "promotion", "client-data", *DEEDS} - PLAIN
    args = [client, "zip"] if route == "client-dossier" else [whose[first]] if needs else []
    return reverse(route, args=args)


def test_no_route_is_left_out_of_the_tables() -> None:
    modules = [path for one in capabilities() for path in one.pages if path.startswith("dozvon.web.office.")]
    routes = {"office"} | {pattern.name for path in modules for pattern in import_module(path).urlpatterns}
    assert routes == PAGES.keys() | DEEDS.keys() | OWN


def test_strangers_sign_in_first(olga: User, shop: Shop) -> None:
    stranger = Browser()
    for route in [*PAGES, *DEEDS]:
        answer = (
            stranger.post(address(route, olga, shop)) if route in DEEDS else stranger.get(address(route, olga, shop))
        )
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in"), route
    for route in OWN - {"session-end", "banner-close", "absence-end"}:
        assert stranger.get(reverse(route)).status_code in (302, 405), route


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_roles_open_what_they_may_and_nothing_else(role: Role, olga: User, shop: Shop) -> None:
    make.user("Somebody", role, password=PASSWORD, language="en")
    browser = browser_of("Somebody")
    for route, permission in PAGES.items():
        expected = 200 if permission in usual_rights()[role] else 403
        assert browser.get(address(route, olga, shop)).status_code == expected, route
    for route, permission in DEEDS.items():
        status = browser.post(address(route, olga, shop)).status_code
        assert (status == 403) == (permission not in usual_rights()[role]), (route, status)
    assert browser.get("/account/").status_code == 200
    assert ("/office/" in browser.get("/account/").content.decode()) == bool(
        {USERS, CATALOG, SHOPS, LEAD, PERSONAL, MANAGE_PIPELINES} & usual_rights()[role]
    )


def test_a_form_with_a_deed_is_never_a_link(admin: Browser, olga: User, shop: Shop) -> None:
    for route in DEEDS:
        assert admin.get(address(route, olga, shop)).status_code == 405, route


def test_a_form_without_its_token_is_refused(admin: Browser, olga: User) -> None:
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies["dozvon_session"] = admin.cookies["dozvon_session"].value
    assert strict.post(reverse("person-close", args=[olga.pk])).status_code == 403
    assert User.objects.get(pk=olga.pk).active


def test_every_role_and_permission_has_its_words() -> None:
    assert set(wording.ROLES) == set(Role) - {Role.SYSTEM}
    assert all(str(grant.title) for grant in grants().values())


def test_the_table_of_roles_is_that_of_the_code(admin: Browser) -> None:
    html = admin.get("/office/roles/").content.decode()
    given = html.count('aria-label="yes"') + html.count("checked>")
    assert given == sum(len(usual_rights()[role]) for role in wording.ROLES)
