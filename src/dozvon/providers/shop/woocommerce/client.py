"""Questions to WooCommerce's REST API v3, each within five seconds and the rules of egress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dozvon.platform.connections.errors import CheckFailed
from dozvon.platform.connections.models import Connection
from dozvon.platform.egress.client import Answer, Call
from dozvon.platform.egress.errors import OutsideError, reason_of
from dozvon.platform.outbox.ask import ask

PER_PAGE: Final = 50
MOST_PAGES: Final = 2000

Params = Mapping[str, str | int]


def get(connection: Connection, url: str, consumer_key: str, path: str, params: Params) -> Answer:
    """The answer to `GET {url}/wp-json/wc/v3/{path}`. Raises CheckFailed with a sentence unless it is 2xx."""
    call = Call(
        method="GET",
        url=f"{url}/wp-json/wc/v3/{path}",
        params=params,
        basic=(consumer_key, connection.secret("consumer_secret")),
        keeps_answer=False,
    )
    try:
        answer = ask(connection, call)
    except OutsideError as error:
        raise CheckFailed(reason_of(error.code)) from error
    if answer.status in (401, 403):
        raise CheckFailed(f"The shop refuses the key ({answer.status}); make one that may read, and check the secret.")
    if answer.status == 404:
        raise CheckFailed("There is no WooCommerce REST API at this address (404); check the address of the shop.")
    if not answer.is_success:
        raise CheckFailed(f"The shop answered {answer.status}; try again later.")
    return answer


def items_of(answer: Answer) -> list[dict[str, Any]]:
    """The objects of a page. Raises CheckFailed for anything else: a theme or a guard may answer with a page."""
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise CheckFailed("The shop answered with something that is no list; is its REST API switched off?")
    return found


def pages(
    connection: Connection, url: str, consumer_key: str, path: str, params: Params
) -> Iterator[list[dict[str, Any]]]:
    """All pages of a list, PER_PAGE objects each. Raises CheckFailed."""
    for page in range(1, MOST_PAGES + 1):
        wanted = {**params, "page": page, "per_page": PER_PAGE}
        items = items_of(get(connection, url, consumer_key, path, wanted))
        if items:
            yield items
        if len(items) < PER_PAGE:
            return
