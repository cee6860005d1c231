"""A shop that works by the same pipeline under other codes has the same tabs, figures and pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from dozvon import presets
from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.pipeline.action import Action, Variant
from dozvon.core.pipeline.decide import offered_actions
from dozvon.core.pipeline.document import Pipeline
from dozvon.core.pipeline.facts import Form
from dozvon.core.tally import Tally
from dozvon.orders import rules
from dozvon.orders.actions.perform import perform
from dozvon.orders.errors import Refused
from dozvon.orders.models import OPEN, Order
from dozvon.platform.accounts import access
from dozvon.platform.accounts import actions as accounts
from dozvon.publishing.actions.publish import publish
from dozvon.reports.actions import outcomes
from dozvon.reports.queries.groups import GROUPINGS, Period
from dozvon.reports.queries.period import report
from dozvon.shops import actions as shops
from tests import factories as make
from tests.renaming import Renaming, fresh_names
from tests.reports.plain import comparable

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PASSWORD = "a long password"
ORDERS, STEPS = 12, 5
_bases = count(7_100_000, 5_000)
"""Ids begin here, so that they can be told from all other numbers of a page; no two plays share them."""
_SEQUENCES = "SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
_ID = re.compile(r"(?<!\d)7[1-8]\d{5}(?!\d)")
_OWN = re.compile(
    r"""(name="(?:once|csrfmiddlewaretoken)"\s+value="|csrf-token"\s+content="|nonce="|data-mark=")[^"]+"""
)


class _Undone(Exception):
    """What was played is taken back."""


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the web stands still at NOW."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@contextmanager
def ids_from(base: int) -> Iterator[None]:
    """All sequences go on from `base`, and afterwards from where they were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
        )
        before = cursor.fetchall()
        for name, _ in before:
            cursor.execute("SELECT setval(%s, %s)", [name, base])
        yield
        for name, last in before:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, last or 1, last is not None])


def form(pipeline: Pipeline, variant: Variant, choice: str | None, now: datetime, draw: Random) -> Form:
    """What an operator fills in; parts of lists are drawn by their place."""
    rule = variant.problem
    listed = pipeline.problem_list[rule.list or ""] if rule.rule == "required" else ()
    later = now + timedelta(minutes=draw.randrange(60, 3000))
    return Form(
        call="made" if variant.call == "any" else variant.call,
        problem=draw.choice(listed) if listed else None,
        comment="said so",
        call_back_at=later if variant.call_back_at == "required" else None,
        choice=choice,
        fields={item.code: "RU1" if item.type == "text" else later for item in variant.fields},
    )


def step(actor: Actor, order: Order, now: datetime, draw: Random) -> None:
    """One action on the order, whichever it is offered; refused ones count for nothing."""
    pipeline = rules.pipeline_of(order)
    button: Action = draw.choice(offered_actions(pipeline, order.status, actor))
    choice = draw.choice(list(button.variants))
    sent = form(pipeline, button.variants[choice], choice, now, draw)
    with suppress(Refused):
        perform(actor, order.pk, button.code, sent, now)


def shown(html: str, base: int) -> str:
    """A page without what is new with each drawing; ids counted from the first."""
    return _OWN.sub(r"\1", _ID.sub(lambda found: f"#{int(found[0]) - base}", html))


def lines(key: str, tally: Tally) -> Iterator[str]:
    """The figures of a group, one a line, in no order."""
    figures = comparable(tally)
    for reason, times in figures.pop("reasons").items():
        yield f"{key}: {reason} {times}"
    yield f"{key}: {figures}"


def seen(pipeline: Pipeline, seed: int) -> dict[str, Any]:
    """What the tabs, the reports and some pages show after the same days by that pipeline; all of it is undone."""
    found: dict[str, Any] = {}
    draw, base = Random(seed), next(_bases)
    try:
        with transaction.atomic(), ids_from(base):
            version = publish(SYSTEM, pipeline, NOW)
            shop = shops.create_shop("main", version, make.MOSCOW, week=make.ALL_DAY, window=make.ALWAYS)
            user = accounts.create_user("Head", "admin", password=PASSWORD, language="en")
            head = access.actor_of(user)
            orders = []
            for place in range(ORDERS):
                came = NOW - timedelta(hours=70 - 5 * place)
                client = {"name": "Ольга", "phone": f"+7916234{place // 2:02}11" if place else "7000000000"}
                order = make.order(shop, came, client=client)
                orders.append(order.pk)
                for number in range(draw.randrange(STEPS)):
                    order = Order.objects.select_related("shop", "client").get(pk=order.pk)
                    if order.status_kind == OPEN:
                        step(head, order, came + timedelta(minutes=20 * number + 3), draw)
            outcomes.keep_up()
            period = Period((NOW - timedelta(days=9)).date(), NOW.date())
            for by in sorted(GROUPINGS):
                told = report(head, period, by, "", NOW)
                tallies = {**{group.key: group.tally for group in told.groups}, "whole": told.total}
                found[by] = frozenset(shown(line, base) for key, tally in tallies.items() for line in lines(key, tally))
            fresh = Order.objects.select_related("shop").order_by("id")
            found["tabs"] = [rules.current_queue(order, NOW) for order in fresh]
            found["queues"] = make.Api(user).call("GET", "/desk/queues").content.decode()
            browser = Client()
            browser.cookies["dozvon_session"] = accounts.sign_in("Head", PASSWORD, "127.0.0.1", "test", NOW).token
            for address in ("/", "/control/", "/reports/", *(f"/orders/{pk}/" for pk in orders)):
                answer = browser.get(address, follow=True)
                found[shown(address, base)] = (answer.status_code, shown(answer.content.decode(), base))
            raise _Undone
    except _Undone:
        return found


@pytest.mark.parametrize("name", presets.names())
@pytest.mark.parametrize("seed", [1, 2])
def test_tabs_figures_and_pages_do_not_depend_on_codes(name: str, seed: int) -> None:
    pipeline = presets.preset(name)
    renaming = Renaming.of(pipeline, fresh_names(pipeline, Random(seed)))
    before, after = (seen(one, seed) for one in (pipeline, renaming.after))
    assert before.keys() == after.keys()
    for key, value in before.items():
        other = after[key]
        if isinstance(value, list):
            assert [renaming.maybe("queues", code) for code in value] == other
        elif isinstance(value, frozenset):
            assert {renaming.back(line) for line in other} == value, key
        elif isinstance(value, tuple):
            assert (other[0], renaming.back(other[1])) == value, key
        else:
            assert renaming.back(other) == value, key
