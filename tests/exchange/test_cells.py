"""Cells: formulas are disarmed without loss; numbers and dates are read as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.exchange import cells

tricky = st.text(st.sampled_from("'=+-@\t\r\n＝a1 "), max_size=8) | st.text(max_size=20)


@given(tricky)
def test_what_was_disarmed_comes_back_as_it_was(text: str) -> None:
    assert cells.armed(cells.disarmed(text)) == text


@given(tricky)
def test_no_disarmed_cell_begins_a_formula(text: str) -> None:
    assert cells.disarmed(text)[:1] not in tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1 234,50 ₽", "1234.50"),
        ("1\u00a0234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("10 %", "10"),
        ("350 грн.", "350"),
        ("-5", "-5"),
        ("дорого", "дорого"),
        ("1,2,3", "1,2,3"),
        ("1e3", "1e3"),
        ("٣", "٣"),
    ],
)
def test_sums_are_read_as_people_write_them_and_else_left_alone(written: str, meant: str) -> None:
    assert cells.number(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("15.03.2026", "2026-03-15T00:00:00+03:00"),
        ("5.3.2026 9:05", "2026-03-05T09:05:00+03:00"),
        ("15/03/2026 14:30:59", "2026-03-15T14:30:59+03:00"),
        ("2026-03-15 14:30", "2026-03-15T14:30:00+03:00"),
        ("2026-03-15T14:30:00+00:00", "2026-03-15T14:30:00+00:00"),
        ("31.02.2026", "31.02.2026"),
        ("вчера", "вчера"),
        ("45366.5", "45366.5"),
    ],
)
def test_days_are_the_shops_and_what_is_no_day_is_left_for_the_report(written: str, meant: str) -> None:
    assert cells.moment(written, "Europe/Moscow") == meant


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_cell(text: str) -> None:
    assert isinstance(cells.number(text), str)
    assert isinstance(cells.moment(text, "Europe/Moscow"), str)
    assert isinstance(cells.whole(text), int | str)
    assert cells.phone(text) in (text, text[:-2])
