"""Letters that the program itself writes, by the SMTP server of the settings. They go through the outbox."""

from __future__ import annotations

import smtplib
import time
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage

from dozvon.platform.egress.errors import Unreachable
from dozvon.platform.outbox.handlers import GiveUp
from dozvon.platform.outbox.traces import CallResult

TARGET: Final = "letters"
"""The other side of all letters: one server, one breaker."""


def can_send() -> bool:
    """Whether a server for letters is set."""
    return bool(settings.EMAIL_HOST)


def send(key: str, to: str, subject: str, text: str) -> CallResult:
    """Hands one letter over to the server; the same `key` is the same letter, by its Message-ID.

    Raises GiveUp where the server refuses it for good, Unreachable where no server took it.
    """
    begun = time.monotonic()
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    letter = EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers={"Message-ID": f"<{key}@{host}>"})
    try:
        letter.send()
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code, time.monotonic() - begun)
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(max(code for code, _ in error.recipients.values()), time.monotonic() - begun)
    except TimeoutError as error:
        raise Unreachable("time_out") from error
    except OSError as error:
        raise Unreachable("no_connection") from error
    return CallResult(what="SMTP", seconds=time.monotonic() - begun, status=250)


def _refused(code: int, seconds: float) -> CallResult:
    if 500 <= code < 600:
        raise GiveUp(f"SMTP {code}")
    return CallResult(what="SMTP", seconds=seconds, status=code, reason=f"SMTP {code}")
