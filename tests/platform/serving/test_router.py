"""The router and its parts, spoken to as a server would."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from dozvon.platform import logs
from dozvon.platform.serving import limits, router
from dozvon.platform.serving.asgi import Receive, Scope, Send, respond
from dozvon.platform.serving.router import Router
from dozvon.platform.serving.static import StaticFiles


async def desk(scope: Scope, receive: Receive, send: Send) -> None:
    """Stands for Django: reads the whole body and tells its length."""
    seen, more = 0, True
    while more:
        message = await receive()
        seen += len(message.get("body", b""))
        more = message.get("more_body", False)
    logs.note_actor(7)
    await respond(send, 200, str(seen).encode(), [(b"x-query", scope["query_string"])])


async def broken(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("inside")


def ask(
    app: Router, path: str, *, method: str = "GET", body: tuple[bytes, ...] = (b"",), query: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One request through the application: status, headers, body."""
    sent: list[dict[str, Any]] = []
    parts = [{"type": "http.request", "body": part, "more_body": True} for part in body]
    parts[-1]["more_body"] = False

    async def receive() -> dict[str, Any]:
        return parts.pop(0) if parts else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": given,
        "query_string": query,
        "http_version": "1.1",
    }
    asyncio.run(app(scope, receive, send))
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:])


@pytest.fixture
def app(tmp_path: Path) -> Router:
    body = b"body { color: red }" * 20
    (tmp_path / "app-5e160b9d48b7.css").write_bytes(body)
    (tmp_path / "app-5e160b9d48b7.css.gz").write_bytes(gzip.compress(body))
    (tmp_path / "app-5e160b9d48b7.css.br").write_bytes(b"brotli")
    (tmp_path / "plain.txt").write_bytes(b"plain")
    return Router(StaticFiles(tmp_path), desk, lambda: None)


CSS = "/static/app-5e160b9d48b7.css"


@pytest.mark.parametrize(
    "accept, encoding",
    [
        ("gzip, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("GZIP;q=0.5", "gzip"),
        ("", None),
    ],
)
def test_a_file_comes_in_the_best_encoding_the_client_takes(app: Router, accept: str, encoding: str | None) -> None:
    status, headers, _ = ask(app, CSS, accept_encoding=accept)
    assert (status, headers.get("content-encoding")) == (200, encoding)
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["vary"] == "accept-encoding"


def test_a_known_file_is_not_sent_again_and_head_sends_no_body(app: Router) -> None:
    _, headers, body = ask(app, CSS)
    assert ask(app, CSS, if_none_match=headers["etag"])[0] == 304
    status, of_head, nothing = ask(app, CSS, method="HEAD")
    assert (status, nothing, of_head["content-length"]) == (200, b"", str(len(body)))
    assert ask(app, "/static/plain.txt")[1]["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/static/../router.py", "/static/", "/static/nothing.css", "/static/%2e%2e/x"])
def test_nothing_beside_the_folder_is_served(app: Router, path: str) -> None:
    assert ask(app, path)[0] == 404


def test_other_methods_on_files_are_refused(app: Router) -> None:
    assert ask(app, CSS, method="POST")[0] == 405


def test_health_needs_nothing_and_ready_gives_the_reason(tmp_path: Path) -> None:
    app = Router(StaticFiles(tmp_path), broken, lambda: "the database does not answer")
    assert ask(app, "/health")[0] == 200
    status, headers, body = ask(app, "/ready")
    assert (status, headers["retry-after"]) == (503, "5")
    assert json.loads(body)["title"] == "the database does not answer"


def test_a_failure_inside_is_a_500_without_its_insides(tmp_path: Path) -> None:
    status, _, body = ask(Router(StaticFiles(tmp_path), broken, lambda: None), "/x")
    assert status == 500
    assert b"inside" not in body


def test_a_declared_length_over_the_limit_is_refused_and_django_not_asked(app: Router) -> None:
    status, headers, body = ask(app, "/x", method="POST", content_length=str(limits.BODY_LIMIT + 1))
    assert (status, headers["content-type"]) == (413, "application/problem+json")
    assert json.loads(body)["code"] == "too_large"
    assert ask(app, "/x", method="POST", content_length="-1")[0] == 413


def test_a_streamed_body_is_counted_as_it_comes(app: Router, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_LIMIT", 10)
    within = ask(app, "/x", method="POST", body=(b"12345", b"67890"), transfer_encoding="chunked")
    assert (within[0], within[2]) == (200, b"10")
    assert ask(app, "/x", method="POST", body=(b"12345", b"678901"), transfer_encoding="chunked")[0] == 413


def test_the_answer_to_a_cut_body_is_never_djangos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BODY_LIMIT", 10)

    async def careless(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            while (await receive()).get("more_body"):
                pass
        except OSError:
            await respond(send, 200, b"saved", [])

    app = Router(StaticFiles(tmp_path), careless, lambda: None)
    assert ask(app, "/x", method="POST", body=(b"x" * 11,), transfer_encoding="chunked")[0] == 413


def test_bytes_in_a_query_are_escaped_for_django(app: Router) -> None:
    assert ask(app, "/x", query="q=Іван&x=%20+".encode())[1]["x-query"] == "q=%D0%86%D0%B2%D0%B0%D0%BD&x=%20+"


def test_a_live_stream_is_routed_past_django(app: Router, monkeypatch: pytest.MonkeyPatch) -> None:
    async def live(scope: Scope, receive: Receive, send: Send) -> None:
        await respond(send, 200, b"live", [])

    monkeypatch.setitem(router.sse_routes, "/events", live)
    assert ask(app, "/events")[2] == b"live"


def test_the_access_line_has_the_actor_and_no_query(app: Router, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "dozvon.access"):
        ask(app, "/orders/1", query=b"phone=79124883107", x_request_id="abcdefgh")
        ask(app, "/health")
    (record,) = [record for record in caplog.records if record.name == "dozvon.access"]
    line = json.loads(logs.JsonFormatter().format(record))
    assert (line["path"], line["status"], line["actor"], line["method"]) == ("/orders/1", 200, 7, "GET")
    assert "79124883107" not in json.dumps(line)


def test_a_line_carries_the_id_of_its_request_and_any_text() -> None:
    logs.begin_request("id-of-request")
    record = logging.makeLogRecord({"msg": "line\n%s", "args": ("\x00имя",), "levelname": "INFO", "levelno": 20})
    line = json.loads(logs.JsonFormatter().format(record))
    assert (line["request_id"], line["message"]) == ("id-of-request", "line\n\x00имя")
    assert "имя" in logs.HumanFormatter().format(record)
