"""Products, promotions and price lists, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.catalog.errors import BadProduct, ProductNotFound, PromotionNotFound
from dozvon.catalog.permissions import MANAGE_CATALOG
from dozvon.platform.capabilities import LEADING, Capability, Grant, HttpRefusal, MenuEntry, MenuGroup

CAPABILITY = Capability(
    name="catalog",
    permissions=(
        Grant(
            permission=MANAGE_CATALOG, title=_("Manage the catalogue: products, promotions, price lists"), roles=LEADING
        ),
    ),
    sentences={
        "unknown_product": _("“%(value)s” is not in the catalogue. Choose from the list below the field."),
        "discount_too_big": _("The promotion allows at most %(limit)s%%."),
        "discount_needs_quantity": _("This discount applies from %(least)s pieces. Increase the quantity."),
        "no_discount": _("Enter a discount above 0%%."),
        "ends_before_it_begins": _("The last day is before the first day. Check both dates."),
        "unknown_promotion": _("This shop has no promotion “%(value)s”. Create it first."),
        "unknown_skus": _("These article numbers are not in the catalogue: %(value)s."),
        "bad_sku": _("An article number cannot contain commas, semicolons or line breaks."),
        "sku_stays": _("The article number cannot be changed: orders refer to it. Create a new product instead."),
        "price_fixed": _("The price is fixed: %(value)s. Only people who may set any price can change it."),
        "not_yes_or_no": _("Enter yes or no: whether the product is on sale."),
    },
    refusals=(
        HttpRefusal(kind=ProductNotFound, status=404, code="not_found"),
        HttpRefusal(kind=PromotionNotFound, status=404, code="not_found"),
        HttpRefusal(kind=BadProduct, status=422, code="invalid", errors=lambda error: error.errors),
    ),
    api=("dozvon.api.v1.products.router", "dozvon.api.v1.promotions.router"),
    pages=("dozvon.web.office.urls.catalog",),
    menu=(
        MenuEntry(
            route="products",
            title=_("Products"),
            permission=MANAGE_CATALOG,
            group=MenuGroup.GOODS,
            place=10,
            icon="package",
        ),
        MenuEntry(
            route="promotions",
            title=_("Promotions"),
            permission=MANAGE_CATALOG,
            group=MenuGroup.GOODS,
            place=20,
            icon="discount",
        ),
    ),
    account_changes={
        "product.added": _("Product added"),
        "product.changed": _("Product changed"),
        "product.archived": _("Product archived"),
        "product.restored": _("Product back on sale"),
        "products.imported": _("Products imported"),
        "promotion.added": _("Promotion created"),
        "promotion.changed": _("Promotion changed"),
        "promotion.ended": _("Promotion ended"),
        "promotion.products": _("Products added to a promotion"),
        "promotion.left": _("Product removed from a promotion"),
    },
)
