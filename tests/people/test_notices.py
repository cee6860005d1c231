"""Notices: who is told, once for a key, counted right whoever comes at once, and read by their owner alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils.translation import override

from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.roles import Role
from dozvon.platform.accounts import access
from dozvon.platform.accounts.models import User
from dozvon.platform.people import absences, tasks
from dozvon.platform.people.actions import NewNotice, mark_read, notify
from dozvon.platform.people.addressees import Addressee, Holders, Persons, RoleInShops, ShopTeam, recipients
from dozvon.platform.people.invariants import INVARIANTS
from dozvon.platform.people.models import Notice
from dozvon.platform.people.queries import notices_of
from dozvon.platform.people.wording import sentence_of
from dozvon.reports.permissions import SEE_REPORTS
from tests import factories as make
from tests.races.interleave import Worker
from tests.web.office.conftest import PASSWORD, browser_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BACK = NewNotice("stand_in.ended", {"name": "Anna"})


def tell(to: Addressee, notice: NewNotice = BACK, at: datetime = NOW) -> list[int]:
    with transaction.atomic():
        return notify(SYSTEM, to, notice, at)


def unread(person: User | Actor) -> int:
    return User.objects.get(pk=person.pk if isinstance(person, User) else person.user_id).unread_notices


@pytest.mark.django_db
def test_an_addressee_is_a_person_a_role_a_shop_or_whoever_may_do_something() -> None:
    one, other = make.shop("one"), make.shop("other")
    everywhere, here = make.user(role="head"), make.user(role="head", shop_ids=[one.pk])
    operator, elsewhere = make.user(shop_ids=[one.pk]), make.user(shop_ids=[other.pk])
    gone = make.user(role="head")
    User.objects.filter(pk=gone.pk).update(active=False)
    of = lambda *people: [person.pk for person in people]  # noqa: E731
    assert recipients(Persons(frozenset({operator.pk, gone.pk}))) == of(operator)
    assert recipients(RoleInShops(Role.HEAD)) == of(everywhere, here)
    assert recipients(RoleInShops(Role.HEAD, other.pk)) == of(everywhere)
    assert recipients(ShopTeam(one.pk)) == of(everywhere, here, operator)
    assert recipients(Holders(SEE_REPORTS, one.pk)) == of(everywhere, here)
    assert recipients(Holders(SEE_REPORTS)) == of(everywhere)
    assert elsewhere.pk not in recipients(ShopTeam(one.pk))


@pytest.mark.django_db
def test_one_key_is_one_line_until_it_is_read() -> None:
    person = make.user()
    to, failing = Persons(frozenset({person.pk})), NewNotice("stand_in.ended", {"name": "Anna"}, key="connection 1")
    for minute in range(3):
        tell(to, failing, NOW + timedelta(minutes=minute))
    [notice] = Notice.objects.filter(user=person)
    assert (notice.times, notice.at, unread(person)) == (3, NOW + timedelta(minutes=2), 1)
    mark_read(access.actor_of(person), NOW)
    tell(to, failing)
    assert sorted(Notice.objects.filter(user=person).values_list("times", flat=True)) == [1, 3]
    assert unread(person) == 1


@pytest.mark.django_db
def test_only_their_owner_reads_notices() -> None:
    mine, other = make.user("Mine", password=PASSWORD), make.user()
    tell(Persons(frozenset({mine.pk, other.pk})))
    theirs = Notice.objects.get(user=other)
    mark_read(access.actor_of(mine), NOW, [theirs.pk])
    assert (unread(mine), unread(other)) == (1, 1)
    browser = browser_of("Mine")
    assert browser.post("/notices/read", {"notice": theirs.pk}, headers={"HX-Request": "true"}).status_code == 200
    assert unread(other) == 1
    assert {notice.user_id for notice in notices_of(access.actor_of(mine)).rows} == {mine.pk}


@pytest.mark.django_db(transaction=True)
def test_the_number_is_right_when_several_tell_and_one_reads_at_once() -> None:
    person = make.user()
    to, actor = Persons(frozenset({person.pk})), access.actor_of(person)
    for _ in range(3):
        workers = [Worker(lambda: tell(to)) for _ in range(4)]
        workers += [Worker(lambda: tell(to, NewNotice("stand_in.ended", {"name": "B"}, key="k"))) for _ in range(2)]
        workers.append(Worker(lambda: mark_read(actor, NOW)))
        for worker in workers:
            worker.result()
        assert unread(person) == Notice.objects.filter(user=person, read_at=None).count()


@pytest.mark.django_db
def test_pages_of_notices_come_newest_first_and_none_twice() -> None:
    person = make.user()
    for minute in (1, 2, 2, 3, 4):
        tell(Persons(frozenset({person.pk})), at=NOW + timedelta(minutes=minute))
    actor, seen, cursor = access.actor_of(person), [], None
    while True:
        page = notices_of(actor, cursor, 2)
        seen += [notice.pk for notice in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == list(Notice.objects.order_by("-at", "-pk").values_list("pk", flat=True))


@pytest.mark.django_db
def test_stand_ins_are_told_when_an_absence_is_set_and_ended() -> None:
    make.shop()
    anna, boris, head = make.user("Anna"), make.user("Boris"), make.actor(role="head")
    now = datetime.now(UTC)
    absence = absences.send_away(head, anna.pk, now, now + timedelta(days=2), [boris.pk], {}, now)
    absences.end(head, absence.pk, now + timedelta(hours=1))
    told = notices_of(access.actor_of(boris)).rows
    with override("en"):
        said = [sentence_of(notice, lambda moment: f"{moment:%d.%m}") for notice in told]
    assert said[0] == "Anna is back: you are no longer standing in."
    assert said[1].startswith(f"You are standing in for Anna from {now:%d.%m} until")
    assert unread(anna) == 0


@pytest.mark.django_db
def test_every_page_shows_the_number_and_the_panel_what_was_told(client: Client) -> None:
    make.shop()
    person = make.user("Olga", "head", password=PASSWORD)
    tell(Persons(frozenset({person.pk})), NewNotice("stand_in.ended", {"name": "<b>Anna</b>"}, "/office/absences/"))
    browser = browser_of("Olga")
    for address in ("/", "/office/absences/", "/control/", "/notices/"):
        assert 'class="dz-bell-count"' in browser.get(address, follow=True).content.decode()
    panel = browser.get("/notices/panel").content.decode()
    assert "&lt;b&gt;Anna&lt;/b&gt;" in panel
    assert 'href="/office/absences/"' in panel
    browser.post("/notices/read", {"notice": Notice.objects.get().pk}, headers={"HX-Request": "true"})
    assert 'class="dz-bell-count"' not in browser.get("/notices/").content.decode()
    assert client.get("/notices/").status_code == 302


@pytest.mark.django_db
def test_what_was_read_long_ago_is_removed_and_the_unread_stays() -> None:
    person = make.user()
    old = NOW - tasks.KEPT - timedelta(days=1)
    tell(Persons(frozenset({person.pk})), at=old)
    mark_read(access.actor_of(person), old)
    tell(Persons(frozenset({person.pk})), at=old)
    tasks.remove_old_notices.func(int(NOW.timestamp()))
    assert [notice.read_at for notice in Notice.objects.all()] == [None]


@pytest.mark.django_db
def test_the_audit_names_whose_number_is_wrong() -> None:
    person = make.user("Olga")
    tell(Persons(frozenset({person.pk})))
    [invariant] = INVARIANTS
    with connection.cursor() as cursor:
        cursor.execute(invariant.sql)
        assert cursor.fetchall() == []
        User.objects.filter(pk=person.pk).update(unread_notices=5)
        cursor.execute(invariant.sql)
        assert cursor.fetchall() == [("user Olga",)]
