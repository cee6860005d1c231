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
            permission=MANAGE_CATALOG, title=_("Keep the catalogue: products, promotions, price lists"), roles=LEADING
        ),
    ),
    sentences={
        "unknown_product": _("The catalogue has no “%(value)s”. Choose from the list below the field."),
        "discount_too_big": _("The promotion allows at most %(limit)s%%."),
        "discount_needs_quantity": _("The promotion gives this from %(least)s pieces on. Raise the quantity."),
        "no_discount": _("A promotion without a discount is none: give more than 0%%."),
        "ends_before_it_begins": _("The promotion would end before it begins. Check the two days."),
        "unknown_promotion": _("This shop has no promotion “%(value)s”. Make it first."),
        "unknown_skus": _("The catalogue has no such article numbers: %(value)s."),
        "bad_sku": _("An article number holds no commas, semicolons or line breaks."),
        "sku_stays": _("The article number stays: orders know the product by it. Make a new product instead."),
        "price_fixed": _("The price is fixed: %(value)s. Who may name any price can change it."),
        "not_yes_or_no": _("Write yes or no: whether it is on offer."),
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
        "product.archived": _("Product put into the archive"),
        "product.restored": _("Product on offer again"),
        "products.imported": _("Products imported"),
        "promotion.added": _("Promotion made"),
        "promotion.changed": _("Promotion changed"),
        "promotion.ended": _("Promotion ended"),
        "promotion.products": _("Products put under a promotion"),
        "promotion.left": _("Product out of a promotion"),
    },
)
