"""A banner reaches whom it concerns, until its time is over or the reader has put it away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from dozvon.core.errors import NotPermitted
from dozvon.platform.accounts.errors import BadAccount, BannerNotFound
from dozvon.platform.events.models import Event
from dozvon.platform.people import banners
from tests import factories as make
from tests.web.office.conftest import PASSWORD, browser_of

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
LATER = NOW + timedelta(hours=1)


def person(name: str, shop_id: int | None = None, role: str = "operator") -> Client:
    make.user(name, role, password=PASSWORD, language="en", shop_ids=[shop_id] if shop_id else None)
    return browser_of(name)


def seen(browser: Client) -> bool:
    return "Stock-taking" in browser.get("/account/").content.decode()


def test_a_banner_for_all_is_on_every_page_of_everybody(database: None) -> None:
    olga, gleb = person("Olga", make.shop().pk), person("Gleb", make.shop("other").pk)
    banners.post(make.actor("Vera", "head"), "Stock-taking at noon", "warning", None, LATER, NOW)
    for browser in (olga, gleb):
        for page in ("/", "/account/"):
            assert "Stock-taking at noon" in browser.get(page).content.decode()
    event = Event.objects.get(kind="banner.posted")
    assert (event.shop_id, event.body["level"]) == (None, "warning")


def test_a_shops_banner_is_for_that_shop(database: None) -> None:
    here, there = make.shop(), make.shop("other")
    olga, gleb = person("Olga", here.pk), person("Gleb", there.pk)
    banners.post(make.actor("Vera", "head"), "Stock-taking", "news", here.pk, LATER, NOW)
    assert (seen(olga), seen(gleb)) == (True, False)


def test_who_has_put_it_away_does_not_see_it_again_others_do(database: None) -> None:
    olga, irina = person("Olga"), person("Irina")
    banner = banners.post(make.actor("Vera", "head"), "Stock-taking", "news", None, LATER, NOW)
    assert olga.post(f"/banners/{banner.pk}/close", {"next": "/account/"})["Location"] == "/account/"
    live = irina.get("/banners/", headers={"HX-Request": "true"}).content.decode()
    assert (seen(olga), seen(irina), "Stock-taking" in live) == (False, True, True)
    left = irina.post(f"/banners/{banner.pk}/close", headers={"HX-Request": "true"})
    assert b"Stock-taking" not in left.content


def test_a_banner_taken_down_is_gone(database: None) -> None:
    olga, head = person("Olga"), make.actor("Vera", "head")
    banner = banners.post(head, "Stock-taking", "alarm", None, LATER, NOW)
    assert seen(olga)
    banners.take_down(head, banner.pk, datetime.now(UTC))
    assert not seen(olga)
    with pytest.raises(BannerNotFound):
        banners.take_down(head, banner.pk, datetime.now(UTC))


def test_wrong_banners_are_refused_by_their_field(database: None) -> None:
    head = make.actor("Vera", "head")
    for text, level, until, field in (
        (" ", "news", LATER, "text"),
        ("x" * 301, "news", LATER, "text"),
        ("x", "loud", LATER, "level"),
        ("x", "news", NOW, "until"),
        ("x", "news", NOW + timedelta(days=60), "until"),
    ):
        with pytest.raises(BadAccount) as refused:
            banners.post(head, text, level, None, until, NOW)
        assert refused.value.field == field


def test_only_the_head_and_only_to_their_own_shops(database: None) -> None:
    shop, other = make.shop(), make.shop("other")
    head = make.actor("Vera", "head", shop_ids=[shop.pk])
    for actor, where in ((make.actor(), None), (head, None), (head, other.pk)):
        with pytest.raises(NotPermitted):
            banners.post(actor, "Hello", "news", where, LATER, NOW)
    assert banners.post(head, "Hello", "news", shop.pk, LATER, NOW).shop_id == shop.pk


def test_the_forms_of_the_head(database: None) -> None:
    vera = person("Vera", role="head")
    make.shop()
    until = f"{LATER + timedelta(days=1):%Y-%m-%dT%H:%M}"
    sent = {"text": "Stock-taking", "level": "alarm", "shop": "", "until": until}
    assert vera.post("/office/banners/", {**sent, "until": "soon"}).status_code == 422
    assert vera.post("/office/banners/", sent)["Location"] == "/office/banners/?told=banner"
    assert "Stock-taking" in vera.get("/office/banners/").content.decode()
