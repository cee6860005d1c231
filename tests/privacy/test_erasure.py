"""Erasure: who the client is goes from every table, what was sold stays, and nobody else loses a word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from dozvon.audit.queries import invariants
from dozvon.clients.actions import merge
from dozvon.clients.actions.edit import ClientChanges
from dozvon.clients.actions.match import NewContact
from dozvon.clients.errors import BadMerge, ClientNotFound
from dozvon.clients.models import Client, ClientField, Contact
from dozvon.clients.queries import find_ids
from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.errors import NotPermitted
from dozvon.intake.actions.bulk import take_in_bulk
from dozvon.intake.errors import IntakeRefused
from dozvon.orders.actions.client import edit_client
from dozvon.orders.actions.edit import Changes
from dozvon.orders.actions.edit import edit as edit_order
from dozvon.orders.models import Order
from dozvon.platform.events.models import Access, Erasure, Event
from dozvon.platform.inbox.models import InboxMessage
from dozvon.platform.outbox import breaker, delivery
from dozvon.platform.outbox.models import Attempt, Outgoing
from dozvon.privacy.actions import erase
from dozvon.privacy.dossier import dossier
from dozvon.privacy.errors import ErasureRefused
from dozvon.shops.models import Shop
from dozvon.webhooks import actions as webhooks
from dozvon.webhooks import following
from dozvon.webhooks.kinds import kinds
from dozvon.webhooks.models import Webhook
from tests import factories as make
from tests.outside.server import Reply, Sent, Server, serving
from tests.web.office.conftest import PASSWORD, browser_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
WHY = "Letter 12 of 9 March"


def cells() -> Iterator[tuple[str, str]]:
    """Every text, document, list and byte of every table, as text; views keep nothing of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name IN (SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE')"
            " AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'bytea', 'tsvector')"
        )
        for table, column, kind in cursor.fetchall():
            shown = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
            cursor.execute(f'SELECT {shown} FROM "{table}" WHERE "{column}" IS NOT NULL')  # noqa: S608
            for (value,) in cursor.fetchall():
                yield f"{table}.{column}", value


def held(*words: str) -> set[str]:
    """Columns that hold one of the words, whatever its case; Cyrillic bytes are looked for as they are escaped."""
    wanted = [word.casefold() for word in words]
    wanted += ["".join(f"\\{byte:03o}" if byte > 127 else chr(byte) for byte in word.encode()) for word in words]
    return {place for place, text in cells() if any(word in text.casefold() for word in wanted)}


def refused(*given: Any) -> dict[str, str]:
    with pytest.raises(ErasureRefused) as refusal:
        erase(*given)
    return {error.field: error.code for error in refusal.value.errors}


def closed(shop: Shop, by: Actor, **client: str) -> Order:
    """An order of the client that is refused with a telling comment."""
    order = make.order(shop, NOW, client=client)
    return make.act(by, order, "refuse", NOW, call="made", problem="expensive", comment=f"{client['name']} wants less")


@pytest.fixture
def shop() -> Shop:
    return make.shop()


@pytest.fixture
def admin(shop: Shop) -> Actor:
    return make.actor("Admin", "admin")


@pytest.fixture
def receiver(settings: Settings, admin: Actor) -> Iterator[Server]:
    """A webhook's receiver that refuses everything and repeats what it was told."""

    def repeat(sent: Sent) -> Reply:
        return Reply(400, sent.body[max(sent.body.find(b'"comment"'), 0) :])

    settings.OUTBOUND_PRIVATE = (ip_network("127.0.0.0/8"),)
    with serving() as server:
        server.answer = repeat
        webhooks.add(admin, f"{server.url}/in?key=abc", kinds(), None)
        yield server


