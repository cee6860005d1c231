"""The editor in Chromium: a ladder changed and published, a status dropped; all pages in both widths and themes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from dozvon.orders.models import Order
from dozvon.platform.accounts import access
from dozvon.platform.accounts.models import User
from dozvon.publishing.actions.drafts import begin_draft
from dozvon.publishing.actions.dry_runs import start_dry_run
from dozvon.publishing.actions.replay import replay_month
from dozvon.publishing.models import DryRun
from dozvon.shops.models import Shop
from tests import factories as make
from tests.web.browsing import BOTH, barriers, let_go, signed_in  # noqa: F401  (a fixture)
from tests.web.office.conftest import PASSWORD
from tests.web.test_in_browser import site  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = "/office/pipelines/"
SECTIONS = (
    "general",
    "statuses",
    "matrix",
    "actions",
    "actions?part=2",
    "reasons",
    "ladders",
    "queues",
    "tasks",
    "wording",
)


@pytest.fixture
def order() -> Order:
    """An order of today whose client asked to be called later, in a shop whose head has a draft and a dry run."""
    shop, now = make.shop(), datetime.now(UTC)
    head = access.actor_of(make.user("Marina", "head", password=PASSWORD, language="ru"))
    order = make.no_answer(make.actor("Anna"), make.order(shop))
    later = make.act(
        make.actor("Ira"), order, "call_later", call="made", comment="later", call_back_at=now + timedelta(hours=2)
    )
    begin_draft(head, "shop", now)
    replay_month(start_dry_run(head, "shop", "main", now).pk)
    return later


@pytest.fixture
def opened(chromium: Browser, site: str, order: Order, request: pytest.FixtureRequest) -> Iterator[Page]:  # noqa: F811
    """A browser in which the head is signed in; `param` is width and theme."""
    with signed_in(chromium, site, "Marina", request) as page:
        yield page


@BOTH
def test_every_page_is_accessible_and_fits(opened: Page) -> None:
    run = DryRun.objects.get().pk
    pages = [OFFICE, f"{OFFICE}shop/", f"{OFFICE}shop/1/", f"{OFFICE}shop/differences", f"{OFFICE}shop/publish"]
    pages += [f"/office/pipeline-runs/{run}/", *(f"{OFFICE}shop/draft/{section}" for section in SECTIONS)]
    assert barriers(opened, pages) == {}


def test_a_ladder_is_changed_seen_published_and_worked_by(opened: Page) -> None:
    opened.goto(f"{OFFICE}shop/draft/ladders")
    preview = opened.locator("[id='p-ladders.0']")
    before = preview.inner_text()
    step = opened.locator("[name='ladders.0.steps.count']").first
    step.focus()
    opened.keyboard.press("Control+a")
    opened.keyboard.type("x")
    expect(opened.locator("[id='e-ladders.0.steps']")).to_contain_text("не задержка")
    expect(preview).to_be_empty()
    opened.keyboard.press("Control+a")
    opened.keyboard.type("45")
    expect(opened.locator("[id='e-ladders.0.steps']")).to_be_hidden()
    expect(preview).not_to_have_text(before)
    expect(step).to_be_focused()
    opened.reload()
    expect(step).to_have_value("45")
    opened.goto(f"{OFFICE}shop/publish")
    expect(opened.locator(".dz-change")).to_have_count(1)
    opened.locator("form[action$='/publish'] button.btn-primary").press("Enter")
    expect(opened.locator("main").get_by_role("status").first).to_contain_text("Опубликовано")
    order = make.no_answer(make.actor("Vera"), make.order(Shop.objects.get()))
    assert order.task_due_at is not None
    assert order.last_call_at is not None
    assert order.task_due_at - order.last_call_at == timedelta(minutes=45)


def test_a_dropped_status_asks_where_its_orders_go(opened: Page, order: Order) -> None:
    opened.goto(f"{OFFICE}shop/draft/statuses")
    opened.locator("[value='remove:statuses.2']").click()
    expect(opened.locator("#side [data-at]").first).to_be_visible()
    opened.goto(f"{OFFICE}shop/draft/actions")
    number = opened.locator("tr", has_text="В работе").first.get_attribute("id") or ""
    opened.locator(f"[value='remove:{number.removeprefix('c-')}']").click()
    opened.goto(f"{OFFICE}shop/draft/queues")
    opened.locator("[value='remove:queues.2']").click()
    expect(opened.locator("#side [data-at]")).to_have_count(0)
    opened.goto(f"{OFFICE}shop/publish")
    where = opened.locator("[name='move.in_progress']")
    publish = opened.locator("form[action$='/publish'] button.btn-primary")
    publish.click()
    expect(opened.locator("[id='field-move.in_progress-error']")).to_be_visible()
    where.select_option("no_answer")
    publish.click()
    expect(opened.locator("main").get_by_role("status").first).to_contain_text("Опубликовано")
    order.refresh_from_db()
    assert (order.status, order.task_kind) == ("no_answer", "call")


def test_a_chart_gets_narrower_with_the_page(opened: Page) -> None:
    head = access.actor_of(User.objects.get(name="Marina"))
    run = start_dry_run(head, "shop", "main", datetime.now(UTC) + timedelta(minutes=1))
    replay_month(run.pk)
    opened.set_viewport_size({"width": 1440, "height": 900})
    opened.goto(f"/office/pipeline-runs/{run.pk}/")
    canvas = opened.locator("[data-chart] canvas")
    expect(canvas).to_have_attribute("width", re.compile("^([6-9][0-9]{2}|1[0-9]{3})$"))
    opened.set_viewport_size({"width": 390, "height": 844})
    expect(canvas).to_have_attribute("width", re.compile("^[23][0-9]{2}$"))


def test_a_draft_is_thrown_away_by_a_second_press(opened: Page) -> None:
    opened.goto(f"{OFFICE}shop/publish")
    sure = opened.get_by_role("button", name="Да, удалить вместе со всеми изменениями")
    expect(sure).to_be_hidden()
    opened.get_by_text("Удалить черновик").click()
    sure.click()
    expect(opened).to_have_url(re.compile("told=dropped"))


@BOTH
def test_a_part_removed_by_a_slip_comes_back_until_something_is_typed(opened: Page) -> None:
    opened.goto(f"{OFFICE}shop/draft/ladders")
    steps, undo = opened.locator(".dz-ladder li"), opened.get_by_role("button", name="Отменить")
    count = steps.count()
    opened.get_by_role("button", name="Убрать: шаг 2").first.click()
    expect(steps).to_have_count(count - 1)
    expect(opened.locator(".dz-removed")).to_contain_text("3 мин")
    undo.click()
    expect(steps).to_have_count(count)
    expect(undo).to_have_count(0)
    opened.get_by_role("button", name="Убрать: шаг 2").first.click()
    expect(undo).to_be_in_viewport()
    opened.locator("[name='ladders.0.steps.count']").first.fill("7")
    expect(undo).to_have_count(0)
