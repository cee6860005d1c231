"""A client's rights to their data, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.core.roles import Role
from dozvon.platform.capabilities import Capability, Grant, HttpRefusal, MenuEntry, MenuGroup
from dozvon.privacy.errors import ErasureRefused
from dozvon.privacy.events import ClientErased
from dozvon.privacy.permissions import MANAGE_PERSONAL_DATA

CAPABILITY = Capability(
    name="privacy",
    permissions=(
        Grant(
            permission=MANAGE_PERSONAL_DATA,
            title=_("Export and erase client data, read the access log"),
            roles=(Role.DIRECTOR,),
        ),
    ),
    sentences={
        "open_orders": _("This client has open orders: %(value)s. Close them first."),
        "other_shops": _("The client also has orders in shops you cannot see. Ask someone with access to all shops."),
        "names_client": _("The reason is stored: leave out the client's name and contacts."),
        "not_confirmed": _("Type the client's number, %(value)s, to confirm."),
    },
    refusals=(HttpRefusal(kind=ErasureRefused, status=422, code="invalid", errors=lambda error: error.errors),),
    api=("dozvon.api.v1.privacy.router",),
    pages=("dozvon.web.office.urls.privacy",),
    menu=(
        MenuEntry(
            route="looks",
            title=_("Access log"),
            permission=MANAGE_PERSONAL_DATA,
            group=MenuGroup.JOURNALS,
            place=40,
            icon="eye",
            of_all_shops=True,
        ),
    ),
    events=(ClientErased,),
)
