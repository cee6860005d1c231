"""Cities by any spelling, offline."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.geo import cities, gazetteer
from dozvon.geo.cities import Cities

OFFICIAL = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.fixture(scope="module")
def russia(tmp_path_factory: pytest.TempPathFactory) -> Cities:
    return cities.open_at(tmp_path_factory.mktemp("geo"))


@pytest.mark.parametrize(
    ("text", "country", "zone", "region"),
    [
        ("Пермь", "RU", "Asia/Yekaterinburg", "59"),
        ("г. Пермь", "RU", "Asia/Yekaterinburg", "59"),
        ("ГОРОД ПЕРМЬ", "RU", "Asia/Yekaterinburg", "59"),
        ("Perm", None, "Asia/Yekaterinburg", "59"),
        ("Київ", "UA", "Europe/Kyiv", ""),
        ("м. Киев", "UA", "Europe/Kyiv", ""),
        ("Kyiv", None, "Europe/Kyiv", ""),
        ("Киев", "RU", "Europe/Kyiv", ""),
        ("Владивосток", "RU", "Asia/Vladivostok", "25"),
        ("Москва, ул. Ленина", "RU", "Europe/Moscow", "77"),
        ("Пермь ул Ленина 5", "RU", "Asia/Yekaterinburg", "59"),
        ("614000, Пермь, Ленина 5", "RU", "Asia/Yekaterinburg", "59"),
        ("Приморский край, г Владивосток, ул Омская 5", "RU", "Asia/Vladivostok", "25"),
        ("орел", "RU", "Europe/Moscow", "57"),
        ("СПб", "RU", "Europe/Moscow", "78"),
        ("ростов на дону", "RU", "Europe/Moscow", "61"),
        ("Ставрополь", "RU", "Europe/Moscow", "26"),
        ("Кировск, Мурманская обл.", "RU", "Europe/Moscow", "51"),
        ("Пермский край", "RU", "Asia/Yekaterinburg", "59"),
        ("Верхоянск", "RU", "Asia/Vladivostok", "14"),
        ("Гомель", "BY", "Europe/Minsk", ""),
        ("Алма-Ата", "KZ", "Asia/Almaty", ""),
    ],
)
def test_a_city_is_found_however_it_is_written(
    russia: Cities, text: str, country: str | None, zone: str, region: str
) -> None:
    assert russia.in_address(text, country) == (zone, region)


@pytest.mark.parametrize(
    "text", ["нигде", "", "м", "ул. Московская", "12345", ",,,", "😀", "\x00", "\ud800", "а" * 10_000]
)
def test_what_is_no_city_gives_nothing(russia: Cities, text: str) -> None:
    assert russia.in_address(text, "RU") is None


@given(st.text(), st.sampled_from(["RU", "UA", None]))
def test_no_text_breaks_the_look_up(russia: Cities, text: str, country: str | None) -> None:
    found = russia.in_address(text, country)
    assert found is None or ZoneInfo(found[0])
    assert len(russia.suggest(text, 3, country)) <= 3


def test_of_namesakes_the_nearer_and_then_the_larger_is_meant(tmp_path: Path) -> None:
    few = _made(tmp_path, ("Mirnyy", "RU", "14", 35_000), ("Mirnyy", "RU", "55", 900), ("Mirnyy", "UA", "01", 50_000))
    nearer = few.find("Мирный", "RU")
    assert nearer is not None
    assert (nearer.country, nearer.weight) == ("RU", 35_000)
    found = few.find("Мирный", None)
    assert found is not None
    assert found.country == "UA"
    by_region = few.find("Мирный", "UA", "56")
    assert by_region is not None
    assert by_region.weight == 900


def test_a_drop_down_offers_the_large_and_near_first_and_each_once(russia: Cities) -> None:
    assert [place.name for place in russia.suggest("перм", 3, "RU")][0] == "Пермь"
    assert russia.suggest("киї", 1, "UA")[0].name == "Київ"
    offered = russia.suggest("с", 20, "RU")
    assert len(offered) == 20
    assert len({place[:3] for place in offered}) == 20
    assert offered[0].name == "Санкт-Петербург"


def test_the_file_is_built_once_and_then_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Path] = []
    few = _source(tmp_path, ("Perm", "RU", "90", 1_000_000))

    def source() -> Path:
        built.append(few)
        return few

    monkeypatch.setattr(gazetteer, "source", source)
    for _ in range(2):
        assert len(cities.open_at(tmp_path / "geo")) >= 1
    assert len(built) == 1
    assert [path.name for path in (tmp_path / "geo").iterdir()] == [cities.file_name()]


def test_a_read_only_place_keeps_the_gazetteer_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = _source(tmp_path, ("Perm", "RU", "90", 1_000_000))
    monkeypatch.setattr(gazetteer, "source", lambda: few)
    (tmp_path / "taken").write_text("a file where a directory should be")
    found = cities.open_at(tmp_path / "taken" / "geo").find("Perm")
    assert found is not None
    assert found.region == "59"


def test_a_source_without_our_countries_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(gazetteer.GazetteerMissing, match="cities500"):
        gazetteer.build(_source(tmp_path, ("Paris", "FR", "11", 2_000_000)))


def test_every_city_of_the_official_directory_is_found_with_its_clock_and_region(russia: Cities) -> None:
    path = OFFICIAL / "ru_cities.csv"
    text = path.read_text("utf-8") if path.exists() else SAMPLE
    wrong = []
    for row in csv.DictReader(text.splitlines()):
        found = russia.in_address(row["address"], "RU")
        hours = int(row["timezone"].removeprefix("UTC"))
        if found is None or _offset(found[0]) != timedelta(hours=hours) or found[1] != row["kladr_id"][:2]:
            wrong.append((row["address"], found))
    assert wrong == []


SAMPLE = """address,kladr_id,timezone
г Пермь,5900000100000,UTC+5
"Чукотский АО, г Анадырь",8700000100000,UTC+12
"""


def _offset(zone: str) -> timedelta | None:
    return datetime(2026, 11, 1, tzinfo=ZoneInfo(zone)).utcoffset()


def _source(directory: Path, *places: tuple[str, str, str, int]) -> Path:
    """A list in the package's form; the zone does not matter to these tests."""
    rows = {
        str(number): {
            "geonameid": number, "name": name, "latitude": 0.0, "longitude": 0.0, "countrycode": country,
            "population": population, "timezone": "Europe/Moscow", "admin1code": admin,
            "alternatenames": {"Perm": ["Пермь", "Перм"], "Mirnyy": ["Мирный"]}.get(name, []),
        }
        for number, (name, country, admin, population) in enumerate(places, 1)
    }  # fmt: skip
    path = directory / "cities500.json"
    path.write_text(json.dumps(rows), "utf-8")
    return path


def _made(directory: Path, *places: tuple[str, str, str, int]) -> Cities:
    return Cities(gazetteer.build(_source(directory, *places)))
