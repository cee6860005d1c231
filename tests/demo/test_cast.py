"""The demo lives at any hour one tries it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dozvon.core.hours import may_call
from dozvon.demo import cast
from dozvon.demo.actions import OPEN_HOURS, WINDOW
from dozvon.geo import queries as geo
from dozvon.shops import queries as shops
from tests import factories as make


@pytest.mark.django_db
@pytest.mark.parametrize("day", [datetime(2026, 1, 20, tzinfo=UTC), datetime(2026, 7, 20, tzinfo=UTC)])
def test_somebody_may_be_called_at_any_hour(day: datetime) -> None:
    hours = shops.hours_of(make.shop("awake", week=OPEN_HOURS, window=WINDOW))
    zones = {geo.client_zone(manual=None, city=city, e164=None, shop="", country="RU").zone for city, _ in cast.CITIES}
    asleep = [
        moment
        for moment in (day + timedelta(minutes=30 * place) for place in range(48))
        if not any(may_call(hours, zone, moment) for zone in zones)
    ]
    assert asleep == []
