"""The head's pages: who may see them, what they say, and that every figure leads to its orders."""

from __future__ import annotations

import re
from datetime import timedelta

import orjson
import pytest
from django.test import Client

from dozvon.core.pipeline.facts import Form
from dozvon.intake.actions.single import take_in
from dozvon.intake.errors import IntakeRefused
from dozvon.orders.actions import claims
from dozvon.orders.actions.perform import perform
from dozvon.orders.models import Order
from dozvon.platform.events.models import Access
from dozvon.platform.inbox.models import InboxMessage
from dozvon.reports.models import AuditRun
from tests.web.control.conftest import NOW, Desk

PAGES = [
    "/control/",
    "/control/orders/?figure=waiting",
    "/reports/",
    "/reports/orders/?measure=agreed",
    "/reports/export.csv",
    "/reports/export.xlsx",
]
FORMS = ["/control/audit", "/control/intakes/1/retry", "/control/orders/{id}/release"]
HTMX = {"HX-Request": "true"}


def text(response: object) -> str:
    """The page's text."""
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", ["head", "director", "admin"])
def test_a_page_opens_for_who_leads(desk: Desk, page: str, role: str) -> None:
    desk.person("Leader", role, shop=desk.shop())
    assert desk.browser("Leader").get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES + FORMS)
@pytest.mark.parametrize("role", ["operator", "secretary", "manager", "quality", "warehouse", "courier"])
def test_no_page_opens_for_others(desk: Desk, page: str, role: str) -> None:
    desk.person("Other", role, shop=desk.shop())
    address, browser = page.format(id=desk.order().pk), desk.browser("Other")
    answer = browser.post(address) if page in FORMS else browser.get(address)
    assert answer.status_code == 403


@pytest.mark.parametrize("page", PAGES + FORMS)
def test_nobody_sees_figures_without_signing_in(desk: Desk, page: str) -> None:
    address = page.format(id=desk.order().pk)
    answer = Client().post(address) if page in FORMS else Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_only_read(head: Client, page: str) -> None:
    assert head.post(page).status_code == 405


@pytest.mark.parametrize("form", FORMS)
def test_a_link_cannot_do_anything(desk: Desk, head: Client, form: str) -> None:
    assert head.get(form.format(id=desk.order().pk)).status_code == 405


@pytest.mark.parametrize(
    "page",
    [
        "/control/?shop=nowhere",
        "/control/orders/?figure=nonsense",
        "/control/orders/?figure=hour&key=25",
        "/control/orders/?figure=attempts&key=x",
        "/control/orders/?figure=status&key=%00",
        "/control/orders/?figure=waiting&cursor=x",
        "/reports/?by=nonsense",
        "/reports/?shop=nowhere",
        "/reports/orders/?measure=nonsense",
        "/reports/orders/?measure=orders&of=nonsense",
        "/reports/export.pdf",
    ],
)
def test_what_does_not_exist_is_not_found(head: Client, page: str) -> None:
    assert head.get(page).status_code == 404


@pytest.mark.parametrize(
    "days",
    ["first=2026-13-01", "first=2026-11-20&last=2026-11-10", "first=2020-01-01&last=2026-01-01", "first=0001-01-01"],
)
def test_days_that_make_no_period_are_told_beside_the_field(head: Client, days: str) -> None:
    answer = head.get(f"/reports/?{days}")
    assert answer.status_code == 422
    assert 'id="field-first-error"' in text(answer)


def test_an_order_nobody_called_in_time_is_an_alarm_with_its_age(desk: Desk, head: Client) -> None:
    late = desk.order(ago=timedelta(minutes=12))
    desk.order(ago=timedelta(minutes=2), phone="+7 916 234-00-05")
    page = text(head.get("/control/"))
    assert re.search(r'dz-figure-late"\s+href="/control/orders/\?figure=waiting".*?<strong[^>]*>1<', page, re.S)
    assert "longest wait: 12 min" in page
    listed = text(head.get("/control/orders/?figure=waiting"))
    assert f'href="/orders/{late.pk}/"' in listed
    assert listed.count('href="/orders/') == 1


def test_another_shops_figures_are_not_seen(desk: Desk, head: Client) -> None:
    other = desk.shop("envy")
    desk.order(other, ago=timedelta(minutes=30), name="Чужая Анна")
    assert "Чужая" not in text(head.get("/control/orders/?figure=waiting"))
    assert "No orders yet today" in text(head.get("/control/"))
    assert head.get("/control/?shop=envy").status_code == 404
    assert "No orders arrived in this period" in text(head.get("/reports/"))
    assert head.get("/reports/?shop=envy").status_code == 404


