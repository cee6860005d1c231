"""The secret of a second factor, sealed for its owner."""

from __future__ import annotations

from typing import Final

from dozvon.platform.secrets import sealing
from dozvon.platform.secrets.sealing import MARK, Unreadable

__all__ = ["MARK", "PURPOSE", "Unreadable", "seal", "unseal"]

PURPOSE: Final = "second-factor"


def seal(secret: str, owner: int) -> str:
    """The secret, sealed and bound to its owner's id: nobody's row works in another's place."""
    return sealing.seal(PURPOSE, owner, secret)


def unseal(sealed: str, owner: int) -> str:
    """The inverse of `seal`. Raises Unreadable."""
    return sealing.unseal(PURPOSE, owner, sealed)
