"""Why a product or a promotion could not be found or kept."""

from __future__ import annotations

from dataclasses import dataclass

from dozvon.core.errors import FieldError


class ProductNotFound(Exception):
    """There is no such product, or it is not this actor's business."""


class PromotionNotFound(Exception):
    """There is no such promotion, or it is not this actor's business."""


@dataclass
class BadProduct(Exception):
    """A product or a promotion that cannot be kept as asked; each error names its field."""

    errors: list[FieldError]
