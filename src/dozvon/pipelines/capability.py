"""Published pipelines, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.pipelines.permissions import MANAGE_PIPELINES
from dozvon.platform.capabilities import LEADING, Capability, Grant

CAPABILITY = Capability(
    name="pipelines",
    permissions=(Grant(permission=MANAGE_PIPELINES, title=_("Manage pipelines"), roles=LEADING),),
)
