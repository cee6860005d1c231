"""Texts go out compressed to whom takes it; the length tells nothing."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from dozvon.platform.serving.compression import Compression

TEXT = "<p>Кузнецова Марина</p>" * 200


def asked(accept: str) -> HttpRequest:
    return RequestFactory().get("/", headers={"Accept-Encoding": accept})


def answered(request: HttpRequest, kind: str = "text/html; charset=utf-8", text: str = TEXT) -> HttpResponse:
    response = Compression(lambda _: HttpResponse(text, content_type=kind))(request)
    assert isinstance(response, HttpResponse)
    return response


def test_a_text_is_compressed_for_who_takes_it_and_for_nobody_else() -> None:
    packed = answered(asked("br, gzip"))
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content).decode() == TEXT
    assert len(packed.content) < len(TEXT.encode()) / 10
    plain = answered(asked("identity"))
    assert plain.content.decode() == TEXT
    assert {"Accept-Encoding"} == {packed.headers["Vary"], plain.headers["Vary"]}


@pytest.mark.parametrize(("kind", "text"), [("application/octet-stream", TEXT), ("text/html", "short")])
def test_what_would_not_shrink_is_left(kind: str, text: str) -> None:
    assert "Content-Encoding" not in answered(asked("gzip"), kind, text).headers


def test_the_same_page_has_another_length_each_time() -> None:
    assert len({len(answered(asked("gzip")).content) for _ in range(20)}) > 1
