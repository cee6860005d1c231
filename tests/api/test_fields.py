"""Client fields over HTTP: defined, changed, put in order, retired, deleted; each wrong field named."""

from __future__ import annotations

from typing import Any

import pytest

from dozvon.clients.models import ClientField
from tests import factories as make

pytestmark = pytest.mark.django_db
SOURCE = {"code": "source", "type": "choice", "title": {"ru": "Откуда", "en": "Source"}, "choices": ["site", "friend"]}


@pytest.fixture
def api() -> make.Api:
    make.shop()
    return make.Api(make.user("Root", "admin"), "admin")


def test_a_field_lives_and_dies(api: make.Api) -> None:
    made = api.post("/client-fields", SOURCE)
    assert made == {**SOURCE, "title": {"ru": "Откуда", "uk": "Откуда", "en": "Source"}, "retired": False}
    api.post("/client-fields", {"code": "size", "type": "text"})
    ordered = api.ok("PUT", "/client-fields", {"codes": ["size", "source"]})
    assert [item["code"] for item in ordered["items"]] == ["size", "source"]
    client = f"/clients/{make.order(make.shop('other')).client_id}"
    api.ok("PATCH", client, {"fields": {"source": "friend"}})
    renamed = api.ok("POST", "/client-fields/source/rename-choice", {"was": "friend", "now": "friends"})
    assert (renamed["cards"], renamed["field"]["choices"]) == (1, ["site", "friends"])
    assert api.get(client)["fields"] == {"source": "friends"}
    retired = api.ok("PATCH", "/client-fields/source", {"retired": True, "choices": ["site"]})
    assert (retired["retired"], retired["choices"]) == (True, ["site"])
    assert [item["retired"] for item in api.get("/client-fields")["items"]] == [False, True]
    refused = api.refused("DELETE", "/client-fields/source")
    assert (refused["status"], make.fields(refused)) == (422, {"losing": "values_lost"})
    assert api.call("DELETE", "/client-fields/source?losing=1").status_code == 204
    assert api.get(client)["fields"] == {}
    assert api.refused("DELETE", "/client-fields/source")["status"] == 404


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"code": "Ä"}, {"code": "bad_code"}),
        ({"code": "taken"}, {"code": "taken"}),
        ({"type": "colour"}, {"type": "unknown"}),
        ({"choices": []}, {"choices": "missing"}),
        ({"type": "text"}, {"choices": "must_be_empty"}),
        ({"title": {"de": "x"}}, {"title.de": "unknown_field"}),
        ({"colour": "red"}, {"colour": "unknown_field"}),
    ],
)
def test_a_wrong_field_is_named(api: make.Api, sent: dict[str, Any], wrong: dict[str, str]) -> None:
    ClientField.objects.create(code="taken", type="text")
    assert make.fields(api.refused("POST", "/client-fields", SOURCE | sent)) == wrong
    assert ClientField.objects.count() == 1
