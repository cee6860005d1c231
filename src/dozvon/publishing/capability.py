"""Drafts, dry runs and publishing of pipelines, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.pipelines.permissions import MANAGE_PIPELINES
from dozvon.platform.capabilities import Capability, MenuEntry, MenuGroup
from dozvon.publishing.events import OrderCarried

CAPABILITY = Capability(
    name="publishing",
    pages=("dozvon.web.pipelines.urls",),
    menu=(
        MenuEntry(
            route="pipelines",
            title=_("Pipelines"),
            permission=MANAGE_PIPELINES,
            group=MenuGroup.RULES,
            place=30,
            icon="list",
        ),
    ),
    events=(OrderCarried,),
)
