"""Documented bytes of WooCommerce (REST API v3): orders and the headers of its webhooks."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from dozvon.platform.connections.models import Connection
from dozvon.providers.shop.woocommerce.provider import signature
from tests.providers.shop.conftest import send

WEBHOOK_SECRET = "the secret of the webhook"
_deliveries = count(1)


def order(number: int = 727, modified: str = "2026-11-22T16:29:00", **given: Any) -> dict[str, Any]:
    """An order as the documentation shows it, shortened; `given` replaces whole keys."""
    return {
        "id": number,
        "parent_id": 0,
        "number": str(number),
        "status": "processing",
        "currency": "RUB",
        "date_created": "2026-11-22T19:28:02",
        "date_created_gmt": "2026-11-22T16:28:02",
        "date_modified": modified,
        "date_modified_gmt": modified,
        "discount_total": "0.00",
        "shipping_total": "350.00",
        "total": "2340.00",
        "prices_include_tax": False,
        "customer_id": 0,
        "customer_note": "Позвонить после шести",
        "billing": {
            "first_name": "Анна",
            "last_name": "Иванова",
            "company": "",
            "address_1": "ул. Ленина, 5",
            "address_2": "",
            "city": "Пермь",
            "state": "",
            "postcode": "614000",
            "country": "RU",
            "email": "anna@example.com",
            "phone": "8 (912) 000-00-01",
        },
        "shipping": {"first_name": "", "last_name": "", "address_1": "", "city": "", "postcode": "", "phone": ""},
        "payment_method": "cod",
        "payment_method_title": "Оплата при доставке",
        "meta_data": [
            {"id": 1, "key": "_wc_order_attribution_utm_source", "value": "vk"},
            {"id": 2, "key": "_x", "value": {}},
        ],
        "line_items": [
            {
                "id": 315,
                "name": "Крем",
                "product_id": 93,
                "variation_id": 0,
                "quantity": 2,
                "subtotal": "1990.00",
                "subtotal_tax": "0.00",
                "total": "1990.00",
                "total_tax": "0.00",
                "sku": "CREAM",
                "price": 995,
            }
        ],
        "shipping_lines": [
            {"id": 317, "method_title": "СДЭК", "method_id": "cdek", "total": "350.00", "meta_data": []}
        ],
        "fee_lines": [],
        "coupon_lines": [],
        "refunds": [],
    } | given


def webhook(
    source: Connection, content: dict[str, Any], topic: str = "order.updated", delivery: str = "", secret: str = ""
) -> int:
    """The webhook, signed; the answer's status."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return send(
        source,
        body,
        X_WC_Webhook_Source="https://shop.example.org/",
        X_WC_Webhook_Topic=topic,
        X_WC_Webhook_Resource="order",
        X_WC_Webhook_Event=topic.partition(".")[2],
        X_WC_Webhook_Signature=signature(body, secret or WEBHOOK_SECRET),
        X_WC_Webhook_ID="5",
        X_WC_Webhook_Delivery_ID=delivery or f"delivery-{next(_deliveries)}",
    )
