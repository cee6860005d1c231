"""Who is away leaves their queues to stand-ins: by the clock, within shops, and back again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dozvon.core.errors import NotPermitted
from dozvon.dispatch.actions import take_next
from dozvon.orders.models import Order
from dozvon.platform.accounts import access, staff_state
from dozvon.platform.accounts.errors import BadAccount, UserNotFound
from dozvon.platform.accounts.models import AccountChange, User
from dozvon.platform.people import absences
from dozvon.reports.queries import figures, live
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@pytest.fixture
def anna() -> User:
    return make.user("Anna", knows=["kettle"])


@pytest.fixture
def boris() -> User:
    return make.user("Boris", knows=["pan"])


@pytest.fixture
def hers(anna: User) -> Order:
    """A new order that Anna is responsible for."""
    order = make.order(make.shop(), NOW - timedelta(minutes=5))
    Order.objects.filter(pk=order.pk).update(responsible=anna)
    return order


def test_a_stand_in_is_handed_what_the_absent_would_be(anna: User, boris: User, hers: Order) -> None:
    assert take_next(access.actor_of(boris), NOW) is None
    absences.send_away(make.actor("Vera", "head"), anna.pk, NOW - DAY, NOW + DAY, [boris.pk], {}, NOW)
    standing_in = access.actor_of(boris)
    assert [covered.name for covered in standing_in.covers] == ["Anna"]
    assert standing_in.knows == {"kettle", "pan"}
    handed = take_next(standing_in, NOW)
    assert handed is not None
    assert handed.order.pk == hers.pk


def test_an_absence_begins_and_ends_by_the_clock(anna: User, boris: User, hers: Order) -> None:
    absences.send_away(make.actor("Vera", "head"), anna.pk, NOW + DAY, NOW + 2 * DAY, [boris.pk], {}, NOW)
    for moment, covered in ((NOW, 0), (NOW + DAY, 1), (NOW + 2 * DAY, 0)):
        assert len(access.actor_of(boris, now=moment).covers) == covered


def test_several_stand_in_and_the_first_takes_it(anna: User, boris: User, hers: Order) -> None:
    clara, head = make.user("Clara"), make.actor("Vera", "head")
    absences.send_away(head, anna.pk, NOW - DAY, NOW + DAY, [boris.pk, clara.pk], {}, NOW)
    assert take_next(access.actor_of(clara), NOW) is not None
    assert take_next(access.actor_of(boris), NOW) is None


def test_together_they_work_in_every_shop_of_who_is_away(anna: User) -> None:
    one, other = make.shop(), make.shop("other")
    of = {one.pk: "Один", other.pk: "Другой"}
    boris, clara = make.user("Boris", shop_ids=[one.pk]), make.user("Clara", shop_ids=[other.pk])
    head = make.actor("Vera", "head")
    with pytest.raises(BadAccount) as refused:
        absences.send_away(head, anna.pk, NOW, NOW + DAY, [boris.pk], of, NOW)
    assert [(error.field, error.code) for error in refused.value.errors] == [("stand_ins", "shops_alone")]
    assert "Другой" in str(refused.value)
    assert "Один" not in str(refused.value)
    absences.send_away(head, anna.pk, NOW, NOW + DAY, [boris.pk, clara.pk], of, NOW)
    assert not access.actor_of(boris).sees_shop(other.pk)


def test_a_shop_that_the_absent_does_not_work_in_needs_nobody(boris: User) -> None:
    one, other = make.shop(), make.shop("other")
    anna = make.user("Anna", shop_ids=[one.pk])
    User.objects.filter(pk=boris.pk).update(shop_ids=[one.pk])
    of = {one.pk: "Один", other.pk: "Другой"}
    absence = absences.send_away(make.actor("Vera", "head"), anna.pk, NOW, NOW + DAY, [boris.pk], of, NOW)
    assert absence.stand_in_ids == [boris.pk]


def test_orders_that_nobody_takes_over_after_all_are_counted_and_listed(anna: User, boris: User, hers: Order) -> None:
    head, shop = make.actor("Vera", "head"), hers.shop
    absences.send_away(head, anna.pk, NOW - DAY, NOW + DAY, [boris.pk], {}, NOW)

    def told() -> tuple[int, list[int]]:
        staff_state.current_state()
        listed = figures.orders_of(head, figures.Figure("unreplaced"), NOW, "", None, 50)
        return live.unreplaced([shop], NOW).count, [order.pk for order in listed.orders]

    assert told() == (0, [])
    User.objects.filter(pk=boris.pk).update(shop_ids=[make.shop("other").pk])
    assert told() == (1, [hers.pk])
    User.objects.filter(pk=boris.pk).update(shop_ids=None, active=False)
    assert told() == (1, [hers.pk])
    User.objects.filter(pk=boris.pk).update(active=True)
    absences.send_away(head, boris.pk, NOW - DAY, NOW + DAY, [anna.pk], {}, NOW)
    assert told() == (1, [hers.pk])


def test_who_is_back_says_so_and_gets_the_queue_again(anna: User, boris: User, hers: Order) -> None:
    absence = absences.send_away(make.actor("Vera", "head"), anna.pk, NOW - DAY, NOW + DAY, [boris.pk], {}, NOW)
    with pytest.raises(UserNotFound):
        absences.end(access.actor_of(boris), absence.pk, NOW)
    absences.end(access.actor_of(anna), absence.pk, NOW)
    assert access.actor_of(boris).covers == ()
    assert list(AccountChange.objects.filter(user_id=anna.pk).values_list("kind", flat=True)) == [
        "person.hired",
        "absence.set",
        "absence.ended",
    ]


def test_wrong_absences_are_refused_by_their_field(anna: User, boris: User) -> None:
    head, elsewhere = make.actor("Vera", "head"), make.user("Gleb", shop_ids=[make.shop("other").pk])
    User.objects.filter(pk=anna.pk).update(shop_ids=[make.shop().pk])
    absences.send_away(head, anna.pk, NOW + 5 * DAY, NOW + 6 * DAY, [boris.pk], {}, NOW)
    for since, until, who, field in (
        (NOW, NOW, [boris.pk], "until"),
        (NOW - 2 * DAY, NOW - DAY, [boris.pk], "until"),
        (NOW, NOW + 400 * DAY, [boris.pk], "until"),
        (NOW, NOW + DAY, [], "stand_ins"),
        (NOW, NOW + DAY, [anna.pk], "stand_ins"),
        (NOW, NOW + DAY, [boris.pk, elsewhere.pk], "stand_ins"),
        (NOW + 5.5 * DAY, NOW + 7 * DAY, [boris.pk], "since"),
    ):
        with pytest.raises(BadAccount) as refused:
            absences.send_away(head, anna.pk, since, until, who, {}, NOW)
        assert refused.value.field == field


@pytest.mark.parametrize("role", ["operator", "manager", "warehouse"])
def test_only_the_head_sends_away(role: str, anna: User, boris: User) -> None:
    with pytest.raises(NotPermitted):
        absences.send_away(make.actor(role=role), anna.pk, NOW, NOW + DAY, [boris.pk], {}, NOW)


def test_a_head_of_some_shops_sends_away_only_their_people(anna: User, boris: User) -> None:
    here, there = make.shop(), make.shop("other")
    User.objects.filter(pk=anna.pk).update(shop_ids=[there.pk])
    head = make.actor("Vera", "head", shop_ids=[here.pk])
    with pytest.raises(UserNotFound):
        absences.send_away(head, anna.pk, NOW, NOW + DAY, [boris.pk], {}, NOW)
