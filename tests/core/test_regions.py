"""Names of regions."""

from __future__ import annotations

from dozvon.core import zones
from dozvon.core.regions import REGION_NAMES


def test_every_region_has_a_name_and_none_the_same() -> None:
    assert set(REGION_NAMES) == zones.REGIONS
    assert len(set(REGION_NAMES.values())) == len(REGION_NAMES)


def test_a_name_is_understood_as_its_region() -> None:
    for code, name in REGION_NAMES.items():
        found = zones.region_of_name(name)
        if found is not None:
            assert zones.zone_of_region(found) == zones.zone_of_region(code), name
    missed = [name for name in REGION_NAMES.values() if zones.region_of_name(name) is None]
    assert missed == []
