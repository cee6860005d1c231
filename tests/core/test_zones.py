"""Which clock a client lives by."""

from __future__ import annotations

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.core import zones

OFFICIAL = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("77", "Europe/Moscow"),
        ("59", "Asia/Yekaterinburg"),
        ("25", "Asia/Vladivostok"),
        ("39", "Europe/Kaliningrad"),
        ("42", "Asia/Novokuznetsk"),
        ("87", "Asia/Anadyr"),
        ("91", "Europe/Simferopol"),
        ("00", None),
        ("", None),
    ],
)
def test_a_region_has_its_zone(code: str, zone: str | None) -> None:
    assert zones.zone_of_region(code) == zone


def test_every_zone_of_the_table_exists() -> None:
    names = {zones.zone_of_region(code) for code in zones.REGIONS}
    assert all(name is not None and ZoneInfo(name).key == name for name in names)
    assert len(names) > 20


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Пермский край", "59"),
        ("Омская обл.", "55"),
        ("Томская обл.", "70"),
        ("Новгородская обл.", "53"),
        ("Нижегородская обл.", "52"),
        ("Республика Алтай", "04"),
        ("Алтайский край", "22"),
        ("Республика Саха /Якутия/", "14"),
        ("Сахалинская обл.", "65"),
        ("Ненецкий АО", "83"),
        ("Ямало-Ненецкий АО", "89"),
        ("Ханты - Мансийский - Югра АО", "86"),
        ("Кемеровская область - Кузбасс область", "42"),
        ("г. Норильск|Красноярский край", "24"),
        ("р-н Омский|г. Сочи|Краснодарский край", "23"),
        ("г. Москва * Московская область", "77"),
        ("Московская область * Москва|Московская область * Москва", "50"),
        ("Архангельская область и Ненецкий автономный округ", "29"),
        ("Пермский край * Московская область", None),
        ("Российская Федерация", None),
        ("-", None),
        ("", None),
    ],
)
def test_a_territory_of_the_plan_is_read_as_its_region(name: str, code: str | None) -> None:
    assert zones.region_of_name(name) == code


@pytest.mark.parametrize(
    ("e164", "zone", "source"),
    [
        ("+73422123456", "Asia/Yekaterinburg", "landline"),
        ("+74232123456", "Asia/Vladivostok", "landline"),
        ("+74951234567", "Europe/Moscow", "landline"),
        ("+74012123456", "Europe/Kaliningrad", "landline"),
        ("+380671234567", "Europe/Kyiv", "country"),
        ("+375291234567", "Europe/Minsk", "country"),
        ("+77012345678", "Asia/Almaty", "country"),
    ],
)
def test_a_number_without_a_range_is_told_by_its_area_or_country(e164: str, zone: str, source: str) -> None:
    assert zones.zone_of_phone(e164, lambda number: None) == (zone, source)


@pytest.mark.parametrize("e164", ["+79124883107", "+78005553535", "+14155552671", "+7", ""])
def test_a_number_that_tells_nothing_gives_nothing(e164: str) -> None:
    assert zones.zone_of_phone(e164, lambda number: None) is None


OPTIONAL = st.none() | st.sampled_from(["Asia/Tomsk", "Asia/Omsk"])
NUMBERS = st.none() | st.sampled_from(["+73422123456", "+380671234567", "+79124883107", "+14155552671"])


@given(OPTIONAL, OPTIONAL, NUMBERS, OPTIONAL)
def test_the_surest_sign_wins(manual: str | None, city: str | None, e164: str | None, by_range: str | None) -> None:
    found = zones.resolve(manual=manual, city=city, e164=e164, shop="Asia/Chita", range_zone=lambda number: by_range)
    signs = [
        (manual, "manual"),
        (city, "city"),
        (by_range if e164 else None, "range"),
        ("Asia/Yekaterinburg" if e164 == "+73422123456" else None, "landline"),
        ("Europe/Kyiv" if e164 == "+380671234567" else None, "country"),
        ("Asia/Chita", "shop"),
    ]
    assert found == next(sign for sign in signs if sign[0])


def test_every_region_of_the_official_files_is_known_under_its_code() -> None:
    path = OFFICIAL / "ru_regions.csv"
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else [SAMPLE_REGION]
    assert {zones.region_of_name(row["name_with_type"]) == row["kladr_id"][:2] for row in rows} == {True}


SAMPLE_REGION = {"name_with_type": "Ханты-Мансийский Автономный округ - Югра", "kladr_id": "8600000000000"}
