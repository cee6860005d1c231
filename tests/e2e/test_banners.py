"""The head's message comes to an open desk by itself, disturbs nobody at work, and stays away once it is read."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Open
from tests.e2e.operating import CARD, give_back, press, take_next
from tests.e2e.test_browser import serious


def covers(one: Locator, other: Locator) -> bool:
    """Whether two things on a page lie over each other."""
    over, under = one.bounding_box(), other.bounding_box()
    assert over is not None
    assert under is not None
    return over["y"] < under["y"] + under["height"] - 1 and under["y"] < over["y"] + over["height"] - 1


def test_what_is_told_on_a_phone_covers_neither_the_head_nor_the_buttons(open_desk: Open) -> None:
    page = open_desk("Ирина entry", 390, 844)
    take_next(page)
    take_next(page)
    told, buttons = page.locator(".dz-toast"), page.locator(".dz-actions")
    expect(told).to_contain_text("ещё за вами")
    assert not covers(told, buttons)
    assert not covers(told, page.locator(".dz-top"))
    page.context.set_offline(True)
    press(page, "Alt+KeyR")
    expect(page.locator("#offline")).to_contain_text("Нет связи")
    assert not covers(page.locator("#offline"), buttons)
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    give_back(page)


def test_what_is_told_on_a_phone_leaves_an_open_form_and_the_head_free(open_desk: Open) -> None:
    page = open_desk("Ирина entry", 390, 844)
    take_next(page)
    take_next(page)
    press(page, "F3")
    told, form, head = page.locator(".dz-toast"), page.locator("form.dz-panel:visible"), page.locator(".dz-top")
    offline = page.locator("#offline")
    expect(told).to_contain_text("ещё за вами")
    expect(form).to_be_visible()
    page.context.set_offline(True)
    page.locator(f"{CARD} [name=comment]:visible").fill("…")
    press(page, "Digit1")
    expect(offline).to_contain_text("Нет связи")
    told_ones = [told, offline]
    for one in told_ones:
        for other in (form, head, page.locator(".dz-actions")):
            assert not covers(one, other)
    assert not covers(told, offline)
    # With the form closed they stand above the buttons again.
    press(page, "Escape")
    lower = told.bounding_box()
    assert lower is not None
    assert lower["y"] > 400
    page.context.set_offline(False)
    expect(offline).to_be_hidden()


def test_a_phone_is_told_that_nobody_is_to_be_called(open_desk: Open) -> None:
    page = open_desk("Ирина entry", 390, 844)
    page.goto("/?none=1")
    expect(page.locator(".dz-toast")).to_contain_text("Сейчас звонить некому")
    expect(page.locator(".dz-toast")).to_be_visible()


def test_keys_are_told_only_where_there_is_a_keyboard(open_desk: Open) -> None:
    for width, are_told in ((390, False), (1440, True)):
        page = open_desk("Ирина quiet", width, 844)
        press(page, "Digit1")
        page.locator(".dz-row").first.click()
        page.wait_for_selector(CARD)
        shown = [hint for hint in page.locator('kbd[aria-hidden="true"]').all() if hint.is_visible()]
        assert bool(shown) is are_told


def test_a_message_shows_on_an_open_desk_and_is_put_away(open_desk: Open) -> None:
    olga, irina, elsewhere = open_desk("Ольга entry"), open_desk("Ирина entry"), open_desk("Ирина quiet")
    search = olga.locator(".dz-search input")
    search.fill("яшина")
    head = open_desk("Павел entry")
    head.goto("/office/banners/")
    head.locator("#field-text").fill("Склад закрыт до 15:00")
    head.locator("#field-level").select_option("alarm")
    head.get_by_role("button", name="Показать", exact=True).click()
    expect(head.locator("table")).to_contain_text("Склад закрыт до 15:00")

    told = olga.locator("#banners .dz-banner")
    expect(told).to_contain_text("Павел entry: Склад закрыт до 15:00")
    expect(told).to_be_in_viewport()
    assert not covers(told, olga.locator(".dz-top"))
    expect(search).to_be_focused()
    expect(search).to_have_value("яшина")
    assert serious(olga) == []
    told.get_by_role("button").click()
    expect(told).to_have_count(0)
    olga.reload()
    expect(olga.locator("#desk")).to_be_visible()
    expect(told).to_have_count(0)

    expect(irina.locator("#banners .dz-banner")).to_contain_text("Склад закрыт до 15:00")
    expect(elsewhere.locator("#banners .dz-banner")).to_have_count(0)
    head.get_by_role("button", name="Снять: Склад закрыт до 15:00").click()
    expect(irina.locator("#banners .dz-banner")).to_have_count(0)
