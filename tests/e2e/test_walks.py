"""An operator's day by the keyboard alone, through each preset, in a real browser against the real program."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import CARD, expect_notice, give_back, open_first, press, take_next


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
    press(page, "F4")
    expect(page.locator("#no_answer-call_back_at")).to_be_visible()
    press(page, "Escape")
    give_back(page, third)

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
    press(page, "Slash")
    page.keyboard.type("8836")
    press(page, "Enter")
    page.wait_for_selector(".dz-row")
    expect(page.locator(".dz-row")).to_have_count(2)
    press(page, "ArrowDown")
    press(page, "Enter")
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
    press(page, "Alt+KeyT")
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
    press(page, "Control+Enter")
    expect(page.locator("#enroll-subscription_until-error")).to_be_visible()
    page.locator("#enroll-subscription_until").fill("2027-06-30")
    press(page, "Control+Enter")
    expect_notice(page, first, "Клиент", "Продление")


def test_keys_do_not_reach_through_an_open_form(open_desk: Open) -> None:
    page = open_desk("Ольга quiet")
    press(page, "Slash")
    page.keyboard.type("Фомин")
    press(page, "Enter")
    page.wait_for_selector(".dz-row")
    press(page, "ArrowDown")
    press(page, "Enter")
    page.wait_for_selector(CARD)
    press(page, "F3", "Escape")
    expect(page.locator(".dz-panel:visible")).to_have_count(0)
    press(page, "F7", "Digit9")
    assert "/desk/" not in page.url
    expect(page.locator(".dz-panel:visible")).to_have_count(1)
    press(page, "Escape")
    give_back(page)


def test_keys_pressed_before_the_next_client_is_in_sight_do_nothing_to_the_last_one(open_desk: Open) -> None:
    page = open_desk("Ольга quiet")
    first = take_next(page)
    held: list[Route] = []
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if "/actions/" in asked.url else None)
    page.route("**/desk/next*", lambda route: held.append(route))
    page.keyboard.press("F2")
    expect(page.locator(CARD)).to_have_attribute("aria-busy", "true")
    for key in ("F4", "Digit1", "F9", "F9"):
        page.keyboard.press(key)
    expect(page.locator(".dz-panel:visible")).to_have_count(0)
    assert len(held) == 1
    held[0].abort()
    expect(page.locator(CARD)).not_to_have_attribute("aria-busy", "true")
    assert sent == []
    assert page.locator(f"{CARD} h1").inner_text() == first
    press(page, "F7")
    expect(page.locator(".dz-panel:visible")).to_have_count(1)
    press(page, "Escape")
    give_back(page)
