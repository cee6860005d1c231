"""Which language a page is in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client, RequestFactory

from dozvon.core.actor import SYSTEM
from dozvon.web.language import language_of


@pytest.mark.parametrize(
    ("cookie", "accepted", "own", "language"),
    [
        (None, None, None, "ru"),
        (None, "uk", None, "uk"),
        (None, "de, uk-UA;q=0.8, ru;q=0.9", None, "ru"),
        (None, "de, fr", None, "ru"),
        (None, "en;q=junk, uk", None, "uk"),
        ("en", "uk", None, "en"),
        ("zz", "uk", None, "uk"),
        ("en", "uk", "ru", "ru"),
    ],
)
def test_the_users_own_language_comes_before_cookie_and_browser(
    cookie: str | None, accepted: str | None, own: str | None, language: str
) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": accepted} if accepted else {})
    if cookie:
        request.COOKIES["dozvon_language"] = cookie
    actor = replace(SYSTEM, language=own) if own else None
    assert language_of(request, actor) == language


def test_choosing_a_language_lasts_and_goes_back_to_the_page() -> None:
    client = Client()
    chosen = client.post("/language", {"language": "uk", "next": "/sign-in"})
    page = client.get("/sign-in")
    assert (chosen.status_code, chosen["Location"]) == (303, "/sign-in")
    assert page["Content-Language"] == "uk"
    assert '<html lang="uk"' in page.content.decode()
    assert "Пароль" in page.content.decode()


def test_choosing_a_theme_lasts() -> None:
    client = Client()
    assert 'data-bs-theme="auto"' in client.get("/sign-in").content.decode()
    client.post("/theme", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/sign-in").content.decode()


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_choice_never_sends_anybody_to_another_site(address: str) -> None:
    assert Client().post("/theme", {"theme": "dark", "next": address})["Location"] == "/"


@pytest.mark.parametrize(("path", "form"), [("/language", {"language": "de"}), ("/theme", {"theme": "pink"})])
def test_an_unknown_choice_is_refused(path: str, form: dict[str, str]) -> None:
    assert Client().post(path, form).status_code == 400
