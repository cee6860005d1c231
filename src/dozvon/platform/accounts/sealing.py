"""Secrets that must be read again, unlike passwords, are kept sealed: of no use without the installation's key."""

from __future__ import annotations

import base64
import secrets
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK: Final = "v1:"
"""Begins what is sealed; a base32 secret has no colon."""
_NONCE = 12
_PURPOSE = b"dozvon.second-factor.v1"


class Unreadable(Exception):
    """Sealed with another key, for another owner, or changed since."""


def seal(secret: str, owner: int) -> str:
    """The secret, encrypted and bound to its owner's id (AES-256-GCM): nobody's row works in another's place."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = _cipher(settings.SECRET_KEY).encrypt(nonce, secret.encode(), _bound(owner))
    return MARK + base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def opened(sealed: str, owner: int) -> str:
    """The inverse of `seal`. Raises Unreadable."""
    if not sealed.startswith(MARK):
        raise Unreadable
    try:
        whole = base64.urlsafe_b64decode(sealed.removeprefix(MARK))
        return _cipher(settings.SECRET_KEY).decrypt(whole[:_NONCE], whole[_NONCE:], _bound(owner)).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def _bound(owner: int) -> bytes:
    return str(owner).encode("ascii")


@lru_cache(maxsize=4)
def _cipher(key: str) -> AESGCM:
    """A key of its own is derived, so that sealing and signing have no key in common (RFC 5869)."""
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=_PURPOSE).derive(key.encode()))
