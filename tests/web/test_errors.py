"""Errors as a page, as a notice for htmx, and as problem+json."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from dozvon.web import errors, manifest


def broken(request: HttpRequest) -> HttpResponse:
    """A mistake of ours."""
    raise ZeroDivisionError


def away(request: HttpRequest) -> HttpResponse:
    """The database does not answer."""
    raise OperationalError("server closed the connection")


def forbidden(request: HttpRequest) -> HttpResponse:
    """Not for this role."""
    raise PermissionDenied


urlpatterns = [
    path("broken", broken),
    path("api/broken", broken),
    path("away", away),
    path("api/away", away),
    path("forbidden", forbidden),
]
handler400, handler403 = errors.bad_request, errors.permission_denied
handler404, handler500 = errors.not_found, errors.server_error

pytestmark = [pytest.mark.urls(__name__), pytest.mark.filterwarnings("ignore")]


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """The mistakes here are meant."""
    caplog.set_level(logging.CRITICAL)


@pytest.fixture
def browser() -> Client:
    """A browser that gets the answer, not the exception."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "language", "status", "words"),
    [
        ("/nowhere", "ru", 404, "Такой страницы нет"),
        ("/nowhere", "uk", 404, "Такої сторінки немає"),
        ("/nowhere", "en", 404, "Page not found"),
        ("/forbidden", "ru", 403, "Нет доступа"),
        ("/broken", "uk", 500, "У нас щось зламалося"),
        ("/away", "ru", 503, "База данных сейчас не отвечает"),
    ],
)
def test_an_error_page_speaks_the_readers_language(
    browser: Client, address: str, language: str, status: int, words: str
) -> None:
    page = browser.get(address, headers={"Accept-Language": language})
    assert page.status_code == status
    assert words in page.content.decode()
    assert f'<html lang="{language}"' in page.content.decode()


def test_an_outage_tells_when_to_come_back(browser: Client) -> None:
    assert int(browser.get("/away")["Retry-After"]) > 0
    assert "Retry-After" not in browser.get("/broken")


def test_an_error_never_lands_in_the_part_that_asked(browser: Client) -> None:
    notice = browser.get("/broken", headers={"HX-Request": "true", "Accept-Language": "en"})
    assert notice.status_code == 500
    assert notice["HX-Retarget"] == "#notices"
    assert notice["HX-Reswap"] == "innerHTML"
    assert "<html" not in notice.content.decode()
    assert "Something went wrong on our side" in notice.content.decode()


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [("/api/nowhere", 404, "not_found"), ("/api/broken", 500, "internal"), ("/api/away", 503, "unavailable")],
)
def test_a_program_gets_a_problem_it_can_read(browser: Client, address: str, status: int, code: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["code"] == code


def test_an_error_is_told_even_without_the_built_front_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(manifest, "DIST", tmp_path)
    answer = errors.answer(RequestFactory().get("/x", headers={"Accept-Language": "en"}), 500)
    assert answer.status_code == 500
    assert answer["Content-Type"].startswith("text/plain")
    assert b"Something went wrong on our side" in answer.content
