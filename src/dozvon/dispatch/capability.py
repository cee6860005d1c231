"""Who gets which order next, as the rest of the program sees it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.core.errors import FieldError
from dozvon.core.roles import SEE_ORDERS
from dozvon.dispatch.errors import UnknownQueue
from dozvon.platform.capabilities import Capability, HttpRefusal, MenuEntry, MenuGroup

CAPABILITY = Capability(
    name="dispatch",
    sentences={
        "not_with_task": _("Request either a queue or tasks, not both."),
        "unknown_queue": _("There is no queue “%(value)s”."),
    },
    refusals=(
        HttpRefusal(
            kind=UnknownQueue,
            status=422,
            code="invalid",
            errors=lambda error: [FieldError("queue", "unknown_queue", {"value": str(error)[:80]})],
        ),
    ),
    api=("dozvon.api.v1.desk.router",),
    pages=("dozvon.web.desk.urls", "dozvon.web.day.urls", "dozvon.web.work.urls"),
    menu=(
        MenuEntry(
            route="desk",
            title=_("Desk"),
            permission=SEE_ORDERS,
            group=MenuGroup.TOP,
            place=10,
        ),
        MenuEntry(
            route="day",
            title=_("My day"),
            permission=SEE_ORDERS,
            group=MenuGroup.TOP,
            place=20,
        ),
    ),
)
