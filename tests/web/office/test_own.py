"""One's own account, and signing in with a code."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from dozvon.platform.accounts import actions, totp
from dozvon.platform.accounts.models import SecondFactor, Session, User
from dozvon.platform.accounts.second_factor import secret_of
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of


def code(user: User, steps: int = 0) -> str:
    return totp.code_at(secret_of(SecondFactor.objects.get(user=user)) or "", totp.step_of(datetime.now(UTC)) + steps)


def turned_on(browser: Client, user: User) -> list[str]:
    browser.post("/account/factor")
    html = browser.post("/account/factor/confirm", {"code": code(user)}).content.decode()
    return re.findall(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</code>", html)


def halfway(user: User) -> Client:
    browser = Client(headers={"Accept-Language": "en"})
    entered = browser.post("/sign-in", {"name": user.name, "password": PASSWORD, "next": "/account/"})
    assert (entered.status_code, entered["Location"]) == (303, "/sign-in/code?next=%2Faccount%2F")
    return browser


def test_the_factor_is_set_up_with_the_apps_first_code(olga: User) -> None:
    browser = browser_of("Olga")
    browser.post("/account/factor")
    page = browser.get("/account/").content.decode()
    assert (secret_of(SecondFactor.objects.get()) or "none") in page
    assert "otpauth://totp/" in page
    assert re.search(r'class="dz-qr"><div role="img" aria-label="[^"]+"><svg(?![^>]*style)', page)
    assert browser.post("/account/factor/confirm", {"code": "1"}).status_code == 422
    assert len(turned_on(browser, olga)) == 10
    assert (secret_of(SecondFactor.objects.get()) or "") not in browser.get("/account/").content.decode()


def test_after_the_password_the_code_is_asked_for(olga: User) -> None:
    turned_on(browser_of("Olga"), olga)
    browser = halfway(olga)
    assert "dozvon_session" not in browser.cookies
    assert browser.get("/sign-in/code").status_code == 200
    wrong = browser.post("/sign-in/code", {"code": "000 000"})
    assert wrong.status_code == 422
    assert 'id="field-code-error"' in wrong.content.decode()
    entered = browser.post("/sign-in/code", {"code": code(olga, 1), "next": "/account/"})
    assert (entered.status_code, entered["Location"]) == (303, "/account/")
    assert browser.get("/account/").status_code == 200


def test_a_recovery_code_lets_in_without_the_phone(olga: User) -> None:
    recovery = turned_on(browser_of("Olga"), olga)
    assert halfway(olga).post("/sign-in/code", {"code": recovery[3]}).status_code == 303
    assert halfway(olga).post("/sign-in/code", {"code": recovery[3]}).status_code == 422


def test_codes_cannot_be_tried_for_ever(olga: User) -> None:
    turned_on(browser_of("Olga"), olga)
    browser = halfway(olga)
    for _ in range(actions.FAILURES_BY_NAME):
        browser.post("/sign-in/code", {"code": "x"})
    limited = browser.post("/sign-in/code", {"code": code(olga, 1)})
    assert limited.status_code == 429
    assert int(limited["Retry-After"]) > 0


def test_the_page_of_the_code_is_nothing_without_the_password(olga: User) -> None:
    assert Client().get("/sign-in/code")["Location"] == "/sign-in"
    forged = Client(headers={"Accept-Language": "en"})
    forged.cookies["dozvon_code_ticket"] = "forged"
    assert "The sign-in has expired" in forged.post("/sign-in/code", {"code": "1"}).content.decode()


def test_the_password_is_changed_by_who_knows_the_old_one(olga: User) -> None:
    here, elsewhere = browser_of("Olga"), browser_of("Olga")
    form = {"old": PASSWORD, "password": "three other words", "again": "three other words"}
    assert here.post("/account/password", {**form, "old": "guess"}).status_code == 422
    assert here.post("/account/password", {**form, "again": "x"}).status_code == 422
    assert here.post("/account/password", {**form, "password": "short", "again": "short"}).status_code == 422
    assert here.post("/account/password", form)["Location"] == "/account/?told=password"
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_an_unattended_browser_is_no_place_to_guess_the_password(olga: User) -> None:
    browser = browser_of("Olga")
    for _ in range(actions.FAILURES_BY_NAME):
        browser.post(
            "/account/password", {"old": "guess", "password": "three other words", "again": "three other words"}
        )
    assert browser.post("/account/password", {"old": PASSWORD, "password": "x", "again": "x"}).status_code == 429


def test_ones_own_sessions_are_ended_and_nobody_elses(olga: User) -> None:
    make.user("Irina", password=PASSWORD)
    here, elsewhere, irina = browser_of("Olga"), browser_of("Olga"), browser_of("Irina")
    for session in Session.objects.filter(user__name="Irina"):
        assert here.post(f"/account/sessions/{session.pk}/end").status_code == 404
    assert irina.get("/account/").status_code == 200
    here.post("/account/sessions/end")
    assert elsewhere.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_ending_the_session_of_this_browser_signs_out(olga: User) -> None:
    here = browser_of("Olga")
    assert here.post(f"/account/sessions/{Session.objects.get().pk}/end")["Location"] == "/sign-in"
    assert not Session.objects.exists()


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example"])
def test_ending_a_session_never_leads_to_another_site(olga: User, next_page: str) -> None:
    here = browser_of("Olga")
    browser_of("Olga")
    other = Session.objects.latest("pk")
    assert here.post(f"/account/sessions/{other.pk}/end", {"next": next_page})["Location"] == "/account/"
