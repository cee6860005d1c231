"""Two operators and a head at once: each sees within a second what the others do, and is not disturbed by it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import CARD, expect_notice, give_back, press, take_next


def row(page: Page, name: str) -> object:
    return page.locator(".dz-row", has_text=name)


KEYS_IN_SIGHT = """() => [...document.querySelectorAll("[data-key]")].filter(one => one.checkVisibility())
  .flatMap(one => one.dataset.key.split(" "))"""


def take_away(head: Page, operator: Page) -> None:
    """The head gives the operator's open order back to the queue."""
    number = operator.locator(CARD).get_attribute("data-order")
    token = head.locator('meta[name="csrf-token"]').get_attribute("content")
    done = head.request.post(f"/control/orders/{number}/release", form={}, headers={"X-CSRFToken": token or ""})
    assert done.ok


def switch_automatic(page: Page, expected: str) -> None:
    press(page, "F8")
    expect(page.locator(".dz-automatic")).to_have_attribute("aria-pressed", expected)


def test_two_operators_and_a_head(open_desk: Open) -> None:
    olga, irina, head = (open_desk(f"{name} live") for name in ("Ольга", "Ирина", "Павел"))
    head.goto("/control/")
    expect(head.locator("#board")).to_be_visible()
    irina.evaluate("() => { window.notReloaded = true; }")

    client = take_next(olga)
    expect(row(irina, client)).to_contain_text("Ольга live")
    expect(row(irina, client)).to_have_class(re.compile("is-held"))
    expect(head.locator("#board")).to_contain_text("Ольга live")

    count = irina.locator(".dz-tab:first-child .dz-tab-count")
    before = int(count.inner_text())
    press(olga, "F4", "Digit2")
    expect(row(irina, client)).to_have_count(0)
    expect(count).to_have_text(str(before - 1))
    expect(irina.locator(".dz-tab:nth-child(2) .dz-tab-count")).to_have_text("1")
    assert irina.evaluate("() => window.notReloaded")


def test_a_card_in_anothers_hands_frees_itself(open_desk: Open) -> None:
    olga, irina = (open_desk(f"{name} live") for name in ("Ольга", "Ирина"))
    client = take_next(olga)
    row(irina, client).click()
    expect(irina.locator(CARD)).to_contain_text("Заказ в работе: Ольга live")
    expect(irina.locator(".dz-actions")).to_have_count(0)
    give_back(olga)
    expect(irina.locator(CARD)).to_contain_text("ни у кого")
    keys = irina.evaluate(KEYS_IN_SIGHT)
    assert sorted(keys) == sorted(set(keys))
    assert len(keys) > 10
    press(irina, "Alt+KeyC")
    expect(irina.locator(f"{CARD} [data-key='Alt+KeyR']")).to_be_visible()
    expect(row(olga, client)).to_contain_text("Ирина live")
    give_back(irina)


def test_who_types_is_told_gently(open_desk: Open) -> None:
    olga, head = (open_desk(f"{name} live") for name in ("Ольга", "Павел"))
    client = take_next(olga)
    press(olga, "F3")
    olga.locator("#call_later-comment").fill("перезвонить после")
    olga.locator("#call_later-comment").focus()
    take_away(head, olga)
    expect(olga.locator("#news")).to_contain_text("Павел live")
    expect(olga.locator("#call_later-comment")).to_be_focused()
    olga.keyboard.type(" шести")
    expect(olga.locator("#call_later-comment")).to_have_value("перезвонить после шести")
    press(olga, "Alt+KeyN")
    expect(olga.locator(CARD)).to_contain_text("ни у кого")
    expect(olga.locator("h1")).to_have_text(client)


def test_rows_under_the_pointer_stay_where_they_are(open_desk: Open) -> None:
    olga, irina = (open_desk(f"{name} live") for name in ("Ольга", "Ирина"))
    irina.locator(".dz-row").nth(1).hover()
    below = irina.locator(".dz-row").nth(2).bounding_box()
    client = take_next(olga)
    press(olga, "F4", "Digit1")
    expect(irina.locator(".is-gone")).to_contain_text(client)
    assert irina.locator(".dz-row").nth(2).bounding_box() == below
    irina.locator(".dz-search input").hover()
    expect(irina.locator(".is-gone")).to_have_count(0)
    expect(row(irina, client)).to_have_count(0)


