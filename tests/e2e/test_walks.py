"""An operator's day by the keyboard alone, through each preset, in a real browser against the real program."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open

CARD = "article#card"


def take_next(page: Page) -> str:
    """F2: the next order; returns the client's name."""
    page.keyboard.press("F2")
    page.wait_for_selector(CARD)
    return page.locator(f"{CARD} h1").inner_text()


def open_first(page: Page, tab: int) -> str:
    """A tab by its digit, its first row by the arrows."""
    # The tab may be the present one already: its answer is what says that the rows are new.
    swapped = "() => new Promise(done => document.addEventListener('htmx:after:swap', () => done(), { once: true }))"
    page.evaluate(f"() => {{ window.swapped = ({swapped})(); }}")
    page.keyboard.press(f"Digit{tab}")
    page.evaluate("() => window.swapped")
    expect(page.locator(f".dz-tab:nth-child({tab})")).to_have_attribute("aria-current", "page")
    expect(page.locator("section#card")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".dz-row:focus")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_selector(CARD)
    return page.locator(f"{CARD} h1").inner_text()


def press(page: Page, *keys: str) -> None:
    """Keys one after another; a form that opens takes the keyboard before the next one."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(60)


def expect_notice(page: Page, *words: str) -> None:
    """What the desk says was done."""
    toast = page.locator("[data-toast]")
    for word in words:
        expect(toast).to_contain_text(word)


def test_the_day_of_a_shops_operator(open_desk: Open) -> None:
    page = open_desk("Ольга shop")
    expect(page.locator(".dz-row")).to_have_count(10)

    first = take_next(page)
    press(page, "F9", "F9")
    expect_notice(page, first, "В буфере", "Собрать")

    second = take_next(page)
    assert second != first
    press(page, "F3", "Alt+KeyW")
    page.keyboard.type("просил после обеда")
    press(page, "Control+Enter")
    expect_notice(page, second, "В работе", "Позвонить")

    third = take_next(page)
    press(page, "F4", "Digit2")
    expect_notice(page, third, "Недозвон · Н1")
    for attempt in (2, 3, 4):
        assert open_first(page, 2) == third
        press(page, "F4", "Digit1")
        expect_notice(page, third, f"Н{attempt}")
    assert open_first(page, 4) == third
    page.keyboard.press("F4")
    expect(page.locator("#no_answer-call_back_at")).to_be_visible()
    press(page, "Escape", "Alt+KeyR")
    expect_notice(page, third, "отпущен")

    fourth = take_next(page)
    press(page, "F7", "Digit1")
    press(page, "Control+Enter")
    expect(page.locator("#refuse-comment-error")).to_be_visible()
    expect(page.locator("#refuse-comment")).to_be_focused()
    expect(page.locator('input[value="expensive"]')).to_be_checked()
    page.keyboard.type("дороже, чем у соседей")
    press(page, "Control+Enter")
    expect_notice(page, fourth, "Отказ", "закрыт")

    fifth = take_next(page)
    press(page, "F6", "Digit1")
    page.keyboard.type("нет такого номера")
    press(page, "F6")
    expect_notice(page, fifth, "Невалид")

    sixth = take_next(page)
    press(page, "F6", "Digit3", "Control+Enter")
    expect_notice(page, sixth, "Невалид")

    take_next(page)
    press(page, "F6", "Digit2", "Control+Enter")
    expect(page.locator(".dz-panel:visible")).to_contain_text("не наш клиент")
    expect(page.locator(CARD)).to_be_visible()


def test_feedback_of_our_own_client(open_desk: Open) -> None:
    page = open_desk("Ирина shop")
    page.keyboard.press("Slash")
    page.keyboard.type("8836")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dz-row")
    expect(page.locator(".dz-row")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(CARD)).to_contain_text("наш клиент")
    press(page, "F6", "Digit2", "Control+Enter")
    expect_notice(page, "Невалид")


def test_the_day_of_an_envy_operator(open_desk: Open) -> None:
    page = open_desk("Ольга envy")
    first = take_next(page)
    press(page, "F4", "Digit2")
    expect_notice(page, first, "Недозвон · Н1")
    for attempt in (2, 3, 4):
        assert open_first(page, 4) == first
        press(page, "F4", "Digit1")
        expect_notice(page, first, f"Н{attempt}")
    assert open_first(page, 4) == first
    press(page, "F4", "Digit3")
    expect_notice(page, first, "Архив", "закрыт")

    second = take_next(page)
    press(page, "F6", "Alt+KeyT", "Control+Enter")
    expect_notice(page, second, "Выставлен счёт", "10:00")
    assert open_first(page, 3) == second
    press(page, "F9", "F9")
    expect_notice(page, second, "Оплачено", "закрыт")

    third = take_next(page)
    press(page, "F7", "Digit8")
    press(page, "F7")
    expect_notice(page, third, "Отказ")


def test_the_day_of_a_school_manager(open_desk: Open) -> None:
    page = open_desk("Ольга school")
    first = take_next(page)
    press(page, "F9")
    page.keyboard.press("Alt+KeyT")
    press(page, "F9")
    expect_notice(page, first, "Записался на пробное", "Напомнить")

    second = take_next(page)
    press(page, "F3", "Digit5", "Alt+KeyW", "Control+Enter")
    expect_notice(page, second, "Просил перезвонить", "Перезвон")

    third = take_next(page)
    press(page, "F4", "F4")
    expect_notice(page, third, "Недозвон · Н1", "Дозвониться")

    assert open_first(page, 3) == first
    expect(page.locator(".dz-facts")).to_contain_text("Время занятия")
    page.locator("summary", has_text="Купил абонемент").focus()
    press(page, "Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#enroll-subscription_until-error")).to_be_visible()
    page.locator("#enroll-subscription_until").fill("2027-06-30")
    press(page, "Control+Enter")
    expect_notice(page, first, "Клиент", "Продление")


def test_keys_do_not_reach_through_an_open_form(open_desk: Open) -> None:
    page = open_desk("Ольга quiet")
    page.keyboard.press("Slash")
    page.keyboard.type("Фомин")
    page.keyboard.press("Enter")
    page.wait_for_selector(".dz-row")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_selector(CARD)
    press(page, "F3", "Escape")
    expect(page.locator(".dz-panel:visible")).to_have_count(0)
    press(page, "F7", "Digit9")
    assert "/desk/" not in page.url
    expect(page.locator(".dz-panel:visible")).to_have_count(1)
    press(page, "Escape", "Alt+KeyR")
    expect_notice(page, "отпущен")
