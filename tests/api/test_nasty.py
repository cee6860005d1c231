"""Bad input: a few hundred requests of the long run."""

from __future__ import annotations

import pytest

from tests.api import nasty


@pytest.mark.django_db
def test_bad_input_is_never_a_server_error_and_writes_nothing_by_half() -> None:
    here = nasty.run(400, seed=20260301)
    assert here.failures == []
    assert here.statuses[422] > 100
    assert here.statuses.keys() >= {200, 400, 404}
