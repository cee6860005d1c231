"""A card shows the sections its pipeline names, and says what the pipeline says."""

from __future__ import annotations

from tests.web.desk.conftest import Desk


def test_a_trial_lesson_has_no_parcel(desk: Desk) -> None:
    order = desk.order(desk.shop("school"))
    desk.person("Vera", "head", shop=desk.shop("school"))
    page = desk.browser("Vera").get(f"/orders/{order.pk}/").content.decode()
    assert f'id="goods-{order.pk}"' in page
    assert f'id="person-{order.pk}"' in page
    assert f'id="delivery-{order.pk}"' not in page
    assert "Name what the lessons cost." in page
    assert "parcel" not in page


def test_saving_a_card_brings_no_section_that_it_does_not_have(desk: Desk) -> None:
    for name, has_delivery in (("school", False), ("shop", True)):
        shop = desk.shop(name)
        order = desk.order(shop)
        desk.person(f"Head of {name}", "head", shop=shop)
        sent = {"version": order.version, "first_name": "Марина"}
        answer = desk.browser(f"Head of {name}").post(
            f"/orders/{order.pk}/person", sent, headers={"HX-Request": "true"}
        )
        assert answer.status_code == 200, answer.content.decode()[:500]
        assert (f'id="delivery-{order.pk}"' in answer.content.decode()) is has_delivery
        assert f'id="say-{order.pk}"' in answer.content.decode()
