"""Signing in and out through the browser's forms."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from dozvon.core.actor import Actor
from dozvon.core.roles import WORK_ORDERS, Role
from dozvon.platform.accounts import actions
from dozvon.platform.accounts.models import Session
from dozvon.platform.capabilities import usual_rights
from dozvon.web.signin.gate import signed_in

PASSWORD = "correct horse"
OPERATOR = Actor(7, "Olga", Role.OPERATOR, usual_rights()[Role.OPERATOR])


@pytest.fixture
def browser(db: None) -> Client:
    """A browser of somebody with an account who has not signed in."""
    actions.create_user("Olga", "operator", "olga@example.org", PASSWORD, language="en")
    return Client(headers={"Accept-Language": "en"})


def sign_in(browser: Client, **form: str) -> HttpResponse:
    """Sends the form as a browser would."""
    sent = {"name": "olga", "password": PASSWORD, "next": "/desk", **form}
    return browser.post("/sign-in", sent)  # type: ignore[return-value]


@pytest.mark.parametrize("name", ["olga", "OLGA@example.org"])
def test_the_right_password_opens_a_session_and_goes_on(browser: Client, name: str) -> None:
    entered = sign_in(browser, name=name)
    cookie = entered.cookies["dozvon_session"]
    assert (entered.status_code, entered["Location"]) == (303, "/desk")
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]
    assert Session.objects.count() == 1


def test_over_https_the_cookie_never_travels_in_the_clear(browser: Client) -> None:
    entered = browser.post("/sign-in", {"name": "olga", "password": PASSWORD}, secure=True)
    assert entered.cookies["dozvon_session"]["secure"]


def test_a_wrong_password_is_told_beside_its_field(browser: Client) -> None:
    refused = sign_in(browser, password="wrong")
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "dozvon_session" not in refused.cookies
    assert 'id="field-password-error"' in html
    assert "Wrong name or password." in html
    assert 'value="olga"' in html
    assert "wrong" not in html.split('id="field-password"')[1].split(">")[0]


def test_an_unknown_name_is_told_in_the_same_words(browser: Client) -> None:
    nobody = sign_in(browser, name="nobody").content.decode()
    assert "Wrong name or password." in nobody
    assert 'id="field-name-error"' not in nobody


def test_empty_fields_are_named_each(browser: Client) -> None:
    refused = sign_in(browser, name=" ", password="")
    assert refused.status_code == 422
    assert "Enter your name or e-mail." in refused.content.decode()
    assert "Enter your password." in refused.content.decode()


def test_guessing_is_stopped_with_a_time_to_come_back(browser: Client) -> None:
    for _ in range(actions.FAILURES_BY_NAME):
        sign_in(browser, password="wrong")
    refused = sign_in(browser)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= actions.LIMIT_WINDOW.total_seconds()
    assert "Too many attempts. Try again in 15 minutes." in refused.content.decode()


def test_a_closed_account_is_told_so(browser: Client) -> None:
    actions.User.objects.update(active=False)
    refused = sign_in(browser)
    assert refused.status_code == 403
    assert "This account is closed." in refused.content.decode()


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_never_leads_to_another_site(browser: Client, next_page: str) -> None:
    assert sign_in(browser, next=next_page)["Location"] == "/"


def test_who_is_signed_in_does_not_see_the_form(browser: Client) -> None:
    sign_in(browser)
    assert browser.get("/sign-in?next=/desk")["Location"] == "/desk"


def test_signing_out_ends_the_session_on_the_server(browser: Client) -> None:
    sign_in(browser)
    left = browser.post("/sign-out")
    assert left["Location"] == "/sign-in"
    assert left.cookies["dozvon_session"].value == ""
    assert not Session.objects.exists()
    assert browser.get("/sign-in").status_code == 200


def test_a_link_cannot_sign_anybody_out(browser: Client) -> None:
    sign_in(browser)
    assert browser.get("/sign-out").status_code == 405
    assert Session.objects.count() == 1


def test_a_signed_in_users_language_is_remembered(browser: Client) -> None:
    sign_in(browser)
    browser.post("/language", {"language": "uk"})
    assert actions.User.objects.get().language == "uk"


def test_demo_people_are_shown_only_in_a_demo(browser: Client, settings: Settings) -> None:
    assert "dz-demo" not in browser.get("/sign-in").content.decode()
    settings.DEMO_PEOPLE = [SimpleNamespace(name="Olga", password="demo-olga", role="operator")]
    html = browser.get("/sign-in").content.decode()
    assert '<input type="hidden" name="name" value="Olga">' in html
    assert "demo-olga" in html
    assert "Operator" in browser.get("/sign-in", headers={"Accept-Language": "en"}).content.decode()


@signed_in(WORK_ORDERS)
def desk(request: HttpRequest, actor: Actor, number: int) -> HttpResponse:
    """A page behind the door."""
    return HttpResponse(f"{actor.name} {number}")


def asked(actor: Actor | None, method: str = "GET", **headers: str) -> HttpRequest:
    """A request for the page by the actor."""
    request = RequestFactory().generic(method, "/desk/5?tab=new", headers=headers)
    request.actor = actor  # type: ignore[attr-defined]
    return request


def test_the_door_hands_over_the_actor() -> None:
    assert desk(asked(OPERATOR), 5).content == b"Olga 5"


def test_a_stranger_signs_in_first_and_comes_back() -> None:
    sent = desk(asked(None), 5)
    assert (sent.status_code, sent["Location"]) == (302, "/sign-in?next=%2Fdesk%2F5%3Ftab%3Dnew")


def test_a_stranger_of_htmx_goes_with_the_whole_page() -> None:
    sent = desk(asked(None, "POST", **{"HX-Request": "true", "Referer": "http://testserver/desk"}), 5)
    assert sent.status_code == 401
    assert sent["HX-Redirect"] == "/sign-in?next=http%3A%2F%2Ftestserver%2Fdesk"


def test_a_role_without_the_permission_stays_outside() -> None:
    with pytest.raises(PermissionDenied):
        desk(asked(Actor(8, "x", Role.OPERATOR, frozenset())), 5)
