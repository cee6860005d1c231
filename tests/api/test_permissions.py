"""Who may do what over HTTP, as one table: every route times everybody who might ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from dozvon.catalog.actions import offer
from dozvon.catalog.models import Product
from dozvon.clients.actions import merge
from dozvon.clients.actions.define import define_field
from dozvon.clients.models import Client
from dozvon.core.actor import SYSTEM
from dozvon.orders.actions import claims
from dozvon.platform.accounts import access
from dozvon.platform.accounts.models import ApiToken, User
from tests import factories as make

pytestmark = pytest.mark.django_db

FAR = "2099-01-01T10:00:00Z"

ROUTES: dict[str, tuple[str, str, Any]] = {
    "take in": ("POST", "/orders", "NEW"),
    "bulk": ("POST", "/orders/bulk", []),
    "orders": ("GET", "/orders", None),
    "queue": ("GET", "/orders?queue=new", None),
    "tasks": ("GET", "/orders?task=call", None),
    "order": ("GET", "/orders/{order}", None),
    "events": ("GET", "/orders/{order}/events", None),
    "why": ("GET", "/orders/{order}/why", None),
    "claim": ("POST", "/orders/{order}/claim", None),
    "take back": ("POST", "/orders/{order}/undo", None),
    "release": ("POST", "/orders/{order}/release", None),
    "confirm": ("POST", "/orders/{order}/actions/confirm", {"call": "made"}),
    "archive": ("POST", "/orders/{order}/actions/archive", {}),
    "bad form": ("POST", "/orders/{order}/actions/confirm", {"call": 5}),
    "tabs": ("GET", "/desk/queues", None),
    "next": ("POST", "/desk/next", {}),
    "clients": ("GET", "/clients", None),
    "client": ("GET", "/clients/{client}", None),
    "merge": ("POST", "/clients/{client}/merge", {"into": "OTHER"}),
    "undo": ("POST", "/merges/{merge}/undo", None),
    "edit": ("PATCH", "/orders/{order}", {"delivery": "5.00"}),
    "assign": ("POST", "/orders/{order}/responsible", {"user": None}),
    "put off": ("POST", "/orders/{order}/reschedule", {"due_at": "2000-01-01T10:00:00Z"}),
    "force": ("POST", "/orders/{order}/force", {"status": "archive", "reason": "x"}),
    "card": ("PATCH", "/clients/{client}", {"city": "Самара"}),
    "products": ("GET", "/products?shop=main", None),
    "product": ("GET", "/products/{product}", None),
    "offer": ("POST", "/products", {"shop": "main", "sku": "cup", "name": "Чашка"}),
    "reprice": ("PATCH", "/products/{product}", {"price": "5.00"}),
    "promotions": ("GET", "/promotions?shop=main", None),
    "promotion": ("GET", "/promotions/{promotion}", None),
    "promote": ("POST", "/promotions", {"shop": "main", "name": "Осень", "max_discount": "10"}),
    "terms": ("PATCH", "/promotions/{promotion}", {"max_discount": "15"}),
    "end it": ("POST", "/promotions/{promotion}/end", None),
    "fields": ("GET", "/client-fields", None),
    "ask for": ("POST", "/client-fields", {"code": "size", "type": "text"}),
    "in order": ("PUT", "/client-fields", {"codes": ["source"]}),
    "retire": ("PATCH", "/client-fields/source", {"retired": True}),
    "reword": ("POST", "/client-fields/source/rename-choice", {"was": "site", "now": "shop"}),
    "forget": ("DELETE", "/client-fields/source", None),
    "prices": ("POST", "/imports/products?shop=main&dry_run=true", b"sku,name\ncup,Cup\n"),
    "export": ("GET", "/exports/orders", None),
    "import": ("POST", "/imports/orders?shop=main&dry_run=true", b"phone\n+79164883107\n"),
    "dossier": ("GET", "/clients/{client}/dossier", None),
    "erase": ("POST", "/clients/{client}/erase", {"reason": "a letter", "confirm": 0}),
    "looks": ("GET", "/looks", None),
    "absences": ("GET", "/absences", None),
    "send away": ("POST", "/absences", {"user": "Nobody", "since": FAR, "until": FAR, "stand_ins": []}),
    "is back": ("POST", "/absences/1/end", None),
    "banners": ("GET", "/banners", None),
    "post": ("POST", "/banners", {"text": "", "until": FAR}),
    "take down": ("POST", "/banners/1/end", None),
    "roles": ("GET", "/roles", None),
    "set role": ("PUT", "/roles/nobody", {"permissions": []}),
    "hooks": ("GET", "/webhooks", None),
    "hook": ("POST", "/webhooks", {"url": "https://x.example/", "events": ["order.received"]}),
    "one hook": ("GET", "/webhooks/1", None),
    "hook on": ("POST", "/webhooks/1/on", None),
    "hook off": ("POST", "/webhooks/1/off", None),
    "unhook": ("DELETE", "/webhooks/1", None),
    "sent": ("GET", "/webhooks/1/deliveries", None),
    "send again": ("POST", "/webhooks/1/deliveries/1/retry", None),
    "docs": ("GET", "/docs", None),
    "document": ("GET", "/openapi.json", None),
}
WHO = (
    "owner",
    "teammate",
    "stranger",
    "manager",
    "warehouse",
    "courier",
    "head",
    "admin",
    "intake",
    "anonymous",
    "revoked",
    "inactive",
    "garbage",
)
# One column for each of WHO. The order is claimed by the owner; the stranger works for another shop.
TABLE = """
take in    201 201 422 201 403 403 201 201 201 401 401 401 401
bulk       200 200 200 200 403 403 200 200 200 401 401 401 401
orders     200 200 200 200 200 200 200 200 403 401 401 401 401
queue      200 200 200 200 200 200 200 200 403 401 401 401 401
tasks      200 200 200 200 200 200 200 200 403 401 401 401 401
order      200 200 404 200 200 200 200 200 403 401 401 401 401
events     200 200 404 200 200 200 200 200 403 401 401 401 401
why        200 200 404 200 200 200 200 200 403 401 401 401 401
claim      200 409 404 409 409 409 409 409 403 401 401 401 401
take back  409 409 404 409 409 409 409 409 403 401 401 401 401
release    200 409 404 409 409 409 200 200 403 401 401 401 401
confirm    200 409 404 409 409 409 409 409 403 401 401 401 401
archive    403 409 404 409 409 409 409 409 403 401 401 401 401
bad form   422 422 404 422 422 422 422 422 403 401 401 401 401
tabs       200 200 200 200 200 200 200 200 403 401 401 401 401
next       204 204 200 204 204 204 204 200 403 401 401 401 401
clients    200 200 200 200 200 403 200 200 403 401 401 401 401
client     200 200 404 200 200 403 200 200 403 401 401 401 401
merge      403 403 403 200 403 403 200 200 403 401 401 401 401
undo       403 403 403 200 403 403 200 200 403 401 401 401 401
edit       200 409 404 409 409 409 409 409 403 401 401 401 401
assign     403 403 403 403 403 403 200 200 403 401 401 401 401
put off    422 409 404 409 409 409 409 409 403 401 401 401 401
force      403 403 403 403 403 403 409 409 403 401 401 401 401
card       200 200 404 200 200 403 200 200 403 401 401 401 401
products   200 200 422 200 200 200 200 200 403 401 401 401 401
product    200 200 404 200 200 200 200 200 403 401 401 401 401
offer      403 403 403 403 403 403 403 201 403 401 401 401 401
reprice    403 403 403 403 403 403 403 200 403 401 401 401 401
promotions 403 403 403 403 403 403 403 200 403 401 401 401 401
promotion  403 403 403 403 403 403 403 200 403 401 401 401 401
promote    403 403 403 403 403 403 403 201 403 401 401 401 401
terms      403 403 403 403 403 403 403 200 403 401 401 401 401
end it     403 403 403 403 403 403 403 200 403 401 401 401 401
fields     200 200 200 200 200 403 200 200 403 401 401 401 401
ask for    403 403 403 403 403 403 403 201 403 401 401 401 401
in order   403 403 403 403 403 403 403 200 403 401 401 401 401
retire     403 403 403 403 403 403 403 200 403 401 401 401 401
reword     403 403 403 403 403 403 403 200 403 401 401 401 401
forget     403 403 403 403 403 403 403 204 403 401 401 401 401
prices     403 403 403 403 403 403 403 200 403 401 401 401 401
export     403 403 403 403 403 403 403 200 403 401 401 401 401
import     403 403 403 403 403 403 403 200 403 401 401 401 401
dossier    403 403 403 403 403 403 403 200 403 401 401 401 401
erase      403 403 403 403 403 403 403 422 403 401 401 401 401
looks      403 403 403 403 403 403 403 200 403 401 401 401 401
absences   403 403 403 403 403 403 403 200 403 401 401 401 401
send away  403 403 403 403 403 403 403 422 403 401 401 401 401
is back    404 404 404 404 404 404 404 404 404 401 401 401 401
banners    403 403 403 403 403 403 403 200 403 401 401 401 401
post       403 403 403 403 403 403 403 422 403 401 401 401 401
take down  404 404 404 404 404 404 404 404 404 401 401 401 401
roles      403 403 403 403 403 403 403 200 403 401 401 401 401
set role   403 403 403 403 403 403 403 404 403 401 401 401 401
hooks      403 403 403 403 403 403 403 200 403 401 401 401 401
hook       403 403 403 403 403 403 403 201 403 401 401 401 401
one hook   403 403 403 403 403 403 403 404 403 401 401 401 401
hook on    403 403 403 403 403 403 403 404 403 401 401 401 401
hook off   403 403 403 403 403 403 403 404 403 401 401 401 401
unhook     403 403 403 403 403 403 403 404 403 401 401 401 401
sent       403 403 403 403 403 403 403 404 403 401 401 401 401
send again 403 403 403 403 403 403 403 404 403 401 401 401 401
docs       200 200 200 200 200 200 200 200 200 200 200 200 200
document   200 200 200 200 200 200 200 200 200 200 200 200 200
"""
EXPECTED = {line[:11].strip(): [int(status) for status in line[11:].split()] for line in TABLE.strip().splitlines()}


class World:
    """Two shops, one order in each, doubles to merge and a merge to undo."""

    def __init__(self) -> None:
        self.shop, self.other = make.shop(), make.shop("other")
        self.owner = make.user("Owner", shop_ids=[self.shop.pk])
        self.order = make.order(self.shop)
        self.theirs = make.order(self.other)
        doubles = [make.order(self.shop).client_id for _ in range(3)]
        offer([Product(shop=self.shop, sku="kettle", name="Чайник", price=1990)])
        self.product = Product.objects.get().pk
        self.promotion = make.promotion(self.shop).pk
        define_field(SYSTEM, "source", {}, "choice", ["site", "friend"])
        self.client, self.double = self.order.client_id, doubles[0]
        self.merge = merge.merge(SYSTEM, doubles[1], doubles[2], datetime.now(UTC)).pk
        type(self.order).objects.filter(shop=self.shop).exclude(pk=self.order.pk).update(
            task_due_at=datetime(2099, 1, 1, tzinfo=UTC)
        )
        claims.claim(access.actor_of(self.owner), self.order.pk, datetime.now(UTC))

    def api(self, who: str) -> make.Api:
        """Somebody's way in."""
        if who == "anonymous":
            return make.Api(None)
        if who == "garbage":
            return make.Api(None, token="dz_ключ\x00")
        if who == "owner":
            return make.Api(self.owner)
        roles = {"manager": "manager", "warehouse": "warehouse", "courier": "courier", "head": "head", "admin": "admin"}
        mine = None if who == "admin" else [(self.other if who == "stranger" else self.shop).pk]
        person = make.user(who.capitalize(), roles.get(who, "operator"), shop_ids=mine)
        api = make.Api(person, "intake" if who == "intake" else "admin" if who == "admin" else "desk")
        if who == "revoked":
            ApiToken.objects.update(revoked_at=datetime.now(UTC))
        if who == "inactive":
            User.objects.filter(pk=person.pk).update(active=False)
        return api

    def ask(self, api: make.Api, route: str) -> int:
        """The status of the route's answer."""
        method, path, body = ROUTES[route]
        if body == "NEW":
            body = make.body(self.shop)
        if body == {"into": "OTHER"}:
            body = {"into": self.double}
        ids = {"order": self.order.pk, "client": self.client, "merge": self.merge}
        path = path.format(**ids, product=self.product, promotion=self.promotion)
        return api.call(method, path, body).status_code


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_lets_in_whom_it_should(route: str) -> None:
    world, found = World(), []
    for who in WHO:
        before = transaction.savepoint()
        found.append(world.ask(world.api(who), route))
        transaction.savepoint_rollback(before)
    assert dict(zip(WHO, found, strict=True)) == dict(zip(WHO, EXPECTED[route], strict=True))


