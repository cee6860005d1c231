"""How money and times read in the three languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from dozvon.web import formats

NOW = datetime(2025, 10, 3, 11, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "amount", "currency", "text"),
    [
        ("ru", "4990", "RUB", "4\u00a0990\u00a0₽"),
        ("uk", "1290.5", "UAH", "1\u00a0290,50\u00a0₴"),
        ("en", "1234567.89", "USD", "1,234,567.89\u00a0$"),
        ("ru", "-30.00", "RUB", "\u221230\u00a0₽"),
        ("ru", "0.004", "RUB", "0\u00a0₽"),
        ("ru", "-0.004", "RUB", "0\u00a0₽"),
        ("ru", "2.005", "BYN", "2,01\u00a0Br"),
        ("ru", "5", "XYZ", "5\u00a0XYZ"),
    ],
)
def test_money_is_grouped_and_signed_as_the_language_does(language: str, amount: str, currency: str, text: str) -> None:
    with translation.override(language):
        assert formats.money(Decimal(amount), currency) == text


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_money_keeps_every_digit(amount: Decimal) -> None:
    with translation.override("ru"):
        text = formats.money(amount, "RUB")
    digits = text.removesuffix("\u00a0₽").replace("\u00a0", "").replace(",", ".").replace("\u2212", "-")
    assert Decimal(digits) == amount


@pytest.mark.parametrize(
    ("language", "moment", "text"),
    [
        ("ru", NOW, "16:07"),
        ("ru", NOW + timedelta(days=1), "завтра 16:07"),
        ("uk", NOW - timedelta(days=1), "учора 16:07"),
        ("ru", NOW + timedelta(hours=7, minutes=53), "завтра 00:00"),
        ("en", NOW + timedelta(days=4), "7 Oct 16:07"),
        ("ru", NOW - timedelta(days=365), "3 окт. 2024 16:07"),
    ],
)
def test_a_time_is_the_clients_clock_with_its_day_unless_today(language: str, moment: datetime, text: str) -> None:
    with translation.override(language):
        assert formats.local_time(moment, "Asia/Yekaterinburg", NOW) == text


def test_a_time_without_now_is_the_clock_alone() -> None:
    assert formats.local_time(NOW + timedelta(days=30), "Europe/Kyiv") == "13:07"


@pytest.mark.parametrize(
    ("language", "length", "text"),
    [
        ("ru", timedelta(seconds=59), "только что"),
        ("ru", timedelta(minutes=1), "1 мин назад"),
        ("uk", timedelta(hours=23, minutes=59), "23 год тому"),
        ("ru", timedelta(days=1), "1 день назад"),
        ("ru", timedelta(days=2), "2 дня назад"),
        ("ru", timedelta(days=5), "5 дней назад"),
        ("ru", timedelta(days=11), "11 дней назад"),
        ("ru", timedelta(days=21), "21 день назад"),
        ("uk", timedelta(days=1), "1 день тому"),
        ("uk", timedelta(days=3), "3 дні тому"),
        ("uk", timedelta(days=12), "12 днів тому"),
        ("en", timedelta(days=1), "1 day ago"),
        ("en", timedelta(days=2), "2 days ago"),
    ],
)
def test_what_passed_is_told_in_the_right_plural(language: str, length: timedelta, text: str) -> None:
    with translation.override(language):
        assert formats.ago(NOW - length, NOW) == text


@pytest.mark.parametrize(
    ("left", "text"),
    [
        (timedelta(minutes=12), "in 12 min"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=-59), "now"),
        (timedelta(minutes=-2), "2 min late"),
        (timedelta(hours=-30), "1 day late"),
    ],
)
def test_due_tells_before_now_and_late(left: timedelta, text: str) -> None:
    with translation.override("en"):
        assert formats.due(NOW + left, NOW) == text


def test_ago_of_a_moment_to_come_reads_as_due() -> None:
    with translation.override("en"):
        assert formats.ago(NOW + timedelta(hours=2), NOW) == "in 2 h"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (252, "4:12"), (3599, "59:59"), (3852, "1:04:12"), (-5, "0:00")]
)
def test_a_stopwatch_counts_minutes_then_hours(seconds: int, text: str) -> None:
    assert formats.stopwatch(NOW - timedelta(seconds=seconds), NOW) == text


@pytest.mark.parametrize(
    ("language", "zone", "text"),
    [
        ("ru", "Europe/Moscow", "Москва, UTC+3"),
        ("uk", "Europe/Kyiv", "Київ, UTC+3"),
        ("en", "Asia/Yekaterinburg", "Yekaterinburg, UTC+5"),
        ("ru", "America/St_Johns", "Сент-Джонс, UTC\u22122:30"),
        ("ru", "UTC", "UTC+0"),
        ("ru", "Etc/GMT-7", "UTC+7"),
    ],
)
def test_a_zone_is_called_by_its_city_and_its_clock(language: str, zone: str, text: str) -> None:
    with translation.override(language):
        assert formats.clock_of(zone, NOW) == text
