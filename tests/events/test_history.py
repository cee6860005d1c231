"""The history is written with its change or not at all, and in the order in which it can be followed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from dozvon.clients.events import ClientAdded
from dozvon.core.actor import SYSTEM
from dozvon.orders.actions import perform as performing
from dozvon.orders.models import Order
from dozvon.platform.events.actions import record
from dozvon.platform.events.models import Access, Event
from dozvon.platform.events.schema import Subject
from dozvon.platform.people.events import BannerEnded
from tests import factories as make

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_its_changes_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(SYSTEM, NOW, [ClientAdded(Subject())])
    assert Event.objects.count() == 0


@pytest.mark.django_db
def test_a_change_whose_event_fails_is_no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    order = make.order(make.shop())

    def broken(*_: object) -> None:
        raise RuntimeError("no room for the event")

    monkeypatch.setattr(performing, "record", broken)
    with pytest.raises(RuntimeError):
        make.act(make.actor(), order, "confirm", call="made")
    assert Order.objects.get(pk=order.pk).status == "new"


@pytest.mark.django_db
def test_all_events_of_a_transaction_bear_its_number() -> None:
    with transaction.atomic():
        record(SYSTEM, NOW, [ClientAdded(Subject()), BannerEnded(Subject(), banner=1)])
        record(SYSTEM, NOW, [ClientAdded(Subject())])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xid), array_agg(kind ORDER BY xid, id) FROM events")
        assert cursor.fetchone() == (1, ["client.added", "banner.ended", "client.added"])


@pytest.mark.django_db
def test_whoever_looks_at_personal_data_is_noted() -> None:
    order, api = make.order(make.shop()), make.Api(make.user("Anna"))
    for path in (
        f"/orders/{order.pk}",
        f"/orders/{order.pk}/events",
        "/orders",
        f"/clients/{order.client_id}",
        "/clients",
    ):
        api.get(path)
    rows = Access.objects.order_by("id").values_list("what", "actor_label", "order_ids", "client_ids")
    assert list(rows) == [
        ("order", "Anna", [order.pk], [order.client_id]),
        ("order.events", "Anna", [order.pk], [order.client_id]),
        ("orders.list", "Anna", [order.pk], [order.client_id]),
        ("client", "Anna", [], [order.client_id]),
        ("clients.list", "Anna", [], [order.client_id]),
    ]
