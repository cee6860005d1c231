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
        "not_after": _("The end must be after the beginning and ahead of now."),
        "no_stand_in": _("Choose who stands in: somebody else, at work, of the same shops."),
        "shops_alone": _(
            "Nobody chosen works in %(value)s. Choose somebody of that shop as well, or give one of them the shop."
        ),
        "away_then": _("An absence is set for this time already. End it first."),
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
            _("You stand in for %(name)s from %(since)s until %(until)s: their call-backs come to you too."),
            "users",
            moments=("since", "until"),
        ),
        NoticeKind("stand_in.ended", _("%(name)s is back: you no longer stand in for them."), "users"),
    ),
    account_changes={
        "absence.set": _("Sent away"),
        "absence.ended": _("Absence ended"),
        "banner.posted": _("Banner posted"),
        "banner.ended": _("Banner taken down"),
    },
)
