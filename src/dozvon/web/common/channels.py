"""The ways an order comes in, in words (domain, section 2); any other way is shown as it was sent."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_CHANNELS: dict[str, Any] = {
    "site": _("Shop's website"),
    "api": _("Shop's website"),
    "form": _("Form on a website"),
    "landing": _("Landing page"),
    "callback": _("Callback request"),
    "email": _("Letter"),
    "phone": _("Phone call"),
    "call": _("Phone call"),
    "social": _("Social network"),
    "messenger": _("Messenger"),
    "manual": _("Entered manually"),
    "import": _("From a file"),
}


BY_HAND = ("phone", "messenger", "social", "email", "callback", "manual")
"""The ways of what somebody at the desk enters, the usual one first."""


def channel_title(code: str) -> str:
    """The way in in the language that is active."""
    return str(_CHANNELS.get(code, code))
