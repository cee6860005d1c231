"""What the browser is told, and what templates must never hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

import dozvon.web

WEB = Path(dozvon.web.__file__).parent
TEMPLATES = sorted(path for path in WEB.rglob("*.html"))


def test_a_page_may_run_and_show_only_what_is_ours() -> None:
    page = Client().get("/sign-in")
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"
    assert page["Referrer-Policy"] == "same-origin"
    assert "microphone=()" in page["Permissions-Policy"]
    assert page["Cache-Control"] == "no-store"


def test_error_answers_carry_the_same_headers() -> None:
    assert "default-src 'none'" in Client().get("/nowhere")["Content-Security-Policy"]


def test_a_form_from_elsewhere_is_refused() -> None:
    refused = Client(enforce_csrf_checks=True).post("/theme", {"theme": "dark"}, headers={"Accept-Language": "en"})
    assert refused.status_code == 403
    assert "This form has expired" in refused.content.decode()


def test_the_token_of_the_page_is_accepted_from_the_htmx_header() -> None:
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'name="csrf-token" content="([^"]+)"', client.get("/sign-in").content.decode())
    assert token
    assert client.post("/theme", {"theme": "dark"}, headers={"X-CSRFToken": token[1]}).status_code == 303


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_templates_hold_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|\shx-on|javascript:|<script(?![^>]*\ssrc=)", text)
