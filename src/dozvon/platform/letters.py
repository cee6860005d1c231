"""Letters that the program itself writes, by the SMTP server of the settings."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage


def can_send() -> bool:
    """Whether a server for letters is set."""
    return bool(settings.EMAIL_HOST)


def send(to: str, subject: str, text: str) -> None:
    """Hands one letter over to the server. Raises OSError (smtplib's errors among them): the job tries again."""
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to]).send()
