"""Nobody gets in by a planted session, by guessing, or by sending too much."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, identify_hasher
from django.test import Client as Browser
from pytest_django import Settings

from dozvon.config import settings as product
from dozvon.platform.accounts import actions
from dozvon.platform.accounts.models import Session, SignInAttempt, User
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "a long password"
PLANTED = "planted-by-somebody-else"


@pytest.fixture(autouse=True)
def people() -> None:
    make.user("Olga", password=PASSWORD)
    make.user("Irina", password=PASSWORD)


def sign_in(browser: Browser, name: str = "Olga", password: str = PASSWORD) -> int:
    return browser.post("/sign-in", {"name": name, "password": password}).status_code


def test_a_planted_session_is_not_taken_over() -> None:
    browser = Browser()
    browser.cookies["dozvon_session"] = PLANTED
    assert sign_in(browser) == 303
    assert browser.cookies["dozvon_session"].value != PLANTED
    thief = Browser()
    thief.cookies["dozvon_session"] = PLANTED
    assert thief.get("/account/").status_code == 302


def test_a_session_of_before_ends_with_the_new_one() -> None:
    browser = Browser()
    sign_in(browser)
    before = browser.cookies["dozvon_session"].value
    sign_in(browser, "Irina")
    assert browser.cookies["dozvon_session"].value != before
    assert [session.user.name for session in Session.objects.select_related("user")] == ["Irina"]


def test_a_form_token_of_before_is_worth_nothing_after_signing_in() -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.get("/sign-in")
    before = browser.cookies["dozvon_csrf"].value
    token = {"X-CSRFToken": before}
    assert browser.post("/sign-in", {"name": "Olga", "password": PASSWORD}, headers=token).status_code == 303
    assert browser.cookies["dozvon_csrf"].value != before
    assert browser.post("/account/sessions/end", headers=token).status_code == 403


@pytest.mark.parametrize(
    ("names", "limit"),
    [(["Olga"], actions.FAILURES_BY_NAME), ([f"Nobody {at}" for at in range(60)], actions.FAILURES_BY_IP)],
    ids=["one name", "many names from one address"],
)
def test_guessing_is_limited(names: list[str], limit: int) -> None:
    browser = Browser()
    statuses = [sign_in(browser, names[at % len(names)], "wrong") for at in range(limit + 1)]
    assert statuses == [422] * limit + [429]
    assert sign_in(browser, names[0]) == 429
    assert SignInAttempt.objects.count() == limit


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"name": "x" * 3_000_000, "password": "y"}, 400),
        ({f"field{at}": "1" for at in range(1100)}, 400),
        ({"name": "Olga\x00", "password": PASSWORD}, 303),
        ({"name": "Olga", "password": "\x00"}, 422),
    ],
    ids=["too large", "too many fields", "NUL in the name", "NUL in the password"],
)
def test_junk_in_the_form_is_refused_without_a_fault(form: dict[str, str], status: int) -> None:
    assert Browser().post("/sign-in", form).status_code == status


def test_a_password_of_before_is_kept_anew_when_its_owner_signs_in(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = product.PASSWORD_HASHERS
    before = PBKDF2PasswordHasher().encode(PASSWORD, "salt", 1)
    User.objects.filter(name="Olga").update(password=before)
    assert sign_in(Browser(), password="a wrong password") == 422
    assert User.objects.get(name="Olga").password == before
    for _ in range(2):
        assert sign_in(Browser()) == 303
        kept = User.objects.get(name="Olga").password
        assert identify_hasher(kept).algorithm == "scrypt"
