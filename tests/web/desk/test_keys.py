"""The table of keys in the documentation is that of the card."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.web.desk.conftest import Desk

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "keys.md"
ROW = re.compile(r"^\| [^|]+ \| `(\w+)` \| ([^|]+) \| (\d) \|$", re.M)
ROWS = ROW.findall(PAGE.read_text(encoding="utf-8"))
ACTIONS = [row for row in ROWS if row[0] not in ("next", "undo")]


@pytest.mark.parametrize(("code", "keys", "presses"), ACTIONS, ids=[row[0] for row in ACTIONS])
def test_an_action_takes_the_keys_the_table_says(desk: Desk, olga: Client, code: str, keys: str, presses: str) -> None:
    card = olga.get(f"/orders/{desk.order().pk}/").content.decode()
    panel = next(part for part in card.split('<details class="dz-act"')[1:] if f"/actions/{code}" in part)
    summary, form = panel.split("</summary>", 1)
    first, *rest = keys.split(", ")
    assert len(keys.split(", ")) == int(presses)
    assert f'data-key="{first}"' in summary
    taken = " ".join(re.findall(r'data-key="([^"]*)"', form)).split()
    for key in rest:
        for digit in key.split(" to "):
            assert (f"Digit{digit}" if digit.isdigit() else digit) in taken, key


def test_the_next_order_and_undo_are_one_key(desk: Desk, olga: Client) -> None:
    order = desk.order()
    assert {row[0]: row[1:] for row in ROWS if row not in ACTIONS} == {"next": ("F2", "1"), "undo": ("Alt Z", "1")}
    page = olga.post(f"/orders/{order.pk}/actions/confirm", follow=True).content.decode()
    assert 'data-key="F2"' in page
    assert 'data-key="Alt+KeyZ"' in page
