"""RFC 6238, appendix B, cut to six digits; and what a phone with a wrong clock may do."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dozvon.platform.accounts import totp

SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "seconds, code",
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert totp.code_at(SECRET, seconds // totp.STEP) == code


@given(st.integers(0, 2**40), st.integers(-5, 5))
def test_a_code_is_taken_within_one_step_either_way(step: int, away: int) -> None:
    now = datetime.fromtimestamp((step % 10**8 + 100) * totp.STEP, UTC)
    there = totp.step_of(now) + away
    found = totp.matching_step(SECRET, totp.code_at(SECRET, there), now, 0)
    near = {totp.code_at(SECRET, totp.step_of(now) + one): one for one in (-1, 0, 1)}
    assert (found is not None) == (totp.code_at(SECRET, there) in near)
    assert abs(away) > 1 or found is not None


def test_a_used_code_is_not_taken_again() -> None:
    code = totp.code_at(SECRET, totp.step_of(NOW))
    first = totp.matching_step(SECRET, code, NOW, 0)
    assert first == totp.step_of(NOW)
    assert totp.matching_step(SECRET, code, NOW + timedelta(seconds=20), first) is None


@pytest.mark.parametrize("typed", ["", "12345", "١٢٣٤٥٦", "\udcff", "1234567", "0" * 5000])
def test_junk_is_no_code(typed: str) -> None:
    assert totp.matching_step(SECRET, typed, NOW, 0) is None


def test_the_link_carries_the_secret_and_whose_it_is() -> None:
    link = totp.link(SECRET, "Ольга & Co")
    assert link.startswith("otpauth://totp/Dozvon:%D0%9E")
    assert f"secret={SECRET}" in link
    assert "%26" in link
