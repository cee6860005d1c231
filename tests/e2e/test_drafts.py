"""What is typed survives a reload, another card and a lost connection; what was sent is done once."""

from __future__ import annotations

import time

from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import CARD, RESTS_WITHIN, expect_version, give_back, press, rest, serious, take_next, version

COMMENT = "#call_later-comment"
RELEASE = """
  address => fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content },
  })
"""


def typed(page: Page, words: str) -> str:
    """The next order's call-back form with a comment and a time, not saved; the card's address."""
    take_next(page)
    press(page, "F3")
    page.locator(COMMENT).fill(words)
    page.locator("#call_later-call_back_at").fill("2030-05-06T10:00")
    return page.url


def expect_typed(page: Page, words: str) -> None:
    expect(page.locator(COMMENT)).to_be_visible()
    expect(page.locator(COMMENT)).to_have_value(words)
    expect(page.locator("#call_later-call_back_at")).to_have_value("2030-05-06T10:00")


def answered(page: Page) -> int:
    return page.locator(".dz-history > li:not(.is-quiet)").count()


def test_a_draft_survives_reload_and_another_card_and_goes_when_saved_or_cleared(open_desk: Open) -> None:
    page = open_desk("Ирина drafts")
    address = typed(page, "после обеда")
    page.reload()
    expect_typed(page, "после обеда")
    expect(page.locator(f"{CARD} [data-draft-note]:visible")).to_contain_text("Вернули")
    press(page, "Escape")
    page.locator(".dz-row:not([aria-current])").first.click()
    expect(page.locator(COMMENT)).to_have_value("")
    page.goto(address)
    expect_typed(page, "после обеда")
    page.locator("[data-draft-drop]:visible").click()
    expect(page.locator(COMMENT)).to_have_value("")
    page.reload()
    page.wait_for_selector(CARD)
    expect(page.locator(COMMENT)).to_be_hidden()
    press(page, "F3")
    page.locator(COMMENT).fill("после ужина")
    page.locator("#call_later-call_back_at").fill("2027-05-06T10:00")
    press(page, "Control+Enter")
    expect(page.locator("[data-toast]")).to_contain_text("В работе")
    assert page.evaluate("() => Object.keys(localStorage).filter(name => name.startsWith('dozvon:draft'))") == []


def test_signing_out_leaves_nothing_behind(open_desk: Open) -> None:
    page = open_desk("Ирина drafts")
    typed(page, "никому")
    assert page.evaluate("() => localStorage.length") > 0
    page.locator("summary", has_text="Ирина drafts").click()
    page.get_by_role("button", name="Выйти").click()
    page.wait_for_url("**/sign-in*")
    assert page.evaluate("() => Object.keys(localStorage).filter(name => name.startsWith('dozvon:draft'))") == []


def sign_out(page: Page, name: str) -> None:
    page.locator("summary", has_text=name).click()
    page.get_by_role("button", name="Выйти", exact=True).click()


def kept_drafts(page: Page) -> int:
    return int(page.evaluate("() => Object.keys(localStorage).filter(name => name.startsWith('dozvon:draft')).length"))


def test_signing_out_asks_before_it_loses_what_waits(open_desk: Open) -> None:
    page = open_desk("Ирина drafts")
    take_next(page)
    page.context.set_offline(True)
    street = page.locator(f"{CARD} [name=street]")
    street.fill("ул. Невыбранная")
    street.press("Tab")
    expect(page.locator(f"{CARD} form[data-lost]")).to_have_count(1)
    asked = page.locator("#signing-out")
    sign_out(page, "Ирина drafts")
    expect(asked).to_contain_text("Заказ № ")
    press(page, "Escape")
    expect(asked).to_be_hidden()
    expect(page.locator("summary", has_text="Ирина drafts")).to_be_focused()
    assert kept_drafts(page) == 1
    # An action behind it is named instead of the field.
    press(page, "F4", "Digit1")
    expect(page.locator("#offline")).to_contain_text("ждёт отправки")
    sign_out(page, "Ирина drafts")
    expect(asked.locator("li")).to_have_text(
        ["Недозвон · Заказ № " + page.locator(CARD).get_attribute("aria-label").split("№ ")[1]]
    )
    press(page, "F2", "Enter")
    expect(asked).to_be_hidden()
    expect(page.locator(CARD)).to_be_visible()
    page.locator("#offline").get_by_role("button", name="Не отправлять").click()
    sign_out(page, "Ирина drafts")
    expect(asked).to_contain_text("Заказ № ")
    assert serious(page) == []
    page.context.set_offline(False)
    asked.get_by_role("button", name="Выйти и потерять").click()
    page.wait_for_url("**/sign-in*")
    assert kept_drafts(page) == 0


