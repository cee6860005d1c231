"""What was kept but never read is read again; one that cannot be read holds up no other."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from dozvon.core.actor import SYSTEM
from dozvon.core.errors import NotPermitted
from dozvon.intake.actions import single
from dozvon.intake.errors import IntakeRefused
from dozvon.orders.models import Order
from dozvon.platform.accounts import access
from dozvon.platform.accounts.models import User
from dozvon.platform.inbox import actions as inbox
from dozvon.platform.inbox import tasks
from dozvon.platform.inbox.models import InboxMessage
from dozvon.platform.inbox.readers import MessageNotFound
from dozvon.platform.inbox.retrying import retry
from dozvon.shops.models import Shop
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Shop:
    return make.shop()


def left_behind(by: User, body: object, kind: str = "single") -> InboxMessage:
    """Kept five minutes ago by a process that died before it read it."""
    then = datetime.now(UTC) - timedelta(minutes=5)
    return inbox.keep(access.actor_of(by), kind, json.dumps(body).encode(), None, then)


def recover() -> None:
    tasks.recover.func(int(datetime.now(UTC).timestamp()))


def test_what_a_dead_process_left_becomes_an_order_once(shop: Shop) -> None:
    kept = left_behind(make.user(), make.body(shop))
    many = left_behind(make.user(), [make.body(shop), make.body(shop)], "bulk")
    recover()
    recover()
    assert Order.objects.count() == 3
    assert set(InboxMessage.objects.values_list("state", flat=True)) == {"done"}
    assert InboxMessage.objects.get(pk=kept.pk).order_id is not None
    assert Order.objects.filter(intake_id=many.pk).count() == 2


def test_what_is_being_read_at_this_moment_is_left_alone(shop: Shop) -> None:
    by = access.actor_of(make.user())
    inbox.keep(by, "single", json.dumps(make.body(shop)).encode(), None, datetime.now(UTC))
    recover()
    assert Order.objects.count() == 0


def test_one_that_breaks_the_reader_holds_up_no_other(monkeypatch: pytest.MonkeyPatch, shop: Shop) -> None:
    broken, good = left_behind(make.user(), make.body(shop)), left_behind(make.user(), make.body(shop))
    real = single.process

    def process(*given: object, **named: object) -> object:
        if given[1] == broken:
            raise RuntimeError("a mistake of ours")
        return real(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(single, "process", process)
    recover()
    assert InboxMessage.objects.get(pk=good.pk).state == "done"
    assert InboxMessage.objects.get(pk=broken.pk).state == "received"


def test_a_dismissed_sender_gains_no_shop_by_it(shop: Shop) -> None:
    other = make.shop("other")
    sender = make.user(shop_ids=[other.pk])
    kept = left_behind(sender, make.body(shop))
    User.objects.filter(pk=sender.pk).update(active=False)
    recover()
    assert Order.objects.count() == 0
    assert InboxMessage.objects.get(pk=kept.pk).state == "failed"


def test_who_may_not_see_intakes_retries_none(shop: Shop) -> None:
    kept = left_behind(make.user(), make.body("later"))
    with pytest.raises(NotPermitted):
        retry(make.actor(), kept.pk, datetime.now(UTC))


def test_a_retry_of_what_still_fails_says_why_and_counts(shop: Shop) -> None:
    kept = left_behind(make.user(), make.body("later"))
    for tries in (1, 2):
        with pytest.raises(IntakeRefused):
            retry(SYSTEM, kept.pk, datetime.now(UTC))
        assert InboxMessage.objects.get(pk=kept.pk).tries == tries


def test_a_finished_intake_cannot_be_retried(shop: Shop) -> None:
    done = make.order(shop)
    assert done.intake_id is not None
    with pytest.raises(MessageNotFound):
        retry(SYSTEM, done.intake_id, datetime.now(UTC))