def test_who_holds_an_order_is_named_and_the_head_gives_it_back(desk: Desk, head: Client) -> None:
    olga = desk.person("Olga", shop=desk.shop())
    order = desk.order()
    claims.claim(olga, order.pk, NOW - timedelta(minutes=4))
    page = text(head.get("/control/"))
    assert re.search(rf"Olga.*?{order.number}.*?4:00", page, re.S)
    assert f'action="/control/orders/{order.pk}/release"' in page
    assert head.post(f"/control/orders/{order.pk}/release")["Location"] == "/control/?told=released"
    order.refresh_from_db()
    assert order.claimed_by_id is None


def test_the_order_of_another_shop_is_not_given_back(desk: Desk, head: Client) -> None:
    other = desk.shop("envy")
    order = desk.order(other)
    claims.claim(desk.person("Pavel", shop=other), order.pk, NOW)
    assert head.post(f"/control/orders/{order.pk}/release").status_code == 404
    assert Order.objects.get(pk=order.pk).claimed_by_id is not None


def test_htmx_is_given_the_figures_alone(head: Client) -> None:
    answer = text(head.get("/control/", headers=HTMX))
    assert answer.lstrip().startswith('<div id="board"')
    assert "<html" not in answer


def test_a_look_at_the_orders_behind_a_figure_is_noted(desk: Desk, head: Client) -> None:
    order = desk.order(ago=timedelta(minutes=12))
    head.get("/control/orders/?figure=waiting")
    noted = Access.objects.latest("id")
    assert (noted.what, noted.order_ids, noted.actor_label) == ("orders.list", [order.pk], "Head")


def failed_intake(desk: Desk, shop: str) -> InboxMessage:
    """An order that was refused because a price is below nothing."""
    body = {"shop": shop, "channel": "site", "client": {}, "lines": [{"sku": "a", "quantity": 1, "price": "-1"}]}
    with pytest.raises(IntakeRefused):
        take_in(desk.taker(), orjson.dumps(body), NOW)
    return InboxMessage.objects.latest("id")


def test_a_failed_intake_is_shown_with_its_reason_and_retried(desk: Desk, head: Client) -> None:
    raw = failed_intake(desk, desk.shop().code)
    page = text(head.get("/control/"))
    assert f'action="/control/intakes/{raw.pk}/retry"' in page
    assert "price" in page
    assert head.post(f"/control/intakes/{raw.pk}/retry")["Location"] == "/control/?told=intake_refused"
    raw.refresh_from_db()
    assert raw.tries == 2


def test_another_shops_failed_intake_is_neither_shown_nor_retried(desk: Desk, head: Client) -> None:
    raw = failed_intake(desk, desk.shop("envy").code)
    assert "retry" not in text(head.get("/control/"))
    assert head.post(f"/control/intakes/{raw.pk}/retry").status_code == 404
    raw.refresh_from_db()
    assert raw.tries == 1


def test_the_last_audit_is_told_with_what_it_found(desk: Desk, head: Client) -> None:
    assert "the audit has not run yet" in text(head.get("/control/"))
    broken = [{"code": "total", "says": "a total is wrong", "offenders": ["order 7"], "more": False}]
    AuditRun.objects.create(at=NOW - timedelta(minutes=5), asked=16, broken=broken)
    page = text(head.get("/control/"))
    assert "audit 5 min ago: 16 invariants, 1 broken" in page
    assert "a total is wrong: …" in page


def test_a_report_names_its_shares_with_their_denominators(desk: Desk, head: Client) -> None:
    olga = desk.person("Olga", shop=desk.shop())
    first = desk.order(ago=timedelta(minutes=9))
    perform(olga, first.pk, "confirm", Form(call="made"), NOW - timedelta(minutes=5))
    desk.order(phone="+7 916 234-00-05")
    page = text(head.get("/reports/?by=operator"))
    assert re.search(r"Olga.*?1 / 1", page, re.S)
    assert re.search(r"All orders.*?1 / 2", page, re.S)
    assert "dz-few" in page
    listed = text(head.get("/reports/orders/?measure=agreed"))
    assert listed.count('href="/orders/') == 1
    assert f'href="/orders/{first.pk}/"' in listed


def test_without_shops_the_pages_say_so(desk: Desk) -> None:
    desk.person("Lonely", "head", shop_ids=[])
    browser = desk.browser("Lonely")
    assert "You have no shops yet" in text(browser.get("/control/"))
    assert "You have no shops yet" in text(browser.get("/reports/"))