def hold_saves(page: Page) -> list[Route]:
    """The saves of fields that wait for their answer from now on."""
    held: list[Route] = []
    page.route("**/orders/*/person*", lambda route: held.append(route))
    return held


def street_on_its_way(page: Page, words: str) -> list[Route]:
    """The next order with a street whose save has no answer yet."""
    take_next(page)
    held = hold_saves(page)
    street = page.locator(f"{CARD} [name=street]")
    street.fill(words)
    street.press("Tab")
    deadline = time.monotonic() + RESTS_WITHIN
    while not held and time.monotonic() < deadline:
        page.wait_for_timeout(20)
    assert len(held) == 1
    return held


def test_signing_out_waits_for_a_save_on_its_way(open_desk: Open) -> None:
    page = open_desk("Ирина drafts")
    held = street_on_its_way(page, "ул. Последняя")
    address = page.url
    sign_out(page, "Ирина drafts")
    page.wait_for_timeout(300)
    assert page.url == address
    held.pop().continue_()
    page.wait_for_url("**/sign-in*")
    assert kept_drafts(page) == 0
    again = open_desk("Ирина drafts")
    assert "ул. Последняя" in history(again, address)
    again.goto(address)
    give_back(again)


def test_who_was_asked_and_stays_is_not_signed_out_by_the_save(open_desk: Open) -> None:
    page = open_desk("Ирина drafts")
    held = street_on_its_way(page, "ул. Оставшаяся")
    address = page.url
    sign_out(page, "Ирина drafts")
    page.get_by_role("button", name="Выйти", exact=True).click()
    expect(page.locator("#signing-out")).to_contain_text("Заказ № ")
    page.keyboard.press("Escape")
    with page.expect_event("requestfinished", lambda asked: "/person" in asked.url):
        held.pop().continue_()
    page.wait_for_timeout(500)
    assert page.url == address
    give_back(page)


def test_what_is_broken_off_by_signing_out_is_not_kept_either(open_desk: Open) -> None:
    page = open_desk("Ирина drafts")
    held = street_on_its_way(page, "ул. Брошенная")
    address = page.url
    sign_out(page, "Ирина drafts")
    page.get_by_role("button", name="Выйти", exact=True).click()
    asked = page.locator("#signing-out")
    expect(asked).to_contain_text("Заказ № ")
    asked.get_by_role("button", name="Выйти и потерять").click()
    page.wait_for_url("**/sign-in*")
    assert len(held) == 1
    assert kept_drafts(page) == 0
    again = open_desk("Ирина drafts")
    again.goto(address)
    give_back(again)


def test_an_action_without_connection_is_kept_told_and_sent_once(open_desk: Open) -> None:
    page = open_desk("Ольга drafts")
    client = take_next(page)
    address = page.url
    page.context.set_offline(True)
    press(page, "F4", "Digit1")
    expect(page.locator("#offline")).to_contain_text("Нет связи")
    expect(page.locator("#offline")).to_contain_text("ждёт отправки")
    expect(page.locator("h1")).to_have_text(client)
    page.wait_for_timeout(4000)
    expect(page.locator("#offline")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-toast]")).to_contain_text("Недозвон · Н1")
    expect(page.locator("#offline")).to_be_hidden()
    page.goto(address)
    expect(page.locator(".dz-history")).to_contain_text("Недозвон · Н1")
    assert "Н2" not in page.locator(".dz-history").inner_text()
    give_back(page)


def test_a_lost_answer_is_answered_as_saved_and_done_once(open_desk: Open) -> None:
    page = open_desk("Ольга drafts")
    client = take_next(page)
    address = page.url
    sent: list[int] = []

    def swallow(route: Route) -> None:
        sent.append(route.fetch(max_redirects=0).status)
        route.abort()

    page.route("**/actions/no_answer", swallow, times=1)
    press(page, "F4", "Digit2")
    expect(page.locator("[data-toast]")).to_contain_text(client)
    assert sent == [303]
    page.goto(address)
    page.wait_for_selector(CARD)
    assert page.locator(".dz-history").inner_text().count("Недозвон ·") == 1
    give_back(page)


def test_what_waits_is_sent_after_a_reload_too(open_desk: Open) -> None:
    page = open_desk("Ольга drafts")
    typed(page, "после отпуска")
    page.locator("#call_later-call_back_at").fill("2027-05-06T10:00")
    page.route("**/actions/call_later", lambda route: route.abort())
    press(page, "Control+Enter")
    expect(page.locator("#offline")).to_contain_text("ждёт отправки")
    page.goto("/")
    rest(page)
    page.unroute("**/actions/call_later")
    expect(page.locator("#notices")).to_contain_text("записано")
    expect(page.locator("#offline")).to_be_hidden()


