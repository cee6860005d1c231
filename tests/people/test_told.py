"""Who is told of what goes wrong: connections, intakes, imports, orders that their shop changed."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from django.utils.translation import override

from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.errors import FieldError
from dozvon.core.roles import Role
from dozvon.exchange.actions.import_clients import import_clients
from dozvon.exchange.actions.import_products import import_products
from dozvon.intake.actions.bulk import take_in_bulk
from dozvon.intake.actions.single import take_in
from dozvon.intake.errors import IntakeRefused
from dozvon.orders.actions.edit import Changes
from dozvon.orders.actions.follow import follow_shop
from dozvon.orders.models import Order
from dozvon.platform.accounts import access
from dozvon.platform.accounts.models import User
from dozvon.platform.connections import actions as connections
from dozvon.platform.connections.models import Connection
from dozvon.platform.inbox import actions as inbox
from dozvon.platform.inbox.models import InboxMessage
from dozvon.platform.inbox.readers import MessageRefused
from dozvon.platform.inbox.retrying import retry
from dozvon.platform.outbox import breaker, delivery
from dozvon.platform.people.models import Notice
from dozvon.platform.people.wording import sentence_of
from dozvon.reports.queries import intakes
from dozvon.shops.models import Shop
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def shop() -> Shop:
    return make.shop()


def connect(*shops: Shop) -> Connection:
    settings = {"url": "https://shop.example.org/", "consumer_key": "ck_1"}
    secrets = {"consumer_secret": "cs_1", "webhook_secret": "wh_1"}
    return connections.add(SYSTEM, "shop", "woocommerce", {one.pk: one.code for one in shops}, settings, secrets)


def told(person: User | Actor) -> list[tuple[str, int]]:
    """Kinds of a person's notices with their counts, the oldest first."""
    person_id = person.pk if isinstance(person, User) else person.user_id
    return list(Notice.objects.filter(user_id=person_id).order_by("pk").values_list("kind", "times"))


def said(notice: Notice) -> str:
    with override("en"):
        return sentence_of(notice, str)


# Connections


def test_a_connection_that_goes_down_and_works_again_is_told_to_those_who_keep_it(shop: Shop) -> None:
    other = make.shop("other")
    made = connect(shop, other)
    keeper, of_one_shop = make.user(role="director"), make.user(role="director", shop_ids=[shop.pk])
    operator = make.user()
    for _ in range(2):
        for _ in range(breaker.FAILURES + 3):
            delivery.note_traffic(f"connection:{made.code}", "time_out", NOW)
        delivery.note_traffic(f"connection:{made.code}", "", NOW)
    assert told(keeper) == [("connection.down", 2), ("connection.works", 2)]
    assert told(of_one_shop) == told(operator) == []
    down = Notice.objects.get(user=keeper, kind="connection.down")
    assert (down.address, f"“{made.code}” is down" in said(down)) == (f"/office/connections/{made.code}/", True)
    assert Connection.objects.get().state == "on"


# Intakes


def test_what_could_not_be_taken_in_is_one_line_for_its_shop(shop: Shop) -> None:
    other, site = make.shop("other"), make.actor("Site")
    here, elsewhere = make.user(role="head", shop_ids=[shop.pk]), make.user(role="head", shop_ids=[other.pk])
    everywhere = make.user("Head", "head", password=PASSWORD)
    bad = make.body(shop, received_at="yesterday")
    for _ in range(3):
        with pytest.raises(IntakeRefused):
            take_in(site, orjson.dumps(bad), NOW)
    take_in_bulk(site, orjson.dumps([bad, make.body(shop)]), NOW)
    assert told(here) == [("intake.failed", 3)]
    assert told(everywhere) == [("intake.failed", 3), ("intake.failed", 1)]
    assert told(elsewhere) == told(site) == []
    notice = Notice.objects.filter(user=here).get()
    assert said(notice).startswith("What Site sent could not be taken in.")
    assert browser_of("Head").get(notice.address).status_code == 200


