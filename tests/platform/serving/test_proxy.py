"""Whose address counts behind a proxy."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from dozvon.platform.serving.proxy import ForwardedAddress


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [(None, "127.0.0.1"), ("203.0.113.7", "203.0.113.7"), ("10.0.0.1, 203.0.113.7", "203.0.113.7"), (" ", "127.0.0.1")],
)
def test_the_address_is_the_one_the_proxy_saw(forwarded: str | None, address: str) -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    ForwardedAddress(view)(RequestFactory().get("/", headers=headers))
    assert seen == [address]
