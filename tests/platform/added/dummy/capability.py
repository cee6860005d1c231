"""Bells, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from dozvon.dummy.checks import bells
from dozvon.dummy.client_data import Ringers
from dozvon.dummy.errors import BellCracked
from dozvon.dummy.events import BellRung
from dozvon.dummy.invariants import INVARIANTS
from dozvon.dummy.permissions import RING_BELLS

from dozvon.core.errors import FieldError
from dozvon.core.roles import Role
from dozvon.platform.capabilities import Capability, Grant, HttpRefusal, MenuEntry, MenuGroup

CAPABILITY = Capability(
    name="dummy",
    permissions=(Grant(permission=RING_BELLS, title=_("Ring bells"), roles=(Role.HEAD,), scopes=("desk",)),),
    sentences={"cracked": _("The bell %(value)s is cracked. Cast it anew.")},
    problems={"bell": _("The bell cannot be rung")},
    refusals=(
        HttpRefusal(
            kind=BellCracked,
            status=409,
            code="bell",
            errors=lambda error: [FieldError("bell", "cracked", {"value": error.bell})],
            extras=lambda error: {"bell": error.bell},
        ),
    ),
    api=("dozvon.dummy.routes.router",),
    pages=("dozvon.dummy.pages",),
    menu=(
        MenuEntry(
            route="bells", title=_("Bells"), permission=RING_BELLS, group=MenuGroup.TEAM, place=90, icon="history"
        ),
    ),
    events=(BellRung,),
    client_data=(Ringers(),),
    invariants=INVARIANTS,
    doctor=(bells,),
)
