"""One-time codes by time, as RFC 6238 has them: HMAC-SHA-1, six digits, steps of 30 seconds. No clock, no rows."""

from __future__ import annotations

import base64
import hmac
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

STEP = 30
"""Seconds for which one code stands."""
DIGITS = 6
DRIFT = 1
"""Steps by which the phone's clock may be wrong, either way (RFC 6238, section 5.2)."""


def code_at(secret: str, step: int) -> str:
    """The code of the time step for a base32 secret."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", step), "sha1").digest()
    offset = digest[-1] & 15
    number: int = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def step_of(now: datetime) -> int:
    """The time step of a moment."""
    return int(now.timestamp()) // STEP


def matching_step(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The step whose code this is, near `now` and later than the step `after`; None for a wrong or used code."""
    middle = step_of(now)
    matching = [
        step
        for step in range(middle - DRIFT, middle + DRIFT + 1)
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode("utf-8", "surrogatepass"))
    ]
    return next((step for step in matching if step > after), None)


def link(secret: str, account: str, issuer: str = "Dozvon") -> str:
    """The address by which an authenticator app takes the secret over."""
    parameters = urlencode({"secret": secret, "issuer": issuer, "digits": DIGITS, "period": STEP})
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{parameters}"
