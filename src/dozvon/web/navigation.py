"""Where somebody may go from any page: the sections in its top, those of them that their role opens."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from dozvon.core.actor import Actor
from dozvon.core.roles import Permission
from dozvon.web.office.sections import menu_of


def has_office(actor: Actor) -> bool:
    """Whether any section of the office is open to the actor."""
    return bool(menu_of(actor))


def sections_of(actor: Actor) -> list[tuple[str, str, None]]:
    """(address, title, no count) of each section, in order; drawn by `tabs` of common/components/navigation.html."""
    doors = (
        ("desk", gettext("Desk"), actor.may(Permission.SEE_ORDERS)),
        ("day", gettext("My day"), actor.may(Permission.SEE_ORDERS)),
        ("control", gettext("Control"), actor.may(Permission.SEE_REPORTS)),
        ("reports", gettext("Reports"), actor.may(Permission.SEE_REPORTS)),
        ("office", gettext("Office"), has_office(actor)),
    )
    return [(reverse(route), title, None) for route, title, is_open in doors if is_open]
