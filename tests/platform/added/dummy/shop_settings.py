"""What a shop may set of bells."""

from __future__ import annotations

from dozvon.platform.shop_setting import N_, ShopSetting

SHOP_SETTINGS = (
    ShopSetting(
        code="bell_count",
        title=N_("Bells"),
        about=N_("So many bells the shop has."),
        least=1,
        most=12,
        default=3,
    ),
)
