"""Outcomes follow the log: only what changed is worked out anew, nothing is missed, and the audit proves it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from dozvon import presets
from dozvon.audit.queries import audit
from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.pipeline.force import ForcedMove
from dozvon.core.tally import LossReason
from dozvon.orders.actions.force import force
from dozvon.privacy.actions import erase
from dozvon.publishing.actions.publish import publish
from dozvon.reports import access
from dozvon.reports.actions import outcomes
from dozvon.reports.models import OrderOutcome
from dozvon.reports.queries.behind import ReportCell, ids_behind
from dozvon.reports.queries.groups import Period
from dozvon.reports.queries.outcomes import counting
from dozvon.reports.queries.period import report
from dozvon.shops.models import Shop
from tests import factories as make
from tests.publishing.test_publish import without
from tests.races.interleave import PATIENCE, Worker
from tests.renaming import renamed

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
DAY = Period(NOW.date(), NOW.date())


@pytest.fixture
def shop() -> Shop:
    """A shop that is always open."""
    return make.shop()


@pytest.fixture
def head(shop: Shop) -> Actor:
    """Who may do everything with it."""
    return make.actor(role="admin")


def versions() -> dict[int, str]:
    """Order → the transaction that wrote what is kept of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT order_id, xmin::text FROM order_outcomes")
        return dict(cursor.fetchall())


def differing() -> tuple[str, ...]:
    """What the audit finds wrong with what is kept."""
    return next(finding.offenders for finding in audit() if finding.code == "outcome_differs")


def test_only_what_changed_is_worked_out_anew(shop: Shop) -> None:
    kept, changed = make.order(shop, NOW), make.order(shop, NOW)
    outcomes.keep_up()
    before = versions()
    outcomes.keep_up()
    assert versions() == before
    make.act(make.actor(), changed, "confirm", NOW, call="made")
    outcomes.keep_up()
    after = versions()
    assert after[kept.pk] == before[kept.pk]
    assert after[changed.pk] != before[changed.pk]
    assert OrderOutcome.objects.get(pk=changed.pk).agreed


def test_what_an_unfinished_transaction_hides_is_taken_in_when_it_ends(shop: Shop) -> None:
    slow, quick = make.order(shop, NOW), make.order(shop, NOW)
    outcomes.keep_up()
    anna, acted, end = make.actor(), threading.Event(), threading.Event()

    def work() -> None:
        with transaction.atomic():
            make.act(anna, slow, "confirm", NOW, call="made")
            acted.set()
            assert end.wait(PATIENCE)

    worker = Worker(work)
    assert acted.wait(PATIENCE)
    make.act(make.actor(), quick, "confirm", NOW, call="made")
    outcomes.keep_up()
    assert dict(OrderOutcome.objects.values_list("order_id", "agreed")) == {slow.pk: False, quick.pk: True}
    end.set()
    worker.result()
    outcomes.keep_up()
    assert set(OrderOutcome.objects.values_list("agreed", flat=True)) == {True}
    assert differing() == ()


def test_other_hours_and_other_statuses_count_everything_anew(shop: Shop, head: Actor) -> None:
    order = make.order(shop, NOW - timedelta(hours=15))
    make.act(make.actor(), order, "confirm", NOW, call="made")
    outcomes.keep_up()
    Shop.objects.filter(pk=shop.pk).update(week="mon-sun 09:00-18:00")
    of = access.shops_of(head)
    assert counting(of)
    outcomes.keep_up()
    assert not counting(of)
    assert OrderOutcome.objects.get(pk=order.pk).waited_open == 3 * 3600
    publish(head, without("in_progress"), NOW, {"in_progress": "no_answer"})
    assert not counting(access.shops_of(head))


