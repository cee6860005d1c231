"""Shops and their settings, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.platform.capabilities import Capability, Grant, MenuEntry, MenuGroup
from dozvon.shops.permissions import MANAGE_SHOPS

CAPABILITY = Capability(
    name="shops",
    permissions=(Grant(permission=MANAGE_SHOPS, title=_("Manage shops and client fields")),),
    sentences={
        "unknown_shop": _("There is no shop “%(value)s”. Use the code of one of your shops."),
        "unknown_zone": _("“%(value)s” is not a time zone. Use a name such as Europe/Moscow."),
        "not_hours": _("Write hours as 09:00-18:00, separated by commas."),
        "never_open": _("The shop must be open on at least one day."),
        "not_currency": _("Use a three-letter currency code, such as RUB."),
        "no_calendar": _("Public holidays of this country are not available."),
    },
    pages=("dozvon.web.office.urls.shops",),
    menu=(
        MenuEntry(
            route="shops",
            title=_("Shops"),
            permission=MANAGE_SHOPS,
            group=MenuGroup.RULES,
            place=10,
            icon="shopping-bag",
        ),
    ),
)
