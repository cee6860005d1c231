"""What several pages say in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import get_language, gettext, gettext_lazy

from dozvon.core.pipeline.parts import Wording
from dozvon.core.roles import Role
from dozvon.orders.models import Order

ADDRESS: Final = ("city", "postcode", "region", "district", "street", "house", "building", "block", "flat")
"""Parts of an address in the order in which they are said."""
SUGGESTED: Final = 12
"""Suggestions in a list below a field."""
ROLES: dict[Role, Any] = {
    Role.OPERATOR: gettext_lazy("Operator"),
    Role.SECRETARY: gettext_lazy("Secretary"),
    Role.MANAGER: gettext_lazy("Manager"),
    Role.HEAD: gettext_lazy("Head of sales"),
    Role.QUALITY: gettext_lazy("Quality control"),
    Role.WAREHOUSE: gettext_lazy("Warehouse"),
    Role.COURIER: gettext_lazy("Courier"),
    Role.DIRECTOR: gettext_lazy("Director"),
    Role.ADMIN: gettext_lazy("Administrator"),
}


def client_name(order: Order) -> str:
    """How the client is called on the desk."""
    return order.client.name or order.client.company or gettext("No name")


def attempt_mark(attempts: int) -> str:
    """The short mark of so many unanswered calls."""
    return gettext("N%(count)s") % {"count": attempts}


def text_of(wording: Wording | Mapping[str, str] | None) -> str:
    """A wording in the language of now; empty for none."""
    if wording is None:
        return ""
    language = get_language() or "ru"
    if isinstance(wording, Wording):
        return wording.text(language)
    return wording.get(language) or wording.get("ru") or next(iter(wording.values()), "")


def role_title(role: str) -> str:
    """A role in the active language."""
    return str(ROLES.get(Role(role), role))
