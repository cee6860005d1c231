"""What the outbox brings."""

from __future__ import annotations

from dozvon.platform.capabilities import Capability
from dozvon.platform.outbox.client_data import Answers

CAPABILITY = Capability(name="outbox", client_data=(Answers(),))
