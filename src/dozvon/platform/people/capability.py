"""What `people` brings: notices, banners and absences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.platform.accounts.permissions import LEAD_PEOPLE
from dozvon.platform.capabilities import Capability, MenuEntry, MenuGroup
from dozvon.platform.people.events import EVENTS
from dozvon.platform.people.invariants import INVARIANTS
from dozvon.platform.people.kinds import NoticeKind

CAPABILITY = Capability(
    name="people",
    sentences={
        "not_after": _("The end must be after the start and in the future."),
        "no_stand_in": _("Choose a stand-in: another person of the same shops who is not away."),
        "shops_alone": _(
            "None of the stand-ins works in %(value)s. Add someone from that shop, or give one of them access to it."
        ),
        "away_then": _("There is already an absence at this time. End it first."),
        "too_far_banner": _("Choose a time within a month."),
    },
    pages=("dozvon.web.bell.urls",),
    menu=(
        MenuEntry(
            route="absences",
            title=_("Absences"),
            permission=LEAD_PEOPLE,
            group=MenuGroup.TEAM,
            place=10,
            icon="user-off",
        ),
        MenuEntry(
            route="banners",
            title=_("Banners"),
            permission=LEAD_PEOPLE,
            group=MenuGroup.TEAM,
            place=20,
            icon="speakerphone",
        ),
    ),
    events=EVENTS,
    invariants=INVARIANTS,
    notices=(
        NoticeKind(
            "stand_in.set",
            _("You are standing in for %(name)s from %(since)s until %(until)s: you also get their call-backs."),
            "users",
            moments=("since", "until"),
        ),
        NoticeKind("stand_in.ended", _("%(name)s is back: you are no longer standing in."), "users"),
    ),
    account_changes={
        "absence.set": _("Absence added"),
        "absence.ended": _("Absence ended"),
        "banner.posted": _("Banner posted"),
        "banner.ended": _("Banner removed"),
    },
)
