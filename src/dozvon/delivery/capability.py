"""Ways of delivery and their prices, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.platform.capabilities import Capability

CAPABILITY = Capability(
    name="delivery",
    sentences={
        "way_not_possible": _(
            "“%(value)s” does not deliver to this address or cannot carry these goods. Choose one of: %(allowed)s."
        ),
        "not_toml": _("This is not valid TOML: %(value)s. Correct the file there."),
        "not_days": _("Write days as 3 or 2-4."),
        "not_week": _("Write days and hours as mon-fri 09:00-18:00, days alone as mon-fri."),
    },
    pages=("dozvon.web.office.urls.delivery",),
)
