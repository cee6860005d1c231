"""A moment in an operator's own words, in three languages and by two clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dozvon.core import moment_words
from dozvon.core.moments import NotUnderstood, read

MOSCOW, PERM = "Europe/Moscow", "Asia/Yekaterinburg"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
"""A Tuesday, noon in Moscow, two in the afternoon in Perm."""
ZONES = st.sampled_from([MOSCOW, PERM, "Europe/Kyiv", "Asia/Kolkata", "America/New_York", "Asia/Vladivostok"])
START = datetime(2025, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 730 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes, seconds=17))


def moscow(text: str, now: datetime = NOW) -> str:
    """What the words come to, by Moscow's clock."""
    return f"{read(text, now, MOSCOW, PERM).moment.astimezone(ZoneInfo(MOSCOW)):%d.%m.%Y %H:%M}"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("завтра 10", "25.11.2026 10:00"),
        ("завтра в 10:30", "25.11.2026 10:30"),
        ("завтра 10.30", "25.11.2026 10:30"),
        ("завтра 14 00", "25.11.2026 14:00"),
        ("завтра", "25.11.2026 10:00"),
        ("послезавтра утром", "26.11.2026 10:00"),
        ("сегодня вечером", "24.11.2026 18:00"),
        ("через час", "24.11.2026 13:00"),
        ("через полчаса", "24.11.2026 12:30"),
        ("через полтора часа", "24.11.2026 13:30"),
        ("через 1 час 30 минут", "24.11.2026 13:30"),
        ("через две недели", "08.12.2026 12:00"),
        ("через 2 дня в 11", "26.11.2026 11:00"),
        ("в пятницу 15:30", "27.11.2026 15:30"),
        ("во вторник в 10", "01.12.2026 10:00"),
        ("вторник 13", "24.11.2026 13:00"),
        ("следующий вторник 13", "01.12.2026 13:00"),
        ("25.12 14:00", "25.12.2026 14:00"),
        ("25.12, 14:00", "25.12.2026 14:00"),
        ("25 декабря в 2 дня", "25.12.2026 14:00"),
        ("1.03.27 9:00", "01.03.2027 09:00"),
        ("10.01", "10.01.2027 10:00"),
        ("11:00", "25.11.2026 11:00"),
        ("в 13", "24.11.2026 13:00"),
        ("в 3", "24.11.2026 15:00"),
        ("завтра 3:00", "25.11.2026 03:00"),
        ("завтра в полдень", "25.11.2026 12:00"),
        ("завтра о 10", "25.11.2026 10:00"),
        ("через 2 години", "24.11.2026 14:00"),
        ("за 15 хвилин", "24.11.2026 12:15"),
        ("у п’ятницю 15:30", "27.11.2026 15:30"),
        ("післязавтра ввечері", "26.11.2026 18:00"),
        ("24 грудня о 9 ранку", "24.12.2026 09:00"),
        ("tomorrow 10", "25.11.2026 10:00"),
        ("tomorrow at 3 pm", "25.11.2026 15:00"),
        ("tomorrow 12 am", "25.11.2026 00:00"),
        ("in an hour", "24.11.2026 13:00"),
        ("in half an hour", "24.11.2026 12:30"),
        ("+15", "24.11.2026 12:15"),
        ("+3h", "24.11.2026 15:00"),
        ("next friday 9:00", "04.12.2026 09:00"),
        ("december 25 noon", "25.12.2026 12:00"),
        ("2026-12-25T14:00", "25.12.2026 14:00"),
    ],
)
def test_words_mean_what_an_operator_means(words: str, meant: str) -> None:
    assert moscow(words) == meant
    assert moscow(f"  {words.upper()}. ") == meant


@pytest.mark.parametrize("words", ["завтра 12 у клиента", "завтра о 12 за часом клієнта", "client tomorrow 12"])
def test_the_clients_clock_is_meant_where_it_is_named(words: str) -> None:
    said = read(words, NOW, MOSCOW, PERM)
    assert said.by_client
    assert f"{said.moment.astimezone(ZoneInfo(PERM)):%d.%m %H:%M}" == "25.11 12:00"