def test_who_tries_again_is_not_told_what_they_see(shop: Shop) -> None:
    head = make.actor(role="head")
    with pytest.raises(IntakeRefused):
        take_in(make.actor(), orjson.dumps(make.body(shop, received_at="yesterday")), NOW)
    with pytest.raises(MessageRefused):
        retry(head, InboxMessage.objects.get().pk, NOW)
    assert told(head) == [("intake.failed", 1)]


def test_what_a_connection_brought_is_told_and_shown_to_the_head_of_its_shop(shop: Shop) -> None:
    other = make.shop("other")
    head, elsewhere = (make.actor(role="head", shop_ids=[one.pk]) for one in (shop, other))
    source = connect(shop)
    message = inbox.keep(SYSTEM, "shop", b"{}", None, NOW)
    InboxMessage.objects.update(connection_id=source.pk)
    message.refresh_from_db()
    inbox.mark_failed(message, [FieldError("body", "fault")], NOW)
    assert (told(head), told(elsewhere)) == ([("intake.failed", 1)], [])
    assert source.code in said(Notice.objects.get())
    assert [one.intake_id for one in intakes.failed(head, [shop])] == [message.pk]
    assert intakes.failed(elsewhere, [other]) == []


# Imports


def test_whoever_imported_is_told_how_many_rows_were_refused(shop: Shop) -> None:
    admin = make.actor(role="admin")
    file = b"name,phone\nAnna,+79120000001\nBoris,12\n"
    list(import_clients(admin, shop.code, io.BytesIO(file), {}, NOW, dry_run=True).outcomes)
    assert told(admin) == []
    list(import_clients(admin, shop.code, io.BytesIO(file), {}, NOW).outcomes)
    prices = b"sku,name,price\nA,Cream,10\nB,Soap,much\nC,,5\n"
    list(import_products(admin, shop.code, io.BytesIO(prices), {}).outcomes)
    list(import_products(admin, shop.code, io.BytesIO(b"sku,name\nD,Oil\n"), {}).outcomes)
    assert [said(one) for one in Notice.objects.order_by("pk")] == [
        f"Import of clients into {shop.name}: of 2 rows 1 were refused.",
        f"Import of a price list into {shop.name}: of 3 rows 2 were refused.",
    ]


# Orders that their shop changed


def test_the_responsible_person_is_told_that_the_shop_changed_an_order_once(shop: Shop) -> None:
    head, operator = make.user(role="head"), make.actor()
    order = make.order(shop)
    make.no_answer(operator, order)
    Order.objects.filter(pk=order.pk).update(responsible_id=operator.user_id)
    for minute in range(2):
        follow_shop(SYSTEM, order.pk, Changes(comment="x"), ["comment"], "", NOW + timedelta(minutes=minute))
    assert (told(operator), told(head)) == ([("order.differs", 2)], [])
    notice = Notice.objects.get()
    assert notice.address == f"/orders/{order.pk}/"
    assert f"№ {order.pk}" in said(notice)


def test_where_nobody_at_work_is_responsible_the_lead_of_the_shop_is_told(shop: Shop) -> None:
    other = make.shop("other")
    head, elsewhere = (make.user(role="head", shop_ids=[one.pk]) for one in (shop, other))
    order, gone = make.order(shop), make.user()
    make.no_answer(access.actor_of(gone), order)
    Order.objects.filter(pk=order.pk).update(responsible=gone)
    User.objects.filter(pk=gone.pk).update(active=False)
    follow_shop(SYSTEM, order.pk, Changes(), ["lines"], "", NOW)
    assert (told(head), told(elsewhere), told(gone)) == ([("order.differs", 1)], [], [])


def test_what_is_taken_over_from_the_shop_is_told_to_nobody(shop: Shop) -> None:
    head = make.user(role=Role.HEAD)
    order = make.order(shop)
    assert follow_shop(SYSTEM, order.pk, Changes(comment="x"), ["comment"], "", NOW)
    assert told(head) == []
