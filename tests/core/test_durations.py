"""Delays as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.core.durations import BadDuration, parse, write


@pytest.mark.parametrize(
    ("text", "minutes"), [("3m", 3), ("1h", 60), ("1d", 1440), ("1d 12h", 2160), ("0m", 0), ("90 m", 90), ("1h30m", 90)]
)
def test_a_delay_is_read(text: str, minutes: int) -> None:
    assert parse(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize("text", ["", "3", "h", "1w", "-3m", "1.5h", "3m and 2h", "9999d", "١w", "3 minutes"])
def test_what_is_no_delay_is_refused(text: str) -> None:
    with pytest.raises(BadDuration):
        parse(text)


@given(st.integers(0, 3660 * 1440))
def test_a_written_delay_reads_back_equal(minutes: int) -> None:
    assert parse(write(timedelta(minutes=minutes))) == timedelta(minutes=minutes)