def test_the_table_has_a_row_for_every_route_of_the_document() -> None:
    document = make.Api(None).get("/openapi.json")
    described = {
        (method.upper(), path.removeprefix("/api/v1")) for path, item in document["paths"].items() for method in item
    }
    asked = {
        (
            method,
            path.split("?")[0]
            .replace("{order}", "{order_id}")
            .replace("{client}", "{client_id}")
            .replace("{merge}", "{merge_id}")
            .replace("{product}", "{product_id}")
            .replace("{promotion}", "{promotion_id}")
            .replace("fields/source", "fields/{code}")
            .replace("/confirm", "/{code}")
            .replace("/archive", "/{code}")
            .replace("exports/orders", "exports/{what}")
            .replace("imports/orders", "imports/{what}")
            .replace("imports/products", "imports/{what}")
            .replace("webhooks/1", "webhooks/{webhook_id}")
            .replace("deliveries/1", "deliveries/{delivery_id}")
            .replace("absences/1", "absences/{absence_id}")
            .replace("banners/1", "banners/{banner_id}")
            .replace("roles/nobody", "roles/{role}"),
        )
        for name, (method, path, _) in ROUTES.items()
        if name not in ("document", "docs")
    }
    assert asked == described


def test_another_shops_orders_and_clients_are_nowhere_to_be_seen() -> None:
    world = World()
    api = world.api("stranger")
    assert [order["id"] for order in api.get("/orders")["items"]] == [world.theirs.pk]
    assert [order["id"] for order in api.get("/orders?queue=new")["items"]] == [world.theirs.pk]
    assert api.get(f"/orders?q={world.order.number}")["items"] == []
    assert api.get("/orders?q=%D0%BE%D0%BB%D1%8C%D0%B3%D0%B0")["items"][0]["id"] == world.theirs.pk
    phone = make.Api(world.owner).get(f"/clients/{world.client}")["phone"]
    assert api.get(f"/orders?phone={phone[1:]}")["items"] == []
    assert api.get(f"/clients?phone={phone[1:]}")["items"] == []
    assert [client["id"] for client in api.get("/clients")["items"]] == [world.theirs.client_id]
    assert api.get("/desk/queues")[0]["count"] == 1
    assert api.post("/desk/next")["order"]["id"] == world.theirs.pk
    assert api.call("POST", "/desk/next").status_code == 204
    assert make.fields(api.refused("GET", f"/orders?shop={world.shop.code}")) == {"shop": "unknown_shop"}
    assert make.fields(api.refused("POST", "/orders", make.body(world.shop))) == {"shop": "unknown_shop"}


