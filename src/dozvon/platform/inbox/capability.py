"""What comes from outside, as the rest of the program sees it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.platform.capabilities import LEADING, Capability, Grant
from dozvon.platform.inbox.checks import incoming
from dozvon.platform.inbox.invariants import INVARIANTS
from dozvon.platform.inbox.permissions import SEE_INTAKES
from dozvon.platform.people.kinds import NoticeKind

CAPABILITY = Capability(
    name="inbox",
    permissions=(Grant(permission=SEE_INTAKES, title=_("See and retry rejected orders"), roles=LEADING),),
    sentences={"fault": _("Internal error while reading this. See the log of the job process.")},
    pages=("dozvon.api.hooks",),
    notices=(
        NoticeKind(
            "intake.failed",
            _("What %(sender)s sent could not be taken in. The control page says why and tries again."),
            "alert-circle",
            "late",
        ),
    ),
    invariants=INVARIANTS,
    doctor=(incoming,),
)