def test_a_large_shop_is_counted_in_stretches_and_goes_on_where_it_was_broken_off(
    shop: Shop, head: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minutes in range(5):
        make.order(shop, NOW - timedelta(minutes=minutes))
    monkeypatch.setattr(outcomes, "STRETCH", 2)
    assert not outcomes.keep_up(2)
    assert (OrderOutcome.objects.count(), counting(access.shops_of(head))) == (4, True)
    late = make.order(shop, NOW - timedelta(hours=1))
    assert outcomes.keep_up(1)
    assert OrderOutcome.objects.filter(pk=late.pk).exists()
    assert (OrderOutcome.objects.count(), differing()) == (6, ())


def test_a_renamed_status_does_not_take_back_what_clients_agreed_to(shop: Shop, head: Actor) -> None:
    done, waiting = make.order(shop, NOW), make.order(shop, NOW)
    anna = make.actor("Anna")
    for order in (done, waiting):
        make.act(anna, order, "confirm", NOW, call="made")
    make.act(head, done, "assemble", NOW)
    names = {"confirmed": "approved"}
    publish(head, renamed(presets.preset("shop"), {"statuses": names}), NOW, names)
    outcomes.keep_up()
    assert {row.owner_id for row in OrderOutcome.objects.filter(agreed=True)} == {anna.user_id}
    assert OrderOutcome.objects.filter(agreed=True).count() == 2
    assert differing() == ()


def test_a_forced_close_and_a_carrying_over_are_reasons_of_their_own(shop: Shop, head: Actor) -> None:
    forced, carried = make.order(shop, NOW), make.order(shop, NOW)
    anna = make.actor()
    for order in (forced, carried):
        make.act(anna, order, "no_answer", NOW, call="made", problem="busy")
    force(head, forced.pk, ForcedMove("refused", "the courier does not go there"), NOW)
    make.act(anna, carried, "call_later", NOW, call="made", comment="later", call_back_at=NOW + timedelta(days=1))
    publish(head, without("in_progress"), NOW, {"in_progress": "archive"})
    outcomes.keep_up()
    found = report(head, DAY, "day", "", NOW).total
    moved = LossReason(how="order.forced", words="the courier does not go there")
    assert found.reasons == {moved: 1, LossReason(how="order.carried"): 1}
    assert ids_behind(head, DAY, ReportCell("", "", "refused", moved), "", NOW, 9) == [forced.pk]
    assert differing() == ()


def test_erasing_a_client_leaves_the_figures_and_takes_the_words(shop: Shop, head: Actor) -> None:
    order = make.order(shop, NOW)
    make.act(make.actor(), order, "no_answer", NOW, call="made", problem="busy")
    force(head, order.pk, ForcedMove("refused", "Semyonova moved away"), NOW)
    outcomes.keep_up()
    before = report(head, DAY, "operator", "", NOW)
    erase(head, order.client_id, "asked for it", order.client_id, NOW)
    outcomes.keep_up()
    after = report(head, DAY, "operator", "", NOW)
    assert after.groups == before.groups
    assert after.total.reasons == {LossReason(how="order.forced"): 1}
    assert differing() == ()


def test_the_audit_names_an_order_that_is_kept_wrongly(shop: Shop) -> None:
    order = make.order(shop, NOW)
    make.act(make.actor(), order, "confirm", NOW, call="made")
    outcomes.keep_up()
    assert differing() == ()
    for wrong in ({"agreed": False}, {"owner_id": None}, {"waited": 1.5}, {"total": 1}, {"reached": False}):
        right = OrderOutcome.objects.filter(pk=order.pk).values().get()
        OrderOutcome.objects.filter(pk=order.pk).update(**wrong)
        assert differing() == (f"order {order.number}",)
        OrderOutcome.objects.filter(pk=order.pk).update(**right)
    OrderOutcome.objects.all().delete()
    assert differing() == (f"order {order.number}",)


def test_nothing_is_compared_before_it_is_taken_in(shop: Shop) -> None:
    outcomes.keep_up()
    make.order(shop, NOW, by=SYSTEM)
    assert differing() == ()
