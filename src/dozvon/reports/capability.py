"""Control page, reports and audit runs, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.platform.capabilities import LEADING, Capability, Grant, MenuEntry, MenuGroup
from dozvon.reports.invariants import INVARIANTS
from dozvon.reports.permissions import SEE_REPORTS

_FOLLOW_ANEW = """
DO $$ BEGIN
    IF to_regclass('public.outcome_place') IS NOT NULL THEN
        DELETE FROM public.outcome_marks;
        UPDATE public.outcome_place SET xid = pg_snapshot_xmin(pg_current_snapshot()), id = 0;
    END IF;
END $$"""
"""Transaction numbers of a restored log mean nothing here: outcomes are worked out from its beginning."""

CAPABILITY = Capability(
    name="reports",
    permissions=(Grant(permission=SEE_REPORTS, title=_("See the control page and reports"), roles=LEADING),),
    pages=("dozvon.web.control.urls",),
    menu=(
        MenuEntry(
            route="control",
            title=_("Control"),
            permission=SEE_REPORTS,
            group=MenuGroup.TOP,
            place=30,
        ),
        MenuEntry(
            route="reports",
            title=_("Reports"),
            permission=SEE_REPORTS,
            group=MenuGroup.TOP,
            place=40,
        ),
    ),
    invariants=INVARIANTS,
    after_restore=(_FOLLOW_ANEW,),
)
