"""Sealing and opening secrets (AES-256-GCM).

The envelope is `v2:<key version>:<nonce and ciphertext>`. Purpose and owner are its associated data, so it opens only
where it was sealed. The key of a version is derived from the installation's key and the version's salt (RFC 5869).
"""

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

from dozvon.platform.secrets.models import SecretKeyVersion

MARK: Final = "v2:"
"""Begins every envelope."""
_NONCE = 12


class Unreadable(Exception):
    """Sealed with another key, for another purpose or owner, or changed since."""


def seal(purpose: str, owner: object, secret: str) -> str:
    """The envelope of the secret, sealed with the newest version of the key."""
    version = _newest() or new_version()
    nonce = secrets.token_bytes(_NONCE)
    sealed = _cipher(settings.SECRET_KEY, bytes(version.salt)).encrypt(nonce, secret.encode(), _bound(purpose, owner))
    return f"{MARK}{version.version}:{base64.urlsafe_b64encode(nonce + sealed).decode('ascii')}"


def unseal(purpose: str, owner: object, envelope: str) -> str:
    """The inverse of `seal`. Raises Unreadable."""
    try:
        mark, version, text = envelope.split(":")
        whole = base64.urlsafe_b64decode(text)
        root, salt = _version(int(version))
        if f"{mark}:" != MARK:
            raise Unreadable
        return _cipher(_root_key(root), salt).decrypt(whole[:_NONCE], whole[_NONCE:], _bound(purpose, owner)).decode()
    except (InvalidTag, ValueError, SecretKeyVersion.DoesNotExist) as error:
        raise Unreadable from error


def new_version() -> SecretKeyVersion:
    """Another version of the key; all that is sealed from now on is sealed with it."""
    _version.cache_clear()
    return SecretKeyVersion.objects.create(salt=secrets.token_bytes(32), root=fingerprint(settings.SECRET_KEY))


@lru_cache(maxsize=8)
def fingerprint(key: str) -> str:
    """Names one of the installation's keys without telling it."""
    return HKDF(SHA256(), 8, salt=None, info=b"dozvon.secrets.fingerprint").derive(key.encode()).hex()


def _newest() -> SecretKeyVersion | None:
    return SecretKeyVersion.objects.filter(root=fingerprint(settings.SECRET_KEY)).order_by("-version").first()


@lru_cache(maxsize=64)
def _version(version: int) -> tuple[str, bytes]:
    found = SecretKeyVersion.objects.get(pk=version)
    return found.root, bytes(found.salt)


def _root_key(root: str) -> str:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        if fingerprint(key) == root:
            return str(key)
    raise Unreadable


@lru_cache(maxsize=64)
def _cipher(key: str, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=salt, info=b"dozvon.secrets.v2").derive(key.encode()))


def _bound(purpose: str, owner: object) -> bytes:
    return f"{purpose}\0{owner}".encode()
