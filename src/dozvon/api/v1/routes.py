"""The API of version 1, put together."""

from __future__ import annotations

from ninja import NinjaAPI

from dozvon.api.auth import TokenAuth
from dozvon.api.v1 import clients, desk, orders, refusals

api = NinjaAPI(
    title="Dozvon",
    version="1",
    description="An order desk for shops that sell by phone. Times are ISO 8601 with zone, money decimal strings.",
    auth=TokenAuth(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-v1",
)
api.add_router("", orders.router)
api.add_router("", desk.router)
api.add_router("", clients.router)
refusals.install(api)
