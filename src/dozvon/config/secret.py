"""The signing key: given by the environment, or made once and kept under DOZVON_HOME."""

from __future__ import annotations

import os
import secrets

from dozvon.config.env import Environment


def secret_key(environment: Environment) -> str:
    """The installation's key; the first call on a fresh home makes `secret.key` (mode 0600)."""
    if environment.secret_key:
        return environment.secret_key
    path = environment.home / "secret.key"
    environment.home.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()
