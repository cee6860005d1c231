"""What a change of the card was, as the history tells it."""

from __future__ import annotations

from dozvon.web.common.changes import describe_change


def test_an_address_is_told_from_the_street_to_the_flat_however_it_is_stored() -> None:
    # JSON of the database comes back with the shortest names first.
    stored = {"flat": "21", "gate": "2", "house": "13", "street": "пер. Школьный"}
    assert describe_change({"address": {}}, {"address": stored})[1] == "пер. Школьный · 13 · 21 · 2"
