"""Imports of number ranges and cities: resumable, switched over at once, bad rows named."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError
from pytest_django import DjangoAssertNumQueries

from dozvon.config.cli import _installation
from dozvon.config.cli import phones as command
from dozvon.geo import queries
from dozvon.geo.actions import imports as actions
from dozvon.geo.errors import ImportRefused
from dozvon.geo.models import City, PhoneRange, RangeSet
from dozvon.geo.spelling import key
from dozvon.platform.console import CommandRefused

pytestmark = pytest.mark.django_db

OFFICIAL = Path(__file__).parents[2].parent / "shared" / "data"
NUMBER = "+79124883107"


@pytest.fixture(autouse=True)
def _own_index() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def _file(directory: Path, region: str, rows: int = 5, bad: int = 0, name: str = "plan.csv", code: int = 912) -> Path:
    lines = ["АВС/ DEF;От;До;Емкость;Оператор;Регион"]
    lines += [f"{code};{4_880_000 + i * 10_000};{4_889_999 + i * 10_000};10000;МТС;{region}" for i in range(rows)]
    lines += [f"{code};oops;1;1;МТС;{region}"] * bad
    path = directory / name
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_an_imported_range_tells_a_mobile_number_its_clock(tmp_path: Path) -> None:
    assert queries.zone_of_phone(NUMBER) is None
    done = actions.import_phone_ranges(_file(tmp_path, "Пермский край"))
    queries.forget()
    assert (done.rows, done.resumed, done.bad, done.unchanged) == (5, 0, (), False)
    assert queries.zone_of_phone(NUMBER) == ("Asia/Yekaterinburg", "range")
    assert queries.zone_of_phone("+79125000000") is None
    assert queries.zone_of_phone("+79124879999") is None
    assert queries.zone_of_phone("+380671234567") == ("Europe/Kyiv", "country")


def test_a_newer_file_replaces_the_older_set_and_leaves_nothing_of_it(tmp_path: Path) -> None:
    actions.import_phone_ranges(_file(tmp_path, "Пермский край", rows=9))
    actions.import_phone_ranges(_file(tmp_path, "Омская обл.", rows=4, name="newer.csv"))
    queries.forget()
    assert queries.range_zone(NUMBER) == "Asia/Omsk"
    assert PhoneRange.objects.count() == 4
    assert RangeSet.objects.get().file_name == "newer.csv"


def test_a_set_of_another_block_stays(tmp_path: Path) -> None:
    actions.import_phone_ranges(_file(tmp_path, "Пермский край"))
    actions.import_phone_ranges(_file(tmp_path, "г. Москва", name="abc.csv", code=495))
    queries.forget()
    assert queries.range_zone(NUMBER) == "Asia/Yekaterinburg"
    assert queries.range_zone("+74954883107") == "Europe/Moscow"


class Killed(BaseException):
    """What a process feels of kill -9."""


def test_a_killed_import_shows_nothing_and_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "BATCH", 3)
    actions.import_phone_ranges(_file(tmp_path, "Пермский край"))
    newer = _file(tmp_path, "Омская обл.", rows=10, name="newer.csv")

    def die(done: int, of: int) -> None:
        if done == 6:
            raise Killed

    with pytest.raises(Killed):
        actions.import_phone_ranges(newer, die)
    queries.forget()
    assert queries.range_zone(NUMBER) == "Asia/Yekaterinburg"

    told: list[tuple[int, int]] = []
    done = actions.import_phone_ranges(newer, lambda *step: told.append(step))
    queries.forget()
    assert (done.resumed, told) == (6, [(6, 10), (9, 10), (10, 10)])
    assert queries.range_zone(NUMBER) == "Asia/Omsk"
    assert PhoneRange.objects.count() == 10


def test_an_import_killed_before_the_switch_only_switches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _file(tmp_path, "Омская обл.")
    with monkeypatch.context() as patch:
        patch.setattr(actions, "_switch", _raise_killed)
        with pytest.raises(Killed):
            actions.import_phone_ranges(path)
    assert queries.range_zone(NUMBER) is None
    queries.forget()
    assert actions.import_phone_ranges(path).resumed == 5
    queries.forget()
    assert queries.range_zone(NUMBER) == "Asia/Omsk"


def _raise_killed(set_id: int) -> None:
    raise Killed


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    path = _file(tmp_path, "Омская обл.")
    actions.import_phone_ranges(path)
    before = RangeSet.objects.values().get()
    assert actions.import_phone_ranges(path).unchanged
    assert RangeSet.objects.values().get() == before


def test_two_imports_of_one_file_do_not_write_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BATCH", 3)
    path = _file(tmp_path, "Омская обл.", rows=10)

    def another_passes(done: int, of: int) -> None:
        if done == 3:
            RangeSet.objects.update(loaded=6)

    with pytest.raises(ImportRefused, match="another import"):
        actions.import_phone_ranges(path, another_passes)
    assert PhoneRange.objects.count() == 3


def test_few_bad_rows_are_reported_and_many_refuse_the_file(tmp_path: Path) -> None:
    done = actions.import_phone_ranges(_file(tmp_path, "Омская обл.", rows=100, bad=1))
    assert (done.rows, len(done.bad)) == (100, 1)
    assert done.bad[0].startswith("line 102: ")
    with pytest.raises(ImportRefused, match="3 of 103 rows are bad") as refused:
        actions.import_phone_ranges(_file(tmp_path, "Пермский край", rows=100, bad=3))
    assert len(refused.value.report) == 3
    assert RangeSet.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"\x00\x01", "один;два".encode(), b"a,b\n1,2\n"])
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "wrong.csv").write_bytes(content)
    with pytest.raises(ImportRefused, match="no number ranges"):
        actions.import_phone_ranges(tmp_path / "wrong.csv")
    with pytest.raises(ImportRefused, match="cannot be read"):
        actions.import_phone_ranges(tmp_path / "missing.csv")


def test_a_range_without_a_subject_is_reported_and_tells_nothing(tmp_path: Path) -> None:
    done = actions.import_phone_ranges(_file(tmp_path, "Российская Федерация"))
    queries.forget()
    assert done.unresolved == {"Российская Федерация": 5}
    assert queries.zone_of_phone(NUMBER) is None


def test_a_running_process_sees_a_new_set_without_a_restart_but_asks_seldom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now = [1_000.0]
    monkeypatch.setattr("dozvon.geo.queries.time.monotonic", lambda: now[0])
    assert queries.range_zone(NUMBER) is None
    actions.import_phone_ranges(_file(tmp_path, "Омская обл."))
    now[0] += queries.FRESH - 1
    with django_assert_num_queries(0):
        assert queries.range_zone(NUMBER) is None
    now[0] += 2
    assert queries.range_zone(NUMBER) == "Asia/Omsk"


@pytest.mark.parametrize("e164", ["", "+7", "+79124883107000", "79124883107", "+7912488310x", "+380671234567", "нет"])
def test_what_is_no_russian_number_lies_in_no_range(tmp_path: Path, e164: str) -> None:
    actions.import_phone_ranges(_file(tmp_path, "Омская обл."))
    queries.forget()
    assert queries.range_zone(e164) is None


def test_the_base_refuses_a_second_active_set_of_a_block(tmp_path: Path) -> None:
    actions.import_phone_ranges(_file(tmp_path, "Омская обл."))
    with pytest.raises(DatabaseError):
        RangeSet.objects.create(block="9", digest="x", file_name="x", state="active")


CITIES = """country,region_type,region,area_type,area,city,settlement,postal_code,kladr_id,timezone,population
Россия,край,Пермский,,,Чайковский,,617760,5900001300000,UTC+5,82933
Россия,обл,Омская,,,Тара,,646530,5502700100000,UTC+6,27318
"""


def test_imported_cities_fill_postcode_and_region_and_replace_the_older(tmp_path: Path) -> None:
    path = tmp_path / "cities.csv"
    for _ in range(2):
        path.write_text(CITIES, "utf-8")
        assert actions.import_cities(path).rows == 2
    city = City.objects.filter(key=key("г. ЧАЙКОВСКИЙ")).first()
    assert city is not None
    assert (city.postcode, city.region, city.region_name, city.utc_offset) == ("617760", "59", "край Пермский", 300)
    assert not City.objects.filter(key=key("Тара"), region="59").exists()
    assert City.objects.count() == 2


def test_a_client_without_a_city_is_told_by_the_number_and_then_by_the_shop(tmp_path: Path) -> None:
    actions.import_phone_ranges(_file(tmp_path, "Омская обл."))
    queries.forget()

    def zone(manual: str | None = None, city: str | None = None, e164: str | None = NUMBER) -> tuple[str, str]:
        return queries.client_zone(manual=manual, city=city, e164=e164, shop="Europe/Moscow", country="RU")

    assert zone() == ("Asia/Omsk", "range")
    assert zone(city="Владивосток") == ("Asia/Vladivostok", "city")
    assert zone(city="нигде") == ("Asia/Omsk", "range")
    assert zone(e164=None) == ("Europe/Moscow", "shop")
    assert zone(manual="Asia/Chita", city="Владивосток") == ("Asia/Chita", "manual")


def test_threads_that_ask_at_once_all_get_the_answer_of_one_index(tmp_path: Path) -> None:
    actions.import_phone_ranges(_file(tmp_path, "Омская обл."))
    queries.forget()
    assert queries.range_zone(NUMBER) == "Asia/Omsk"
    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(queries.range_zone, [NUMBER] * 2_000))
    assert answers == {"Asia/Omsk"}


def test_the_official_files_import_whole_and_every_named_region_has_a_clock(tmp_path: Path) -> None:
    plan, directory = OFFICIAL / "def_9xx.csv", OFFICIAL / "ru_cities.csv"
    done = actions.import_phone_ranges(plan if plan.exists() else _file(tmp_path, "Омская обл."))
    assert done.bad == ()
    assert set(done.unresolved) <= {"Российская Федерация"}
    assert PhoneRange.objects.count() == done.rows
    zones = set(PhoneRange.objects.exclude(zone="").values_list("zone", flat=True))
    assert all(ZoneInfo(zone) for zone in zones)
    if directory.exists():
        assert actions.import_cities(directory).bad == ()


def test_the_command_imports_and_says_what_it_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_installation, "prepare", lambda: None)
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers())
    args = parser.parse_args(["phones", "import", str(_file(tmp_path, "Российская Федерация", rows=100, bad=1))])
    assert command.run(args) == 0
    out, err = capsys.readouterr()
    assert "100 number ranges in use" in out
    assert "no zone for 'Российская Федерация': 100 ranges" in out
    assert "line 102: " in err
    assert "100 of 100" in err

    (tmp_path / "cities.csv").write_text(CITIES, "utf-8")
    assert command.run(parser.parse_args(["cities", "import", str(tmp_path / "cities.csv")])) == 0
    assert "2 cities in use" in capsys.readouterr().out
    with pytest.raises(CommandRefused, match="cannot be read"):
        command.run(parser.parse_args(["phones", "import", str(tmp_path / "missing.csv")]))
