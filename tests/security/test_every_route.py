"""What holds for every address: looks are noted, forms carry their token, pages run nothing but our own files."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client as Browser

from dozvon.orders.models import Order
from dozvon.platform.events.models import Access
from dozvon.web.security import HEADERS
from tests import factories as make
from tests.routes import TELLING, World, address, patterns, world
from tests.web.office.conftest import PASSWORD, browser_of

pytestmark = pytest.mark.django_db
API = "api/v1/"
# By name: the access log shows what was typed into a search, which is noted as a search of its own.
ROUTES = sorted(patterns())
PAGES = [route for route in ROUTES if not route.startswith((API, "hooks/"))]
"""Addresses that browsers open; a hook is opened by its secret address and the sender's proof."""
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)")


@pytest.fixture
def of() -> World:
    return world(PASSWORD)


@pytest.fixture
def admin(of: World) -> Browser:
    return browser_of("Admin")


def content(answer: HttpResponse) -> str:
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode("utf-8", "replace")


def test_whatever_shows_a_client_is_noted(of: World, admin: Browser) -> None:
    """By GET; what somebody does to an order is in the history under their name."""
    token = make.Api(of.admin, "admin").token
    # So that it stands in a work list; the tabs do not ask for the task.
    Order.objects.filter(pk=of.order.pk).update(task_kind="review", task_role="head")
    showing, unnoted = set(), {}
    for route in ROUTES:
        before = Access.objects.count()
        headers = {"Authorization": f"Bearer {token}"} if route.startswith(API) else {}
        shown = content(admin.get(address(route, of), headers=headers))
        told = [word for word in TELLING if word in shown]
        noted = Access.objects.order_by("pk")[before:]
        if told and not any(of.order.client_id in look.client_ids and look.actor_id == of.admin.pk for look in noted):
            unnoted[route] = told
        if told:
            showing.add(route)
    assert unnoted == {}
    assert showing >= {
        "",
        "desk/<slug:queue>/",
        "search",
        "orders/<int:order_id>/",
        "control/orders/",
        "work/<slug:task>/",
        f"{API}orders",
    }


def test_no_form_is_taken_without_its_token(of: World, admin: Browser) -> None:
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies["dozvon_session"] = admin.cookies["dozvon_session"].value
    taken = {
        (route, method): status
        for route in PAGES
        for method in ("POST", "PUT", "PATCH", "DELETE")
        if (status := strict.generic(method, address(route, of)).status_code) != 403
    }
    assert taken == {}


def test_a_browsers_session_is_no_key_to_the_api(of: World, admin: Browser) -> None:
    """So a foreign page cannot use it, and the API needs no form token."""
    open_to_all = {f"{API}openapi.json", f"{API}docs", API}
    opened = {
        (route, method): status
        for route in ROUTES
        for method in ("GET", "POST")
        if route.startswith(API) and route not in open_to_all
        if (status := admin.generic(method, address(route, of)).status_code) not in (401, 405)
    }
    assert opened == {}


@pytest.mark.parametrize("who", ["admin", "stranger"])
def test_a_page_runs_and_shows_only_what_is_ours(of: World, admin: Browser, who: str) -> None:
    expected = {**HEADERS, "Cache-Control": "no-store"}
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    for route in PAGES:
        answer = (admin if who == "admin" else Browser()).get(address(route, of))
        assert answer.status_code < 500, route
        assert {name: answer.get(name) for name in expected} == expected, route
        if answer.get("Content-Type", "").startswith("text/html"):
            assert INLINE.findall(content(answer)) == [], route


def test_cookies_are_kept_from_scripts_other_sites_and_plain_http(of: World) -> None:
    browser = Browser(raise_request_exception=False)
    for route in PAGES:
        browser.post("/sign-in", {"name": "Admin", "password": PASSWORD}, secure=True)
        for method in ("GET", "POST"):
            answer = browser.generic(method, address(route, of), secure=True)
            assert "max-age=" in answer["Strict-Transport-Security"], route
            for name, cookie in answer.cookies.items():
                # The form token's flag is set by the installation: only behind a proxy does it know of HTTPS.
                safe = not cookie.value or (cookie["httponly"] and (cookie["secure"] or name == "dozvon_csrf"))
                assert (cookie["samesite"], bool(safe)) == ("Lax", True), (route, name)
