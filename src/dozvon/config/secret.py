"""The signing key: given by the environment, or made once and kept under DOZVON_HOME."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from dozvon.config.env import BadEnvironment, Environment


def secret_key(environment: Environment) -> str:
    """The installation's key; the first call on a fresh home makes `secret.key` (mode 0600). Raises BadEnvironment."""
    if environment.secret_key:
        return environment.secret_key
    path = environment.home / "secret.key"
    try:
        environment.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadEnvironment(
            f"DOZVON_HOME: {path} cannot be made or read ({error}); run Dozvon as the account that owns the folder"
        ) from error
    if len(key) < 32:
        raise BadEnvironment(f"DOZVON_HOME: {path} holds no key; remove it and a new one is made")
    return key


def _make(path: Path) -> None:
    """Writes the key beside its place and links it there: two processes at once end up with one key, never a half."""
    descriptor, fresh = tempfile.mkstemp(dir=path.parent, prefix=".secret.")
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        os.link(fresh, path)
    except FileExistsError:
        return
    finally:
        os.unlink(fresh)