def tell_webhook(order: Order) -> list[Outgoing]:
    """Puts all that happened to the order and its client into the outbox; the test's transaction hides it from the
    follower."""
    told = Event.objects.filter(order_id=order.pk) | Event.objects.filter(client_id=order.client_id)
    for event in told.order_by("pk"):
        known = (event.pk, event.kind, event.shop_id, event.order_id, event.client_id)
        following._put(Webhook.objects.get(), following.Followed("0", *known))
    return list(Outgoing.objects.order_by("pk"))


def send(rows: list[Outgoing]) -> None:
    """Tries each, whatever waits before it."""
    Outgoing.objects.update(ordering="")
    now = NOW + timedelta(days=1000)
    for row in rows:
        breaker.reset(row.target)
        delivery.deliver(row.pk, lambda: now)


def test_after_an_erasure_no_table_holds_the_client(shop: Shop, admin: Actor) -> None:
    ClientField.objects.create(code="note", title={"en": "Note"}, type="text")
    name, phone, email = "Zwetkowa Ulrike", "+79164440011", "ulrike@zwetkowa.example"
    order = make.order(
        shop,
        NOW,
        client={"name": name, "phone": "8 (916) 444-00-11", "email": email, "city": "Weimar"},
        comment="Zwetkowa waits at the Gartenpforte",
        search_query="Gartenpforte kaufen",
    )
    edit_order(admin, order.pk, Changes(address={"city": "Weimar", "street": "Gartenpforte"}), NOW)
    edit_order(admin, order.pk, Changes(address={"city": "Weimar", "street": "Gartenpforte", "house": "5"}), NOW)
    more = ClientChanges(
        last_name="Zwetkowa",
        fields={"note": "Gartenpforte"},
        statuses=["Gartenpforte"],
        contacts=[NewContact("telegram", "zwetkowa_u", "@Zwetkowa_U")],
    )
    edit_client(admin, order.client_id, more, NOW)
    make.act(admin, order, "refuse", NOW, call="made", problem="expensive", comment="Zwetkowa wants less")
    twin = closed(shop, admin, name="Ulrike Zwetkowa", phone="+79164440012")
    merge.merge(admin, twin.client_id, order.client_id, NOW)
    rows = [make.body(shop, client={"name": name, "phone": phone}, external_id=str(at)) for at in (1, 2)]
    taken = take_in_bulk(admin, json.dumps([*rows, make.body(shop, external_id="other")]).encode(), NOW)
    take_in_bulk(admin, json.dumps([make.body(shop, external_id="other"), *rows]).encode(), NOW)
    for result in taken[:2]:
        make.act(
            admin, Order.objects.get(pk=result.order_id), "refuse", NOW, call="made", problem="other", comment="no"
        )
    with pytest.raises(IntakeRefused):
        make.order("nowhere", NOW, client={"name": name, "phone": "8-916-444-00-11"})  # type: ignore[arg-type]
    search("4440011", "Zwetk", "ulrike@")
    assert len(held("zwetkowa", "ulrike", "9164440011", "9164440012", "gartenpforte", "weimar")) > 10

    before = Order.objects.order_by("pk").values_list(
        "pk", "status", "total", "goods_total", "channel", "attempts_total"
    )
    kept = list(before)
    done = erase(admin, twin.client_id, WHY, twin.client_id, NOW)

    assert held("zwetkowa", "ulrike", "9164440011", "9164440012", "444-00-11", "gartenpforte", "weimar") == set()
    assert list(before.all()) == kept
    assert (done.emptied["clients"], done.emptied["orders"]) == (2, 4)
    assert find_ids("Zwetk", 5) == find_ids("4440011", 5) == []
    assert broken_invariants() == []


def broken_invariants() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for invariant in invariants():
            cursor.execute(invariant.sql)
            found += [invariant.code] if cursor.fetchall() else []
    return found


def search(*texts: str) -> None:
    """Searches at the desk, each noted with what was typed."""
    make.user("Seer", "admin", password=PASSWORD)
    browser = browser_of("Seer")
    for text in texts:
        assert browser.get("/search", {"q": text}).status_code == 200


