"""What the dummy holds of clients."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from dozvon.platform.client_data import ClientData, PersonTraces


class Ringers(ClientData):
    """Which bells a client rang."""

    name: ClassVar[str] = "bells"

    def dossier(self, person: PersonTraces) -> Mapping[str, Any]:
        """The bells by name."""
        return {"bells": ["tenor"]}

    def erase(self, person: PersonTraces) -> Mapping[str, int]:
        """Forgets them."""
        return {"bells": 1}
