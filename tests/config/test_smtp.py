"""DOZVON_SMTP_URL: what is read from it, and what is refused."""

from __future__ import annotations

import pytest

from dozvon.config.env import BadEnvironment
from dozvon.config.smtp import Smtp, parse


@pytest.mark.parametrize(
    "url, server",
    [
        (None, Smtp()),
        ("smtp://mail.lan", Smtp("mail.lan", 25, sender="dozvon@mail.lan")),
        ("smtp://mail.lan:2525?from=a@b.c", Smtp("mail.lan", 2525, sender="a@b.c")),
        ("smtp://me:p%40ss@mail.lan", Smtp("mail.lan", 587, "me", "p@ss", starttls=True, sender="dozvon@mail.lan")),
        ("smtp://me:x@mail.lan?starttls=0", Smtp("mail.lan", 587, "me", "x", sender="dozvon@mail.lan")),
        ("smtps://me%40b.c:x@mail.lan", Smtp("mail.lan", 465, "me@b.c", "x", ssl=True, sender="me@b.c")),
    ],
)
def test_the_server_is_read_from_the_url(url: str | None, server: Smtp) -> None:
    assert parse(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.lan",
        "http://mail.lan",
        "smtp://",
        "smtp://h:port",
        "smtp://h?from=x",
        "smtp://h?starttls=2",
        "smtp://h?x=1",
    ],
)
def test_junk_is_refused_by_the_variables_name(url: str) -> None:
    with pytest.raises(BadEnvironment, match="DOZVON_SMTP_URL"):
        parse(url)
