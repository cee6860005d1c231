"""The forms in which the numbering plan was published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.geo.directory import read_cities
from dozvon.geo.errors import ImportRefused
from dozvon.geo.plan import Range, read_ranges

HEADER = "АВС/ DEF;От;До;Емкость;Оператор;Регион"
ROWS = ['912;4880000;4889999;10000;"ООО ""Т2; Мобайл""";Пермский край', "914;0;99999;100000;МТС;Приморский край"]
EXPECTED = [
    Range(912, 4880000, 4889999, "59", "Asia/Yekaterinburg"),
    Range(914, 0, 99999, "25", "Asia/Vladivostok"),
]


def _text(*rows: str, header: str = HEADER) -> str:
    return "\r\n".join((header, *rows)) + "\r\n"


@pytest.mark.parametrize(
    "content",
    [
        _text(*ROWS).encode("cp1251"),
        _text(*ROWS).encode("utf-8"),
        _text(*ROWS).encode("utf-8-sig"),
        _text(*(row + ";7743895280" for row in ROWS), header=HEADER + ";ИНН").encode("utf-8-sig"),
        "\n".join(ROWS).encode("cp1251"),
        _text(*(f"{row};{row.rsplit(';', 1)[1]};77" for row in ROWS), header=HEADER + ";Территория ГАР;ИНН").encode(),
        "\n".join(reversed(ROWS)).encode(),
    ],
    ids=["cp1251", "utf-8", "mark", "seven columns", "no heading", "register", "out of order"],
)
def test_every_form_of_the_file_gives_the_same_ranges(content: bytes) -> None:
    reading = read_ranges(content)
    assert reading.ranges == EXPECTED
    assert (reading.bad, reading.unresolved, reading.rows) == ([], {}, 2)


def test_the_register_territory_is_read_where_the_region_is_a_dash() -> None:
    rows = ["912;0;9;10;МТС;-;г. Пермь|Пермский край;1", "912;10;19;10;МТС;Омская обл.;;1", "912;20;29;10;МТС;-;-;1"]
    reading = read_ranges(_text(*rows, header=HEADER + ";Территория ГАР;ИНН").encode())
    assert [found.region for found in reading.ranges] == ["59", "55", ""]
    assert reading.unresolved == {"-": 1}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("91;0;9;10;МТС;Омская обл.", "three digits"),
        ("912;9;0;10;МТС;Омская обл.", "no range"),
        ("912;0;99999999;10;МТС;Омская обл.", "seven digits"),
        ("912;x;9;10;МТС;Омская обл.", "not a number"),
        ("912;٣;9;10;МТС;Омская обл.", "not a number"),
        ("912;0", "index"),
        ("912;4885000;4990000;10;МТС;Омская обл.", "overlaps the range of line 2"),
        ("495;0;9;10;МТС;г. Москва", "among codes of 9xx"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_others_stay(row: str, said: str) -> None:
    reading = read_ranges(_text(*ROWS, row).encode())
    assert reading.ranges == EXPECTED
    assert len(reading.bad) == 1
    assert reading.bad[0].startswith("line 4: ")
    assert said in reading.bad[0]


@given(st.binary(max_size=400) | st.text(alphabet="0123456789;\n\"'-аОтДо", max_size=200).map(str.encode))
def test_no_file_breaks_the_reading_and_ranges_never_overlap(content: bytes) -> None:
    found = read_ranges(content).ranges
    for before, after in zip(found, found[1:], strict=False):
        assert (before.code, before.last) < (after.code, after.first)


def test_a_directory_of_cities_is_read_and_its_bad_rows_named() -> None:
    heading = "country,region_type,region,area_type,area,city,settlement,postal_code,kladr_id,timezone,population"
    rows = [
        "Россия,край,Пермский,,,Пермь,,614000,5900000100000,UTC+5,1 048 011",
        "Россия,г,Москва,,,,,101000,7700000000000,UTC+3,11503501",
        "Россия,,,,,,,101000,7700000000000,UTC+3,1",
    ]
    found, bad = read_cities("\n".join([heading, *rows]))
    assert [(c.key, c.region, c.postcode, c.utc_offset, c.population) for c in found] == [
        ("пермь", "59", "614000", 300, 1048011),
        ("москва", "77", "101000", 180, 11503501),
    ]
    assert bad == ["line 4: no name"]


def test_a_file_without_the_columns_is_refused() -> None:
    with pytest.raises(ImportRefused, match="postal_code"):
        read_cities("a,b\n1,2")
