"""What is typed survives a reload, another card and a lost connection; what was sent is done once."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import CARD, press, rest, take_next

COMMENT = "#call_later-comment"


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
    press(page, "Alt+KeyR")


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
    press(page, "Alt+KeyR")


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