names = st.text(st.characters(categories=["Lu", "Ll"], codec="utf-8"), min_size=4, max_size=20)


@examples(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=names, last=names, note=names, digits=st.integers(0, 9_999_999), bulk=st.booleans())
def test_whatever_the_client_is_called_nothing_is_left(
    shop: Shop, admin: Actor, receiver: Server, first: str, last: str, note: str, digits: int, bulk: bool
) -> None:
    with transaction.atomic():
        # Marks at both ends tell these words from the many others in the database.
        first, last, note = f"Qx{first}qx", f"Qy{last}qy", f"Qz{note}qz"
        client = {"name": f"{last} {first}", "phone": f"8916{digits:07}", "email": f"q{digits}q@qx.example"}
        body = make.body(shop, client=client, comment=note)
        sent = json.dumps([body, make.body(shop)], ensure_ascii=bulk).encode()
        order_id = (
            take_in_bulk(admin, sent, NOW)[0].order_id
            if bulk
            else make.order(shop, NOW, client=client, comment=note).pk
        )
        order = Order.objects.get(pk=order_id)
        edit_order(admin, order.pk, Changes(address={"street": note}), NOW)
        make.act(admin, order, "refuse", NOW, call="made", problem="other", comment=f"{note} {first}")
        send(tell_webhook(order)[:4])
        assert "outbox_attempts.answer" in held(note, first)
        erase(admin, order.client_id, WHY, order.client_id, NOW)
        assert held(note, first, last, f"916{digits:07}", f"q{digits}q") == set()
        transaction.set_rollback(True)


def test_what_a_receiver_answered_goes_and_what_waits_tells_nothing(shop: Shop, admin: Actor, receiver: Server) -> None:
    order = closed(shop, admin, name="Ulrike Zwetkowa", phone="+79164440011")
    other = closed(shop, admin, name="Stays Here", phone="+79164440033")
    send(tell_webhook(other))
    rows = [row for row in tell_webhook(order) if row.payload["order"] == order.pk]
    send(rows[:2])
    assert [sent.body.count(b"Zwetkowa") > 0 for sent in receiver.sent[-2:]] == [False, True]
    others = held("stays")
    told = dossier(admin, order.client_id, NOW)["told_outside"]
    assert [(one["to"], one["order"]) for one in told] == [(f"{receiver.url}/in", order.pk)] * len(rows)
    assert "Zwetkowa" in json.dumps(told)
    assert "Stays" not in json.dumps(told)

    done = erase(admin, order.client_id, WHY, order.client_id, NOW)

    assert done.emptied["deliveries"] > 0
    assert held("zwetkowa", "9164440011") == set()
    assert held("stays") == others
    assert "outbox_attempts.answer" in others
    before = len(receiver.sent)
    Outgoing.objects.filter(pk__in=[row.pk for row in rows]).update(state="waiting", due_at=NOW)
    send(rows)
    assert len(receiver.sent) == before + len(rows)
    assert not any(b"Zwetkowa" in sent.body for sent in receiver.sent[before:])


def test_an_answer_to_a_question_that_names_the_client_goes(shop: Shop, admin: Actor) -> None:
    order = closed(shop, admin, name="Ulrike Zwetkowa", phone="+79164440011")
    for answer in ("no order for 8 (916) 444-00-11", "no order for Stays"):
        Attempt.objects.create(target="connection:site", what="GET /", at=NOW, succeeded=True, answer=answer)
    erase(admin, order.client_id, WHY, order.client_id, NOW)
    assert [one.answer for one in Attempt.objects.order_by("pk")] == ["", "no order for Stays"]


