"""What the history brings."""

from __future__ import annotations

from dozvon.platform.capabilities import Capability
from dozvon.platform.events import kept_fields
from dozvon.platform.events.checks import erased_fields
from dozvon.platform.events.client_data import AccessLog, History

CAPABILITY = Capability(
    name="events",
    after_migrate=(kept_fields.sync_kept_fields,),
    client_data=(History(), AccessLog()),
    doctor=(erased_fields,),
)
