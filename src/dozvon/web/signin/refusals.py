"""Why somebody is not let in, as sentences."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext, ngettext

STATUS: Final = {"wrong": 422, "wrong_code": 422, "expired": 422, "limited": 429, "disabled": 403}


def limited(retry_after: int | None) -> str:
    """When to come back after too many attempts; `retry_after` is in seconds."""
    minutes = max(1, -(-(retry_after or 60) // 60))
    sentence = ngettext(
        "Too many attempts. Try again in %(minutes)s minute.",
        "Too many attempts. Try again in %(minutes)s minutes.",
        minutes,
    )
    return sentence % {"minutes": minutes}


def refusal(code: str, retry_after: int | None) -> dict[str, str]:
    """Field -> sentence. The name's field is not blamed: it would tell a stranger which names exist."""
    if code == "disabled":
        return {"form": gettext("This account is closed. Ask your administrator.")}
    if code == "limited":
        return {"form": limited(retry_after)}
    if code == "wrong_code":
        return {"code": gettext("This code is wrong or already used. Wait for the next one.")}
    if code == "expired":
        return {"form": gettext("The sign-in has expired. Enter your name and password again.")}
    return {"password": gettext("Wrong name or password.")}