def test_a_page_asks_at_most_once_a_second_and_not_at_all_while_hidden(open_desk: Open) -> None:
    page = open_desk("Ирина live")
    asked: list[float] = []
    page.on("request", lambda sent: asked.append(1) if "/desk/live" in sent.url else None)
    page.wait_for_timeout(1500)
    asked.clear()
    burst = """() => { for (let i = 0; i < 200; i += 1) setTimeout(() => document.dispatchEvent(
      new CustomEvent("dz:told", { detail: { orders: [[1, "order.action", 1]] } })), i * 20); }"""
    page.evaluate(burst)
    page.wait_for_timeout(4000)
    assert 2 <= len(asked) <= 5
    page.wait_for_timeout(1500)
    asked.clear()
    page.evaluate("() => Object.defineProperty(document, 'hidden', { get: () => true })")
    page.evaluate(burst)
    page.wait_for_timeout(3000)
    assert asked == []


def test_undo_within_ten_seconds(open_desk: Open) -> None:
    page = open_desk("Ольга live")
    client = take_next(page)
    press(page, "F4", "Digit3")
    expect(page.locator(".dz-undo")).to_contain_text("Отменить")
    press(page, "Alt+KeyZ")
    page.wait_for_selector(CARD)
    expect(page.locator("h1")).to_have_text(client)
    expect(page.locator("[data-toast]")).to_contain_text("отменено")
    expect(page.locator(".dz-history")).to_contain_text("Отменено: Недозвон")
    expect(page.locator(".dz-stand")).to_contain_text("Новый")
    press(page, "F4", "Digit3")
    expect(page.locator(".dz-undo")).to_be_visible()
    expect(page.locator(".dz-undo")).to_have_count(0)
    expect(page.locator("[data-toast]")).to_contain_text("Недозвон")


def test_a_card_that_comes_anew_leaves_the_undo_of_what_was_done_before(open_desk: Open) -> None:
    olga, head = (open_desk(f"{name} live") for name in ("Ольга", "Павел"))
    switch_automatic(olga, "true")
    client = take_next(olga)
    press(olga, "F4", "Digit3")
    expect(olga.locator(f"{CARD} h1")).not_to_have_text(client)
    take_away(head, olga)
    expect(olga.locator(CARD)).to_contain_text("ни у кого")
    expect(olga.locator("[data-toast] .dz-undo")).to_be_visible()
    press(olga, "Alt+KeyZ")
    expect(olga.locator(f"{CARD} h1")).to_have_text(client)
    expect_notice(olga, "отменено")
    give_back(olga)
    switch_automatic(olga, "false")


def hold_fresh_cards(page: Page) -> list[Route]:
    """The open card, asked for anew, as long as its answer is not let through."""
    held: list[Route] = []
    page.route(re.compile(r"/orders/\d+/\?.*look=1"), lambda route: held.append(route))
    return held


def test_a_card_that_comes_anew_is_not_put_over_what_was_opened_meanwhile(open_desk: Open) -> None:
    olga, head = (open_desk(f"{name} live") for name in ("Ольга", "Павел"))
    before = take_next(olga)
    held = hold_fresh_cards(olga)
    with olga.expect_request("**/*look=1*"):
        take_away(head, olga)
    olga.locator(".dz-row:not([aria-current])").first.click()
    expect(olga.locator(f"{CARD} h1")).not_to_have_text(before)
    opened = olga.locator(f"{CARD} h1").inner_text()
    with olga.expect_event("requestfinished", lambda asked: "look=1" in asked.url):
        held.pop().continue_()
    olga.wait_for_timeout(300)
    expect(olga.locator(f"{CARD} h1")).to_have_text(opened)
    give_back(olga)


def test_the_answer_to_an_action_stands_though_its_news_was_told_before(open_desk: Open) -> None:
    page = open_desk("Ольга live")
    take_next(page)
    held = hold_fresh_cards(page)

    def late(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        page.wait_for_timeout(2500)
        route.fulfill(response=answer)

    page.route("**/release", late)
    with page.expect_response("**/desk/live?*"):
        press(page, "Alt+KeyR")
    expect_notice(page, "отпущен")
    for asked in held:
        asked.continue_()
    page.wait_for_timeout(500)
    expect(page.locator(CARD)).to_have_count(0)
    expect_notice(page, "отпущен")
