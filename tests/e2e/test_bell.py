"""The bell: a notice comes to an open page by itself, opens by the keyboard, and is read once it was seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.e2e.conftest import Open
from tests.e2e.operating import press
from tests.e2e.test_browser import serious

TYPED = "%Y-%m-%dT%H:%M"


def test_a_stand_in_is_told_live_and_reads_by_the_keyboard(open_desk: Open) -> None:
    page, head = open_desk("Ирина asked"), open_desk("Павел asked")
    expect(page.locator("#bell-count")).to_have_text("Непрочитанных уведомлений нет")
    page.goto("/account/")
    head.goto("/office/absences/")
    head.locator("[name=user]").select_option(label="Ольга asked")
    head.locator("[name=since]").fill(f"{datetime.now(UTC) + timedelta(days=30):{TYPED}}")
    head.locator("[name=until]").fill(f"{datetime.now(UTC) + timedelta(days=32):{TYPED}}")
    head.locator("label.form-check", has_text="Ирина asked").click()
    head.locator(".dz-form-end button").click()
    expect(page.locator(".dz-bell-count")).to_have_text("1")
    press(page, "Alt+KeyB")
    line = page.locator("#bell .dz-bell-line")
    expect(line).to_contain_text("Вы замещаете сотрудника Ольга asked")
    assert serious(page) == []
    expect(page.locator(".dz-bell-count")).to_have_count(0)
    press(page, "Escape")
    expect(page.locator("#bell")).not_to_have_attribute("open", "")
    page.goto("/notices/")
    expect(page.locator(".dz-bell-list li")).to_have_count(1)
    assert serious(page) == []
