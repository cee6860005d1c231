"""What must be true of clients."""

from __future__ import annotations

from typing import Final

from dozvon.platform.checks import Invariant

INVARIANTS: Final = (
    Invariant(
        "contact_of_merged_client",
        "a contact leads to a client that was merged into another though the kept one lacks it",
        """
        SELECT 'client ' || c.id FROM contacts k JOIN clients c ON c.id = k.client_id
        WHERE k.matches AND c.merged_into_id IS NOT NULL
        """,
    ),
)
