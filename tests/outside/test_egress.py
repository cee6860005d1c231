"""The way out: which addresses may be called, and how long and how much a call may take."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import time
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pytest_django import Settings

from dozvon.platform.egress import addresses, transport
from dozvon.platform.egress.client import Call, send
from dozvon.platform.egress.errors import REASONS, EgressRefused, OutsideError, Unreachable, reason_of
from tests.outside.server import Reply, Server, serving


def failed(call: Call) -> str:
    with pytest.raises(OutsideError) as why:
        send(call)
    assert why.value.code in REASONS
    assert reason_of(why.value.code)
    return why.value.code


def get(url: str, seconds: float = 5, **given: object) -> Call:
    return Call(method="GET", url=url, seconds=seconds, **given)  # type: ignore[arg-type]


def test_a_call_brings_status_headers_and_body(server: Server) -> None:
    server.reply = Reply(201, b'{"id": 7}', {"X-Next": "8"})
    answer = send(
        Call(method="POST", url=f"{server.url}/orders", params={"page": 2}, json={"a": "ё"}, basic=("u", "p"))
    )
    assert (answer.status, answer.json(), answer.headers["x-next"], answer.is_success) == (201, {"id": 7}, "8", True)
    sent = server.sent[0]
    assert (sent.method, sent.path, sent.headers["authorization"]) == ("POST", "/orders?page=2", "Basic dTpw")
    assert sent.body == '{"a":"ё"}'.encode()


def test_a_redirect_is_not_followed(server: Server) -> None:
    server.reply = Reply(302, b"", {"Location": f"{server.url}/elsewhere"})
    assert send(get(server.url)).status == 302
    assert len(server.sent) == 1


@pytest.mark.parametrize("url", ["", "nowhere", "ftp://x/y", "http://", "file:///etc/passwd", "https://[::1"])
def test_what_is_no_address_is_refused(url: str) -> None:
    assert failed(get(url)) == "bad_address"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "::127.0.0.1", "fec0::1", "2002:7f00:1::", "192.0.2.1", "2001:db8::1",
    ],
)  # fmt: skip
def test_no_address_of_a_private_or_special_network_is_public(address: str, settings: Settings) -> None:
    settings.OUTBOUND_PRIVATE = ()
    assert not addresses.is_public(ip_address(address))
    host = f"[{address}]" if ":" in address else address
    assert failed(get(f"https://{host}/")) == "private_address"


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "64:ff9b::5db8:d70e"])
def test_public_addresses_are_called_by_https_only(address: str, settings: Settings) -> None:
    settings.OUTBOUND_PRIVATE = ()
    assert addresses.is_public(ip_address(address))
    assert addresses.permitted(address, 443, encrypted=True, seconds=1) == [address]
    with pytest.raises(EgressRefused, match="plain_http"):
        addresses.permitted(address, 80, encrypted=False, seconds=1)


def test_a_listed_network_may_be_called_and_no_other(server: Server, settings: Settings) -> None:
    assert send(get(server.url)).status == 200
    settings.OUTBOUND_PRIVATE = (ip_network("10.0.0.0/8"),)
    assert failed(get(server.url)) == "private_address"
    assert len(server.sent) == 1


def test_a_name_is_looked_up_once_and_the_call_goes_there(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up, real = [], socket.getaddrinfo

    def look_up(host: str, port: int, *given: int, **named: int) -> object:
        if host[0].isdigit():
            return real(host, port, *given, **named)
        looked_up.append(host)
        address = "127.0.0.1" if len(looked_up) == 1 else "10.255.255.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    port = server.server_address[1]
    assert send(get(f"http://shop.example:{port}/")).status == 200
    assert looked_up == ["shop.example"]
    assert server.sent[0].headers["host"] == f"shop.example:{port}"


def test_a_name_that_leads_to_a_private_address_is_refused(settings: Settings) -> None:
    settings.OUTBOUND_PRIVATE = ()
    assert failed(get("https://localhost/")) == "private_address"


def test_a_name_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*given: object, **named: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    assert failed(get("https://nowhere.invalid/")) == "no_such_host"


def test_a_slow_name_server_does_not_hold_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *given, **named: time.sleep(2) or [])
    begun = time.monotonic()
    assert failed(get("https://slow.example/", 0.2)) == "time_out"
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("reply", [Reply(pause=3), Reply(body=b"x" * 100, drip=0.05)], ids=["silent", "dripping"])
def test_the_whole_call_ends_with_its_deadline(server: Server, reply: Reply) -> None:
    server.reply = reply
    begun = time.monotonic()
    assert failed(get(server.url, 0.5)) == "time_out"
    assert time.monotonic() - begun < 1.5


def test_an_answer_that_is_too_big_is_left(server: Server) -> None:
    server.reply = Reply(body=b"x" * 5000)
    assert failed(get(server.url, most_bytes=1000)) == "too_big"


def test_nobody_listens_there(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    assert failed(get(f"http://127.0.0.1:{port}/")) == "no_connection"


def test_the_other_side_breaks_off(settings: Settings) -> None:
    settings.OUTBOUND_PRIVATE = (ip_network("127.0.0.0/8"),)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        listener.settimeout(5)
        import threading

        threading.Thread(target=lambda: listener.accept()[0].close(), daemon=True).start()
        assert failed(get(f"http://127.0.0.1:{port}/")) == "cut_off"


@pytest.fixture
def certified(tmp_path: Path, settings: Settings) -> Iterator[tuple[Server, Path]]:
    """A server by TLS, for localhost, and its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    settings.OUTBOUND_PRIVATE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
    with serving(context) as server:
        yield server, file


def test_a_certificate_that_nobody_vouches_for_is_refused(certified: tuple[Server, Path]) -> None:
    server, _ = certified
    assert failed(get(f"https://localhost:{server.server_address[1]}/")) == "tls"
    assert server.sent == []


def test_a_certificate_is_good_for_its_own_name_only(
    certified: tuple[Server, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    server, file = certified
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    transport.tls.cache_clear()
    try:
        assert send(get(f"https://localhost:{server.server_address[1]}/")).status == 200
        assert failed(get(f"https://127.0.0.1:{server.server_address[1]}/")) == "tls"
    finally:
        transport.tls.cache_clear()


def test_the_place_of_a_call_tells_no_query_and_no_credentials() -> None:
    assert get("https://me:word@shop.example:8443/a/b?key=1#x").place == "GET https://shop.example:8443/a/b"
    assert get("https://[::1").place == "GET"


def test_errors_are_of_two_kinds() -> None:
    assert issubclass(EgressRefused, OutsideError)
    assert issubclass(Unreachable, OutsideError)


@pytest.mark.parametrize("port", ["0", "-1", "65536", "9" * 300])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    assert failed(get(f"https://93.184.215.14:{port}/")) == "bad_address"
