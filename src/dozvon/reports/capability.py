"""Control page, reports and audit runs, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.core.roles import Permission
from dozvon.platform.capabilities import Capability, MenuEntry, MenuGroup

CAPABILITY = Capability(
    name="reports",
    pages=("dozvon.web.control.urls",),
    menu=(
        MenuEntry(
            route="control",
            title=_("Control"),
            permission=Permission.SEE_REPORTS,
            group=MenuGroup.TOP,
            place=30,
        ),
        MenuEntry(
            route="reports",
            title=_("Reports"),
            permission=Permission.SEE_REPORTS,
            group=MenuGroup.TOP,
            place=40,
        ),
    ),
)