def wait_with_a_field(page: Page, words: str) -> str:
    """The next order with a street that cannot be saved and an action that waits for it; the card's address."""
    take_next(page)
    page.context.set_offline(True)
    street = page.locator(f"{CARD} [name=street]")
    street.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)
    press(page, "F4", "Digit1")
    expect(page.locator("#offline")).to_contain_text("Недозвон · Заказ № ")
    return page.url


def history(page: Page, address: str) -> str:
    """What the card of an order tells of its past."""
    page.goto(f"{address.partition('?')[0]}?look=1")
    page.wait_for_selector(CARD)
    return page.locator(".dz-history").inner_text()


def test_an_action_behind_a_lost_field_is_sent_once_by_whatever_page_is_opened_then(open_desk: Open) -> None:
    page = open_desk("Ольга drafts")
    address = wait_with_a_field(page, "ул. Далёкая")
    expect(page.locator(f"{CARD} form[data-saves][inert]").first).to_be_visible()
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/day/")
    expect(page.locator("#notices")).to_contain_text("Недозвон · Заказ № ")
    expect(page.locator("#notices")).to_contain_text("записано")
    told = history(page, address)
    assert (told.count("ул. Далёкая"), told.count("Недозвон ·")) == (1, 1)
    page.reload()
    rest(page)
    assert history(page, address).count("Недозвон ·") == 1


def test_an_action_behind_a_lost_field_is_sent_after_a_reload_of_its_card(open_desk: Open) -> None:
    page = open_desk("Ольга drafts")
    address = wait_with_a_field(page, "ул. Ближняя")
    page.context.set_offline(False)
    page.goto(address)
    expect(page.locator("[data-toast]")).to_contain_text("Недозвон · Н1")
    told = history(page, address)
    assert (told.count("ул. Ближняя"), told.count("Недозвон ·")) == (1, 1)


def test_what_waits_can_be_kept_from_being_sent(open_desk: Open) -> None:
    page = open_desk("Ольга drafts")
    address = wait_with_a_field(page, "ул. Передуманная")
    before = version(page)
    page.locator("#offline").get_by_role("button", name="Не отправлять").click()
    expect(page.locator("#offline li")).to_have_count(0)
    expect(page.locator(f"{CARD} [name=street]")).to_have_value("ул. Передуманная")
    page.context.set_offline(False)
    # The field is saved; the action is not sent.
    expect(page.locator("#offline")).to_be_hidden()
    expect_version(page, before + 1)
    told = history(page, address)
    assert (told.count("ул. Передуманная"), told.count("Недозвон ·")) == (1, 0)
    page.goto(address)
    give_back(page)


def test_what_waited_is_not_done_over_the_work_of_another(open_desk: Open) -> None:
    page = open_desk("Ольга drafts")
    address = wait_with_a_field(page, "ул. Чужая").partition("?")[0]
    head, other = open_desk("Павел drafts"), open_desk("Ирина drafts")
    head.evaluate(RELEASE, f"{address}release")
    other.goto(address)
    other.wait_for_selector(CARD)
    page.context.set_offline(False)
    note = page.locator("#notices")
    expect(note).to_contain_text("Недозвон · Заказ № ")
    expect(note).to_contain_text("Не записано")
    expect(note).to_contain_text("Ирина drafts")
    expect(page.locator("#offline")).to_be_hidden()
    assert "Недозвон ·" not in history(other, address)
    other.goto(address)
    give_back(other)
    # What was typed is still there, and told once.
    page.goto(address)
    expect(page.locator(f"{CARD} [name=street]")).to_have_value("ул. Чужая")
    expect(note).to_be_empty()
    give_back(page)


def test_an_idle_card_asks_then_goes_back_with_its_draft(open_desk: Open) -> None:
    page = open_desk("Ольга drafts")
    page.clock.install()
    address = typed(page, "не дождался")
    with page.expect_response("**/keep"):
        page.clock.run_for(310_000)
    page.clock.run_for(845_000)
    expect(page.locator("#idle")).to_be_visible()
    expect(page.locator("#idle")).to_contain_text("Ещё работаете")
    with page.expect_response("**/keep"):
        press(page, "Alt+KeyK")
    expect(page.locator("#idle")).to_be_hidden()
    page.clock.run_for(845_000)
    expect(page.locator("#idle")).to_be_visible()
    page.clock.run_for(60_000)
    expect(page.locator("[data-toast]")).to_contain_text("слишком долго не трогали")
    page.goto(address)
    expect(page.locator(COMMENT)).to_have_value("не дождался")