def test_nobody_else_loses_a_word(shop: Shop, admin: Actor) -> None:
    gone, stays = (closed(shop, admin, name=name, phone=make.phone()) for name in ("Gone Away", "Stays Here"))
    bulk = [make.body(shop, client={"name": name, "phone": make.phone()}) for name in ("Gone Too", "Stays Too")]
    made = [result.order_id for result in take_in_bulk(admin, json.dumps(bulk).encode(), NOW)]
    two = Order.objects.get(pk=made[0])
    make.act(admin, two, "refuse", NOW, call="made", problem="other", comment="no")
    others = held("stays")
    history = list(Event.objects.exclude(client_id__in=[gone.client_id, two.client_id]).values("pk", "body"))
    for order in (gone, two):
        erase(admin, order.client_id, WHY, order.client_id, NOW)
    assert held("stays") == others
    assert held("gone") == set()
    assert list(Event.objects.exclude(client_id__in=[gone.client_id, two.client_id]).values("pk", "body")) == history
    assert Contact.objects.filter(client_id=stays.client_id).count() == 1


def test_figures_and_history_keep_what_was_done(shop: Shop, admin: Actor) -> None:
    order = closed(shop, admin, name="Gone Away", phone=make.phone())
    before = Event.objects.get(order_id=order.pk, kind="order.action")
    erase(admin, order.client_id, WHY, order.client_id, NOW)
    after = Event.objects.get(pk=before.pk)
    assert {
        name: after.body[name] for name in ("action", "status", "from", "problem", "call", "outcome", "version")
    } == {name: before.body[name] for name in ("action", "status", "from", "problem", "call", "outcome", "version")}
    assert "comment" not in after.body
    assert after.body["erased"] is True
    assert (after.at, after.actor_label) == (before.at, before.actor_label)


def test_who_did_it_and_why_stays(shop: Shop, admin: Actor) -> None:
    order = closed(shop, admin, name="Gone Away", phone=make.phone())
    erase(admin, order.client_id, f"  {WHY}\n", order.client_id, NOW)
    act = Erasure.objects.get()
    assert (act.actor_label, act.reason, act.client_ids, act.order_ids) == ("Admin", WHY, [order.client_id], [order.pk])
    assert Event.objects.get(kind="client.erased").actor_label == "Admin"
    assert Access.objects.get(what="client.erase").client_ids == [order.client_id]


def test_an_erasure_is_refused_with_every_reason(shop: Shop, admin: Actor) -> None:
    order = make.order(shop, NOW, client={"name": "Stays Here", "phone": "+79162223344"})
    pk = order.client_id
    assert refused(admin, pk, " ", None, NOW) == {
        "reason": "missing",
        "confirm": "not_confirmed",
        "client": "open_orders",
    }
    assert refused(admin, pk, "Stays asked", pk, NOW)["reason"] == "names_client"
    assert refused(admin, pk, "call 916 222-33-44", pk, NOW)["reason"] == "names_client"
    assert refused(admin, pk, "x" * 301, pk, NOW)["reason"] == "too_long"
    with pytest.raises(NotPermitted):
        erase(make.actor(role="head"), pk, WHY, pk, NOW)
    with pytest.raises(ClientNotFound):
        erase(admin, pk + 1000, WHY, pk, NOW)
    other = make.order(make.shop("other"), NOW, client={"name": "Stays Here", "phone": "+79162223344"})
    local = make.actor(role="director", shop_ids=[shop.pk])
    assert other.client_id == pk
    assert refused(local, pk, WHY, pk, NOW)["client"] == "other_shops"
    assert held("stays")
    assert not Erasure.objects.exists()


def test_a_refusal_names_the_open_orders(shop: Shop, admin: Actor) -> None:
    order = make.order(shop, NOW)
    with pytest.raises(ErasureRefused) as refusal:
        erase(admin, order.client_id, WHY, order.client_id, NOW)
    assert refusal.value.errors[0].params["value"] == f"№ {order.number}"


