"""Why an order stands where it stands, in sentences."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import translation

from dozvon.dispatch.queries import Why
from dozvon.dispatch.wording import why_sentences
from dozvon.orders.models import Order

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "language", "arrived"),
    [
        (0, "ru", "поступил сегодня"),
        (1, "ru", "поступил вчера"),
        (1, "uk", "надійшло вчора"),
        (1, "en", "arrived yesterday"),
        (21, "ru", "поступил 21 день назад"),
    ],
)
def test_what_came_on_the_day_before_came_yesterday(days: int, language: str, arrived: str) -> None:
    why = Why(None, days, 0, closed=False, holder=None, callable_now=True, moves_at=None, moves_to=None, known=True)
    with translation.override(language):
        assert arrived in why_sentences(why, Order(), NOW)[0]
