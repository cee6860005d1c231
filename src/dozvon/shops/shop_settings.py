"""How fast a shop answers, how long an order stays in hand, how long an action can be undone."""

from __future__ import annotations

from typing import Final

from dozvon.platform.shop_setting import N_, ShopSetting

SHOP_SETTINGS: Final = (
    ShopSetting(
        code="response_minutes",
        title=N_("First response, minutes"),
        about=N_("After that a new order is shown as late."),
        least=1,
        most=1440,
        default=5,
    ),
    ShopSetting(
        code="claim_minutes",
        title=N_("Claim, minutes"),
        about=N_("Without activity the order returns to the shared queue."),
        least=1,
        most=480,
        default=15,
    ),
    ShopSetting(
        code="undo_seconds",
        title=N_("Undo, seconds"),
        about=N_("How long an action can be undone; 0 switches undo off."),
        least=0,
        most=60,
        default=10,
    ),
)
