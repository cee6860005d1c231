"""The administrator's forms: hiring by a link, changing, closing; the invited person's page."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from dozvon.platform.accounts.models import ApiToken, Session, User
from dozvon.platform.outbox.models import Outgoing
from dozvon.shops.models import Shop
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of

ANNA = {"name": "Anna", "role": "operator", "language": "en", "all_shops": "1", "all_products": "1"}


def link_on(html: str) -> str:
    found = re.search(r"http://testserver(/invitation/[\w-]+)<", html)
    assert found
    return found[1]


def test_a_new_person_gets_in_by_the_link_on_the_screen(admin: Client) -> None:
    link = link_on(admin.post("/office/people/new", ANNA).content.decode())
    anna = Client()
    assert "Welcome, Anna" in anna.get(link, headers={"Accept-Language": "en"}).content.decode()
    entered = anna.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert (entered.status_code, entered["Location"]) == (303, "/")
    assert entered.cookies["dozvon_session"]["httponly"]
    assert anna.get("/account/").status_code == 200
    gone = Client().get(link, headers={"Accept-Language": "en"})
    assert gone.status_code == 410
    assert "no longer valid" in gone.content.decode()


def test_with_a_server_for_letters_the_link_goes_by_letter(admin: Client, settings: Settings) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    sent = admin.post("/office/people/new", {**ANNA, "email": "anna@example.org"}, follow=True)
    html = sent.content.decode()
    assert "The letter is on its way." in html
    assert "/invitation/" not in html
    assert Outgoing.objects.get().payload["address"] == "http://testserver"


def test_two_passwords_that_differ_are_told_beside_the_second(admin: Client) -> None:
    link = link_on(admin.post("/office/people/new", ANNA).content.decode())
    refused = Client(headers={"Accept-Language": "en"}).post(link, {"password": PASSWORD, "again": "other"})
    assert refused.status_code == 422
    assert 'id="field-again-error"' in refused.content.decode()
    assert User.objects.get(name="Anna").password == ""


def test_what_was_typed_stays_beside_what_is_wrong(admin: Client) -> None:
    refused = admin.post("/office/people/new", {**ANNA, "name": "Anna", "email": "nobody", "role": "king"})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert 'id="field-email-error"' in html
    assert 'id="field-role-error"' in html
    assert 'value="Anna"' in html
    assert not User.objects.filter(name="Anna").exists()


def test_shops_and_products_are_taken_from_the_form(admin: Client, olga: User, shop: Shop) -> None:
    other = make.shop("other")
    form = {"name": "Olga", "role": "head", "language": "uk", "shops": [str(other.pk), "999"], "knows": "a, b\nc,,a"}
    assert admin.post(f"/office/people/{olga.pk}/", form)["Location"].endswith("?told=saved")
    olga.refresh_from_db()
    assert (olga.role, olga.language, olga.shop_ids, olga.knows) == ("head", "uk", [other.pk], ["a", "b", "c"])


def test_closing_ends_the_sessions_and_shows_it(admin: Client, olga: User) -> None:
    browser = browser_of("Olga")
    html = admin.post(f"/office/people/{olga.pk}/close", follow=True).content.decode()
    assert "The account is closed" in html
    assert "Open the account again" in html
    assert browser.get("/account/").status_code == 302
    assert "Olga" in admin.get("/office/people/?closed=1").content.decode()


def test_closing_oneself_is_refused_in_words(admin: Client) -> None:
    own = User.objects.get(name="Admin")
    refused = admin.post(f"/office/people/{own.pk}/close")
    assert refused.status_code == 422
    assert "You cannot remove this from yourself" in refused.content.decode()


def test_somebody_elses_people_are_not_found(admin: Client, shop: Shop, olga: User) -> None:
    make.user("Keeper", "admin", password=PASSWORD, shop_ids=[shop.pk])
    keeper = browser_of("Keeper")
    for way in ("", "link", "letter", "close", "reopen", "factor"):
        assert keeper.post(f"/office/people/{olga.pk}/{way}").status_code == 404, way
    assert keeper.get("/office/people/99999999999999999999/").status_code == 404
    assert "Olga" not in keeper.get("/office/people/").content.decode()


def test_a_name_cannot_become_markup(admin: Client) -> None:
    make.user("<script>alert(1)</script>")
    assert "<script>alert" not in admin.get("/office/people/").content.decode()


@pytest.mark.parametrize("text, found", [("olg", True), ("nobody", False), ("z\x00", False)])
def test_people_are_searched_by_a_part_of_the_name(admin: Client, olga: User, text: str, found: bool) -> None:
    assert ("Olga" in admin.get("/office/people/", {"q": text}).content.decode()) == found


def test_a_token_is_shown_once_and_can_be_revoked(admin: Client, olga: User) -> None:
    made = admin.post("/office/tokens/", {"name": "Site", "user": str(olga.pk), "scope": "intake"}).content.decode()
    token = re.search(r">(dz_[\w-]+)<", made)
    assert token
    assert token[1] not in admin.get("/office/tokens/").content.decode()
    assert make.Api(None, token=token[1]).call("GET", "/orders").status_code == 403
    admin.post(f"/office/tokens/{ApiToken.objects.get().pk}/revoke")
    assert make.Api(None, token=token[1]).call("GET", "/orders").status_code == 401
    assert "revoked" in admin.get("/office/tokens/").content.decode()


def test_a_token_without_person_or_purpose_is_refused(admin: Client) -> None:
    html = admin.post("/office/tokens/", {"name": " ", "user": "x", "scope": "all"}).content.decode()
    assert [name for name in ("name", "user", "scope") if f'id="field-{name}-error"' not in html] == []
    assert not ApiToken.objects.exists()


def test_the_administrator_ends_anybodys_session(admin: Client, olga: User) -> None:
    browser = browser_of("Olga")
    html = admin.get("/office/sessions/").content.decode()
    assert "Firefox, Windows" in html
    ended = Session.objects.get(user=olga)
    admin.post(f"/account/sessions/{ended.pk}/end", {"next": "/office/sessions/"})
    assert browser.get("/account/").status_code == 302


def test_the_sign_in_log_tells_who_was_refused(admin: Client, olga: User) -> None:
    Client().post("/sign-in", {"name": "Intruder", "password": "wrong"})
    everything = admin.get("/office/sign-ins/").content.decode()
    failed = admin.get("/office/sign-ins/?failed=1&q=INTRUDER").content.decode()
    assert "intruder" in everything
    assert "let in" in everything
    assert "intruder" in failed
    assert "let in" not in failed
    assert "No such attempts" in admin.get("/office/sign-ins/?before=1").content.decode()
