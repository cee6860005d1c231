"""Bad input: a few hundred requests of the long run."""

from __future__ import annotations

import pytest

from tests import factories as make
from tests.api import nasty


@pytest.mark.django_db
def test_bad_input_is_never_a_server_error_and_writes_nothing_by_half() -> None:
    here = nasty.run(400, seed=20260301)
    assert here.failures == []
    assert here.statuses[422] > 100
    assert here.statuses.keys() >= {200, 400, 404}


@pytest.mark.django_db
def test_a_field_whose_name_is_no_text_is_named_as_it_was_sent() -> None:
    api, order = make.Api(make.user("Anna")), make.order(make.shop())
    answer = api.call("POST", f"/orders/{order.pk}/actions/call_later", b'{"\\ud800": 1, "comment": "\\u0000"}')
    assert answer.status_code == 422
    assert b'"comment"' in answer.content