def test_a_client_of_two_shops_shows_only_the_orders_of_ones_own() -> None:
    world = World()
    phone = make.Api(world.owner).get(f"/clients/{world.client}")["phone"]
    shared = make.order(world.other, client={"phone": phone})
    assert shared.client_id == world.client
    api = world.api("stranger")
    assert api.get(f"/clients/{world.client}")["id"] == world.client
    assert [order["id"] for order in api.get(f"/orders?phone={phone[1:]}")["items"]] == [shared.pk]


def test_a_merge_needs_both_clients_to_be_ones_own() -> None:
    world = World()
    api = make.Api(make.user(role="manager", shop_ids=[world.shop.pk]))
    for source, into in ((world.client, world.theirs.client_id), (world.theirs.client_id, world.client)):
        assert api.refused("POST", f"/clients/{source}/merge", {"into": into})["status"] == 404


def test_an_operator_without_shops_sees_nothing() -> None:
    world = World()
    api = make.Api(make.user(shop_ids=[]))
    assert api.get("/orders")["items"] == api.get("/clients")["items"] == api.get("/desk/queues") == []
    assert api.refused("GET", f"/orders/{world.order.pk}")["status"] == 404


def test_an_intake_token_learns_nothing_of_a_client_it_did_not_send() -> None:
    """A form on a site must not tell who owns a phone number."""
    world = World()
    known = {"name": "Анна Петрова", "phone": "+79164883107", "email": "anna@mail.ru", "city": "Самара"}
    make.order(world.shop, client=known)
    Client.objects.update(created_at=datetime.now(UTC) - timedelta(days=1))
    api = world.api("intake")
    other = api.post("/orders", make.body(world.shop, client={"name": "Олег", "phone": "8 916 488 31 07"}))["client"]
    assert (other["name"], other["phone"], other["email"], other["city"]) == ("", "+79164883107", None, "")
    own = make.body(world.shop, client=known | {"phone": make.phone(), "email": "own@mail.ru"}, external_id="A-2")
    assert api.post("/orders", own)["client"]["name"] == "Анна Петрова"
    assert api.post("/orders", own) == api.post("/orders", own)


def test_the_header_must_be_a_bearer_token() -> None:
    world = World()
    token = make.Api(world.owner).token
    for value in (
        "",
        "Bearer",
        "Bearer ",
        f"Basic {token}",
        f"Token {token}",
        f"Bearer {token}x",
        "Bearer " + "x" * 300,
    ):
        problem = make.Api(None).refused("GET", "/orders", None, Authorization=value)
        assert (problem["status"], problem["code"]) == (401, "unauthorized")
    answer = make.Api(None).call("GET", "/orders")
    assert answer["WWW-Authenticate"] == "Bearer"
