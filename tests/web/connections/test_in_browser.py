"""The page «Connections» in Chromium: both widths, both themes, and what a screen reader meets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from dozvon.platform.connections.models import Connection
from dozvon.platform.outbox.models import Attempt
from tests import factories as make
from tests.web.browsing import BOTH, barriers, let_go, signed_in  # noqa: F401  (a fixture)
from tests.web.connections.test_pages import connect, echo, failed  # noqa: F401  (a fixture)
from tests.web.office.conftest import PASSWORD
from tests.web.test_in_browser import site  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages() -> list[str]:
    """The list and the forms, with something on them."""
    make.user("Admin", "admin", password=PASSWORD, language="ru")
    made, now = connect(make.shop()), timezone.now()
    Connection.objects.update(last_success_at=now, last_failure_at=now, last_failure="time_out", last_received_at=now)
    target = f"connection:{made.code}"
    Attempt.objects.create(target=target, what="GET https://echo.example/", at=now, succeeded=True, status=200)
    failed(target)
    new = "/office/connections/new?provider=probe/echo"
    return ["/office/connections/", f"/office/connections/{made.code}/", new, "/office/account-log/"]


@pytest.fixture
def opened(chromium: Browser, site: str, pages: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:  # noqa: F811
    """A browser in which the administrator is signed in; `param` is width and theme."""
    with signed_in(chromium, site, "Admin", request) as page:
        yield page


@BOTH
def test_every_page_is_accessible_and_fits(opened: Page, pages: list[str]) -> None:
    assert barriers(opened, pages) == {}
