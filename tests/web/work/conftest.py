"""The desk's shops and people, with a warehouse, a courier and a head, and orders on their way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client

from dozvon.core.pipeline.facts import Form
from dozvon.orders.actions.perform import perform
from dozvon.orders.models import Order
from tests.web.desk.conftest import NOW, Desk, desk, noon

__all__ = ["desk", "noon"]

STEPS = {
    "confirmed": ("confirm",),
    "assembled": ("confirm", "assemble"),
    "shipped": ("confirm", "assemble", "ship"),
    "delivered": ("confirm", "assemble", "ship", "deliver"),
}


def stand(desk: Desk, status: str, when: datetime = NOW - timedelta(hours=2), **client: str) -> Order:
    """An order that the shop's own actions brought into the status."""
    order = desk.order(ago=NOW - when + timedelta(minutes=5), **client)
    for action in STEPS[status]:
        form = Form("made", None, "after six") if action == "confirm" else Form()
        order = perform(desk.people["Boss"], order.pk, action, form, when)
    return order


@pytest.fixture
def boss(desk: Desk) -> Client:
    """The browser of the head."""
    desk.person("Boss", "head", shop=desk.shop())
    return desk.browser("Boss")


@pytest.fixture
def store(desk: Desk, boss: Client) -> Client:
    """The browser of a warehouse worker."""
    desk.person("Store", "warehouse", shop=desk.shop())
    return desk.browser("Store")


@pytest.fixture
def mate(desk: Desk, boss: Client) -> Client:
    """The browser of another warehouse worker."""
    desk.person("Mate", "warehouse", shop=desk.shop())
    return desk.browser("Mate")


@pytest.fixture
def courier(desk: Desk, boss: Client) -> Client:
    """The browser of a courier."""
    desk.person("Courier", "courier", shop=desk.shop())
    return desk.browser("Courier")


@pytest.fixture
def quality(desk: Desk, boss: Client) -> Client:
    """The browser of a quality caller."""
    desk.person("Quality", "quality", shop=desk.shop())
    return desk.browser("Quality")