def test_what_happened_to_an_order_while_a_merge_lent_it_is_erased_too(shop: Shop, admin: Actor) -> None:
    order = closed(shop, admin, name="Ulrike Zwetkowa", phone="+79164440011")
    twin = make.order(shop, NOW, client={"name": "Petra", "phone": "+79164440012"})
    done = merge.merge(admin, twin.client_id, order.client_id, NOW)
    make.act(admin, twin, "refuse", NOW, call="made", problem="other", comment="at the Gartenpforte")
    merge.undo(admin, done.pk, NOW)
    assert held("gartenpforte") == {"events.body"}
    erase(admin, order.client_id, WHY, order.client_id, NOW)
    assert held("gartenpforte", "zwetkowa") == set()
    assert held("petra") != set()
    assert not Event.objects.get(order_id=twin.pk, kind="order.received").body.get("erased")


def test_an_erased_client_is_not_merged_edited_or_erased_again(shop: Shop, admin: Actor) -> None:
    order, twin = (closed(shop, admin, name="Gone Away", phone=make.phone()) for _ in range(2))
    done = merge.merge(admin, twin.client_id, order.client_id, NOW)
    other = closed(shop, admin, name="Other", phone=make.phone())
    erase(admin, order.client_id, WHY, order.client_id, NOW)
    assert refused(admin, order.client_id, WHY, order.client_id, NOW) == {"client": "erased"}
    for attempt in (
        lambda: merge.undo(admin, done.pk, NOW),
        lambda: merge.merge(admin, other.client_id, order.client_id, NOW),
        lambda: edit_client(admin, order.client_id, ClientChanges(name="Back"), NOW),
    ):
        with pytest.raises(BadMerge, match="erased"):
            attempt()


def test_the_same_number_is_a_new_client_afterwards(shop: Shop, admin: Actor) -> None:
    order = closed(shop, admin, name="Gone Away", phone="+79162223344")
    erase(admin, order.client_id, WHY, order.client_id, NOW)
    again = make.order(shop, NOW, client={"name": "Gone Away", "phone": "+79162223344"})
    assert again.client_id != order.client_id
    assert Client.objects.get(pk=again.client_id).erased_at is None


REWRITING = {
    "events": "UPDATE events SET body = dozvon_without_words(kind, body)",
    "events, other words": "UPDATE events SET body = '{}'",
    "events, other columns": "UPDATE events SET at = now(), body = dozvon_without_words(kind, body)",
    "removal": "DELETE FROM events",
    "looks": "UPDATE access_log SET detail = ''",
    "looks removed": "DELETE FROM access_log",
    "acts": "UPDATE erasures SET reason = ''",
    "acts removed": "DELETE FROM erasures",
}


@pytest.mark.parametrize("statement", REWRITING.values(), ids=REWRITING)
def test_the_history_is_rewritten_by_nobody_else(shop: Shop, admin: Actor, statement: str) -> None:
    """An act of erasure in the same transaction opens the way to its own client's words, and to nothing else."""
    order, other = (closed(shop, admin, name="Gone Away", phone=make.phone()) for _ in range(2))
    make.Api(make.user(role="head")).get(f"/orders/{other.pk}")
    Access.objects.create(what="orders.list", client_ids=[other.client_id], detail="gone")
    erase(admin, order.client_id, WHY, order.client_id, NOW)
    with pytest.raises(DatabaseError) as broken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(broken.value.__cause__, psycopg.errors.RestrictViolation)


def test_a_failed_intake_of_the_client_is_not_read_again(shop: Shop, admin: Actor) -> None:
    order = closed(shop, admin, name="Gone Away", phone="+79162223344")
    with pytest.raises(IntakeRefused):
        make.order("nowhere", NOW, client={"name": "Gone", "phone": "+7 916 222 33 44"})  # type: ignore[arg-type]
    with pytest.raises(IntakeRefused):
        make.order("nowhere", NOW, client={"name": "Stays", "phone": "+79162223355"})  # type: ignore[arg-type]
    erase(SYSTEM, order.client_id, WHY, order.client_id, NOW)
    assert [bytes(raw.body)[:2] for raw in InboxMessage.objects.exclude(state="done")] == [b'{"']
    assert b"Stays" in bytes(InboxMessage.objects.exclude(state="done").get().body)
