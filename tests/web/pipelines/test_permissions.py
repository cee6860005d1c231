"""Every page and every form of the pipelines against every role."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from dozvon.core.roles import Role
from dozvon.pipelines.permissions import MANAGE_PIPELINES
from dozvon.platform.accounts import access
from dozvon.platform.capabilities import usual_rights
from dozvon.publishing.actions.drafts import begin_draft
from dozvon.shops.models import Shop
from dozvon.web.pipelines.urls import urlpatterns
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of

PAGES = {
    "pipelines": (),
    "pipeline": ("shop",),
    "pipeline-differences": ("shop",),
    "pipeline-version": ("shop", 1),
    "pipeline-export": ("shop", 1),
    "pipeline-publish": ("shop",),
    "pipeline-section": ("shop", "statuses"),
    "pipeline-run": (1,),
}
DEEDS: dict[str, tuple[object, ...]] = {
    "pipeline-import": (),
    "pipeline-draft": ("shop",),
    "pipeline-try": ("shop",),
    "pipeline-back": ("shop", 1),
    "pipeline-drop": ("shop",),
    "pipeline-shipped": ("shop",),
}


def address(route: str) -> str:
    return reverse(route, args=[*(PAGES | DEEDS)[route]])


def test_no_route_is_left_out_of_the_tables() -> None:
    assert {pattern.name for pattern in urlpatterns} == PAGES.keys() | DEEDS.keys()


def test_strangers_sign_in_first(shop: Shop) -> None:
    stranger = Client()
    for route in [*PAGES, *DEEDS]:
        answer = stranger.post(address(route)) if route in DEEDS else stranger.get(address(route))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in"), route


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_roles_open_what_they_may_and_nothing_else(role: Role, shop: Shop) -> None:
    who = make.user("Somebody", role, password=PASSWORD, language="en")
    browser, may = browser_of("Somebody"), MANAGE_PIPELINES in usual_rights()[role]
    if may:
        begin_draft(access.actor_of(who), "shop", datetime.now(UTC))
    for route in PAGES.keys() - {"pipeline-run"}:
        assert browser.get(address(route)).status_code == (200 if may else 403), route
    assert browser.get(address("pipeline-run")).status_code == (404 if may else 403)
    for route in DEEDS:
        assert (browser.post(address(route)).status_code == 403) != may, route
    assert ("/office/pipelines/" in browser.get("/office/", follow=True).content.decode()) == may


def test_a_form_with_a_deed_is_never_a_link(head: Client) -> None:
    for route in DEEDS:
        assert head.get(address(route)).status_code == 405, route


def test_what_is_not_there_is_not_found(head: Client) -> None:
    for path in (
        "nothing/",
        "shop/9/",
        "shop/9/toml",
        "shop/publish",
        "nothing/differences",
        "shop/differences?newer=7",
    ):
        assert head.get(f"/office/pipelines/{path}").status_code == 404, path


def test_a_head_of_some_shops_does_not_publish_for_others(shop: Shop) -> None:
    other = make.shop("other")
    who = make.user("Lena", "head", password=PASSWORD, language="en", shop_ids=[other.pk])
    begin_draft(access.actor_of(who), "shop", datetime.now(UTC))
    assert browser_of("Lena").post(address("pipeline-publish")).status_code == 403
