"""The table of keys in the documentation is that of the card."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from dozvon.presets import preset
from tests.web.desk.conftest import Desk

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "keys.md"
ROW = re.compile(r"^\| [^|]+ \| `(\w+)` \| ([^|]+) \| (\d) \| (\d+ / \d+) \|$", re.M)
ROWS = [row[:3] for row in ROW.findall(PAGE.read_text(encoding="utf-8"))]
ACTIONS = [row for row in ROWS if row[0] not in ("next", "undo")]
CONFIRMED = ("confirm",)
ASSEMBLED = (*CONFIRMED, "assemble")
SHIPPED = (*ASSEMBLED, "ship")
DELIVERED = (*SHIPPED, "deliver")
BEFORE = {
    "assemble": CONFIRMED,
    "ship": ASSEMBLED,
    "deliver": SHIPPED,
    "return": SHIPPED,
    "quality_good": DELIVERED,
    "quality_bad": DELIVERED,
    "resolve_claim": (*DELIVERED, "quality_bad"),
    "archive": ("no_answer",),
    "revive": ("no_answer",),
}
"""What was done with an order before its card has the button."""
ALT = re.compile(r"^Alt (\d)$")
FORM = {"comment": "Said so", "problem": "no_reply"}


def test_every_action_of_the_preset_is_in_the_table() -> None:
    assert {row[0] for row in ACTIONS} == {action.code for action in preset("shop").actions}


@pytest.mark.parametrize(("code", "keys", "presses"), ACTIONS, ids=[f"{row[0]} {row[1]}" for row in ACTIONS])
def test_an_action_takes_the_keys_the_table_says(desk: Desk, olga: Client, code: str, keys: str, presses: str) -> None:
    order = desk.order()
    desk.person("Boss", "head")
    boss = desk.browser("Boss")
    for step in BEFORE.get(code, ()):
        typed = FORM if step == "no_answer" else {"comment": FORM["comment"]}
        assert boss.post(f"/orders/{order.pk}/actions/{step}", typed).status_code == 303, step
    reader = boss if code in BEFORE else olga
    card = reader.get(f"/orders/{order.pk}/").content.decode()
    panel = next(part for part in card.split('<details class="dz-act"')[1:] if f"/actions/{code}" in part)
    summary, form = panel.split("</summary>", 1)
    first, *rest = (ALT.sub(r"Alt+Digit\1", key) for key in keys.split(", "))
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
