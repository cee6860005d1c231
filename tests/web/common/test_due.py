"""What an operator reads about the next call: its time while it is to come, how long it is overdue after that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from dozvon.web.common.due import attempt_line, tone_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LINES = [
    (timedelta(hours=2, minutes=20), "en", "N2 · next 14:20"),
    (timedelta(days=1), "ru", "Н2 · следующий завтра 12:00"),
    (timedelta(seconds=-30), "ru", "Н2 · следующий 11:59"),
    (timedelta(minutes=-5), "ru", "Н2 · просрочен на 5 мин"),
    (timedelta(hours=-26), "uk", "Н2 · прострочено на 1 дн."),
    (timedelta(hours=-26), "en", "N2 · call overdue by 1 d"),
]


@pytest.mark.parametrize(("ahead", "language", "line"), LINES)
def test_the_attempt_line_tells_the_next_call_or_how_long_it_is_overdue(
    ahead: timedelta, language: str, line: str
) -> None:
    with translation.override(language):
        assert attempt_line(2, NOW + ahead, "Europe/Moscow", NOW) == line


def test_without_a_task_there_is_no_next_call() -> None:
    with translation.override("en"):
        assert attempt_line(3, None, "Europe/Moscow", NOW) == "N3"


@pytest.mark.parametrize(("seconds", "tone"), [(-61, "late"), (-60, "soon"), (0, "soon"), (59, "soon"), (60, "")])
def test_what_is_due_turns_yellow_within_a_minute_and_red_after_it(seconds: int, tone: str) -> None:
    assert tone_of(NOW + timedelta(seconds=seconds), NOW) == tone
