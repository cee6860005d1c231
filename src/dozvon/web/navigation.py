"""Where somebody may go from any page: the sections in its top, those of them that their role opens."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from dozvon.core.actor import Actor
from dozvon.platform.capabilities import MenuGroup
from dozvon.web.office.sections import entries_of, menu_of


def has_office(actor: Actor) -> bool:
    """Whether any section of the office is open to the actor."""
    return bool(menu_of(actor))


def sections_of(actor: Actor) -> list[tuple[str, str, None]]:
    """(address, title, no count) of each section, in order; drawn by `tabs` of common/components/navigation.html."""
    top = [(reverse(entry.route), str(entry.title), None) for entry in entries_of(actor, MenuGroup.TOP)]
    return [*top, (reverse("office"), gettext("Office"), None)] if has_office(actor) else top
