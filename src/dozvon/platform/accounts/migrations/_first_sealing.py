"""How second factors were sealed at first (`v1:`); migrations alone still read and write it."""

from __future__ import annotations

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "v1:"
_NONCE = 12


class Unreadable(Exception):
    """Sealed with another key, for another owner, or changed since."""


def seal(secret, owner):
    """The secret, encrypted and bound to its owner's id."""
    nonce = secrets.token_bytes(_NONCE)
    sealed = _cipher().encrypt(nonce, secret.encode(), str(owner).encode("ascii"))
    return MARK + base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def opened(sealed, owner):
    """The inverse of `seal`. Raises Unreadable."""
    try:
        whole = base64.urlsafe_b64decode(sealed.removeprefix(MARK))
        return _cipher().decrypt(whole[:_NONCE], whole[_NONCE:], str(owner).encode("ascii")).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def _cipher():
    derived = HKDF(SHA256(), 32, salt=None, info=b"dozvon.second-factor.v1").derive(settings.SECRET_KEY.encode())
    return AESGCM(derived)
