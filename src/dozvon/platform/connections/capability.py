"""Connections to the outside, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.core.roles import Role
from dozvon.platform.capabilities import Capability, Grant, HttpRefusal, MenuEntry, MenuGroup
from dozvon.platform.connections.errors import BadConnection, ConnectionNotFound
from dozvon.platform.connections.permissions import MANAGE_CONNECTIONS
from dozvon.platform.people.kinds import NoticeKind

CAPABILITY = Capability(
    name="connections",
    permissions=(
        Grant(
            permission=MANAGE_CONNECTIONS,
            title=_("Manage connections to the outside and webhooks"),
            roles=(Role.DIRECTOR,),
        ),
    ),
    pages=("dozvon.web.connections.urls",),
    menu=(
        MenuEntry(
            route="connections",
            title=_("Connections"),
            permission=MANAGE_CONNECTIONS,
            group=MenuGroup.RULES,
            place=40,
            icon="link",
        ),
    ),
    sentences={"bad_setting": _("This setting is not valid: %(value)s")},
    refusals=(
        HttpRefusal(kind=ConnectionNotFound, status=404, code="not_found"),
        HttpRefusal(kind=BadConnection, status=422, code="invalid", errors=lambda error: error.errors),
    ),
    notices=(
        NoticeKind(
            "connection.down",
            _("The connection “%(name)s” is down: one call after another fails. It is tried on by itself."),
            "alert-triangle",
            "late",
        ),
        NoticeKind("connection.works", _("The connection “%(name)s” works again."), "circle-check"),
    ),
    account_changes={
        "connection.added": _("Connection added"),
        "connection.changed": _("Connection changed"),
        "connection.on": _("Connection switched on"),
        "connection.off": _("Connection switched off"),
        "outgoing.retried": _("Call retried manually"),
        "outgoing.given_up": _("Call cancelled manually"),
    },
)