@pytest.mark.parametrize(
    ("words", "reason", "stopped_at"),
    [
        ("", "empty", ""),
        ("завтра " * 20, "empty", ""),
        ("завтра как-нибудь", "unknown", "как-нибудь"),
        ("когда освобожусь", "unknown", "когда"),
        ("сегодня", "no_time", ""),
        ("через", "no_time", ""),
        ("через час завтра", "unknown", "завтра"),
        ("через год", "unknown", "год"),
        ("25:10", "no_such", "25:10"),
        ("завтра 10:75", "no_such", "10:75"),
        ("31.02 10:00", "no_such", "31.02"),
        ("завтра послезавтра 10", "unknown", "послезавтра"),
        ("завтра 10 в пятницу", "unknown", "пятницу"),
        ("через 99999 недель", "no_such", "99999"),
    ],
)
def test_what_is_not_understood_is_refused_at_its_word(words: str, reason: str, stopped_at: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        read(words, NOW, MOSCOW, PERM)
    assert (refused.value.reason, refused.value.word) == (reason, stopped_at)


def test_seconds_are_rounded_up_so_that_nobody_is_called_earlier_than_promised() -> None:
    assert moscow("через час", NOW + timedelta(seconds=1)) == "24.11.2026 13:01"


@given(st.dates(date(2026, 1, 1), date(2035, 1, 1)), st.times(), MOMENTS, ZONES)
def test_a_written_date_and_time_is_that_moment_of_the_shops_wall(
    day: date, clock: time, now: datetime, zone: str
) -> None:
    wanted = datetime.combine(day, clock.replace(second=0, microsecond=0, tzinfo=None), ZoneInfo(zone)).astimezone(UTC)
    for text in (f"{day:%d.%m.%Y} {clock:%H:%M}", f"{day:%Y-%m-%d}T{clock:%H:%M}", f"в {clock:%H:%M} {day:%d.%m.%Y}"):
        assert read(text, now, zone, PERM).moment == wanted
        assert read(f"{text} у клиента", now, PERM, zone).moment == wanted


@given(st.times(), MOMENTS, ZONES)
def test_a_time_alone_is_the_next_time_the_clock_shows_it(clock: time, now: datetime, zone: str) -> None:
    moment = read(f"{clock:%H:%M}", now, zone, zone).moment
    assert timedelta() < moment - now <= timedelta(hours=26)
    wall = moment.astimezone(ZoneInfo(zone))
    exists = wall.replace(hour=clock.hour, minute=clock.minute).astimezone(UTC) == moment
    assert (wall.hour, wall.minute) == (clock.hour, clock.minute) or not exists


@given(st.integers(1, 2000), st.sampled_from(["через {} минут", "за {} хвилин", "in {} minutes", "+{}"]), MOMENTS)
def test_minutes_run_on_every_clock_alike(count: int, said: str, now: datetime) -> None:
    moment = read(said.format(count), now, MOSCOW, PERM).moment
    assert timedelta() <= moment - (now + timedelta(minutes=count)) < timedelta(minutes=1)
    assert (moment.second, moment.microsecond) == (0, 0)


KNOWN = st.sampled_from(
    sorted({*moment_words.UNITS, *moment_words.PARTS, *moment_words.DAYS_ON, *moment_words.WEEKDAYS,
            *moment_words.MONTHS, *moment_words.AFTER, *moment_words.NUMBERS, *moment_words.CLIENTS,
            *moment_words.FILLERS, *moment_words.HALVES, "10", "25.12", "14:00", "99", "0", "29.02", "1.5"})
)  # fmt: skip


@settings(max_examples=400)
@given(st.one_of(st.text(max_size=90), st.lists(KNOWN, max_size=6).map(" ".join)), MOMENTS, ZONES, ZONES)
def test_any_text_is_a_whole_minute_or_refused(text: str, now: datetime, shop: str, client: str) -> None:
    try:
        moment = read(text, now, shop, client).moment
    except NotUnderstood:
        return
    assert moment.tzinfo is UTC
    assert (moment.second, moment.microsecond) == (0, 0)
