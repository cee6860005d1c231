"""What must be true of notices at every moment, asked by `dozvon audit`."""

from __future__ import annotations

from typing import Final

from dozvon.platform.checks import Invariant

INVARIANTS: Final = (
    Invariant(
        "unread_notices",
        "a person's number of unread notices is not that of their unread notices",
        """
        SELECT 'user ' || u.name FROM users u
        LEFT JOIN (SELECT user_id, count(*) AS unread FROM notices WHERE read_at IS NULL GROUP BY 1) n
        ON n.user_id = u.id WHERE u.unread_notices <> coalesce(n.unread, 0)
        """,
    ),
)
