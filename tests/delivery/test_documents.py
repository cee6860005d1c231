"""Ways from a TOML file: what is read, what is refused and where."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dozvon.delivery.documents import points_document, points_of, read_file, slots_document, slots_of
from dozvon.delivery.errors import BadWays
from dozvon.delivery.ways import Point, Rate, Slot

GOOD = """
[[way]]
code = "courier_msk"
kind = "courier"
title = "Курьер по Москве"
places = ["Москва"]
[[way.rate]]
weight_to = 5000
goods_to = "9999.99"
cost = "300.00"
days = [1, 2]
[[way.rate]]
days = 3
[[way.slot]]
days = "mon-sun"
from = "10:00"
until = "14:00"
most = 20
[[way.point]]
code = "tag"
title = "Таганская"
address = "ул Марксистская, 3"
metro = "Таганская"
hours = "mon-sun 10:00-20:00"

[[way]]
code = "post"
kind = "post"
title = "Почта"
"""


def test_ways_with_rates_slots_and_points() -> None:
    courier, post = read_file(GOOD)
    assert courier.rates == (Rate(Decimal("300.00"), Decimal("9999.99"), 5000, (1, 2)), Rate(days=(3, 3)))
    assert courier.places == ("Москва",)
    assert courier.slots == (Slot((0, 1, 2, 3, 4, 5, 6), "10:00-14:00", 20),)
    assert courier.points == (Point("tag", "Таганская", "ул Марксистская, 3", "Таганская", "mon-sun 10:00-20:00"),)
    assert post.rates == (Rate(),)
    assert slots_of(slots_document(courier.slots)) == courier.slots
    assert points_of(points_document(courier.points)) == courier.points


@pytest.mark.parametrize(
    ("was", "put", "field", "code"),
    [
        ('code = "courier_msk"', "", "way.0.code", "missing"),
        ('code = "courier_msk"', 'code = "Курьер"', "way.0.code", "bad_code"),
        ('code = "courier_msk"', 'code = "post"', "way.0.code", "taken"),
        ('kind = "courier"', 'kind = "balloon"', "way.0.kind", "unknown"),
        ('title = "Почта"', f'title = "{"x" * 121}"', "way.1.title", "too_long"),
        ('title = "Почта"', 'titel = "Почта"', "way.1.titel", "unknown_field"),
        ("weight_to = 5000", "weight_to = 0", "way.0.rate.0.weight_to", "too_small"),
        ("weight_to = 5000", 'weight_to = "5 kg"', "way.0.rate.0.weight_to", "not_whole_number"),
        ('cost = "300.00"', 'cost = "much"', "way.0.rate.0.cost", "not_money"),
        ('cost = "300.00"', 'cost = "0.001"', "way.0.rate.0.cost", "not_money"),
        ('cost = "300.00"', "cost = -1", "way.0.rate.0.cost", "too_small"),
        ("days = [1, 2]", "days = [1, 999]", "way.0.rate.0.days.1", "too_big"),
        ('days = "mon-sun"', 'days = "always"', "way.0.slot.0.days", "not_week"),
        ('from = "10:00"', 'from = "ten"', "way.0.slot.0.from", "not_hours"),
        ('until = "14:00"', 'until = "09:00"', "way.0.slot.0.until", "not_hours"),
        ('hours = "mon-sun 10:00-20:00"', 'hours = "daily"', "way.0.point.0.hours", "not_week"),
        ("[[way]]", "[[way", "file", "not_toml"),
    ],
)
def test_a_mistake_is_named_by_its_place(was: str, put: str, field: str, code: str) -> None:
    assert was in GOOD
    with pytest.raises(BadWays) as refused:
        read_file(GOOD.replace(was, put, 1))
    assert (field, code) in [(error.field, error.code) for error in refused.value.errors]
