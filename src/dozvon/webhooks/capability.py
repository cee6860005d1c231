"""Webhooks out, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.platform.capabilities import Capability, HttpRefusal
from dozvon.webhooks.client_data import Deliveries
from dozvon.webhooks.errors import BadWebhook, WebhookNotFound

CAPABILITY = Capability(
    name="webhooks",
    sentences={"bad_address": _("The address is not valid; use the form https://host/path.")},
    refusals=(
        HttpRefusal(kind=WebhookNotFound, status=404, code="not_found"),
        HttpRefusal(kind=BadWebhook, status=422, code="invalid", errors=lambda error: error.errors),
    ),
    account_changes={
        "webhook.added": _("Webhook added"),
        "webhook.on": _("Webhook switched on"),
        "webhook.off": _("Webhook switched off"),
        "webhook.removed": _("Webhook removed"),
    },
    client_data=(Deliveries(),),
    api=("dozvon.api.v1.webhooks.router",),
)
