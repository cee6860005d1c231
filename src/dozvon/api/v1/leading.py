"""What the head sets for people: who is away and who stands in, banners to all, what each role may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from dozvon.api.auth import actor_of
from dozvon.api.v1 import present
from dozvon.api.v1.refusals import STANDARD
from dozvon.api.v1.schemas import StrictBody
from dozvon.core.actor import Actor
from dozvon.core.errors import FieldError
from dozvon.core.roles import Permission, Role
from dozvon.intake.schema import Text
from dozvon.platform.accounts import rights
from dozvon.platform.accounts.errors import BadAccount
from dozvon.platform.accounts.models import Absence
from dozvon.platform.accounts.profiles import GIVEN_ROLES
from dozvon.platform.accounts.staff_state import FIXED, PostedBanner, posted_banner
from dozvon.platform.capabilities import grants
from dozvon.platform.people import absences, banners
from dozvon.shops import queries as shops

router = Router(tags=["people"])


class AbsenceIn(StrictBody):
    """Who is away from when until when, and who stands in, by name; together they work in all shops of the person."""

    user: Text(120, 1)  # type: ignore[valid-type]
    since: AwareDatetime
    until: AwareDatetime
    stand_ins: Annotated[list[Text(120, 1)], Field(max_length=absences.MOST_STAND_INS)]  # type: ignore[valid-type]


class AbsenceOut(Schema):
    """An absence that is on or to come."""

    id: int
    user: str
    since: datetime
    until: datetime
    stand_ins: list[str]
    on: bool


class AbsenceList(Schema):
    """Absences, the soonest first."""

    items: list[AbsenceOut]


class BannerIn(StrictBody):
    """A message on every page of a shop until then; of all shops where none is named."""

    text: Text(1000)  # type: ignore[valid-type]
    level: Literal["news", "warning", "alarm"] = "news"
    shop: Text(40) | None = None  # type: ignore[valid-type]
    until: AwareDatetime


class BannerOut(Schema):
    """A banner that is on; `shop` is null where it is for all."""

    id: int
    text: str
    level: str
    shop: str | None
    until: datetime
    author: str


class BannerList(Schema):
    """Banners that are on, the oldest first."""

    items: list[BannerOut]


PermissionCode = StrEnum("Permission", [(code, code) for code in grants()])  # type: ignore[misc]
PermissionCode.__doc__ = "What may be done; each name is verb_object."


class RoleIn(StrictBody):
    """Everything the role may do; what is left out it may not."""

    permissions: Annotated[list[PermissionCode], Field(max_length=len(grants()))]


class RoleOut(Schema):
    """A role: what it may do, what it may as it comes, whether that can be changed."""

    role: str
    permissions: list[str]
    usual: list[str]
    fixed: bool


class RoleList(Schema):
    """All roles that people can have."""

    items: list[RoleOut]


@router.get("/absences", response={200: AbsenceList, **STANDARD})
def away(request: HttpRequest) -> HttpResponse:
    """Who is away or will be, and who stands in."""
    now, actor = timezone.now(), actor_of(request)
    names = dict(absences.colleagues(actor).values_list("pk", "name"))
    return present.answer({"items": [_absence(one, names, now) for one in absences.list_absences(actor, now)]})


@router.post("/absences", response={201: AbsenceOut, **STANDARD})
def send_away(request: HttpRequest, wanted: AbsenceIn) -> HttpResponse:
    """Marks somebody as away; the stand-ins are handed their orders meanwhile, each in their own shops."""
    now, actor = timezone.now(), actor_of(request)
    names = dict(absences.colleagues(actor).values_list("pk", "name"))
    ids = {name.casefold(): pk for pk, name in names.items()}
    unknown = [
        FieldError(field, "unknown_user", {"value": name})
        for field, name in (
            ("user", wanted.user),
            *((f"stand_ins.{at}", one) for at, one in enumerate(wanted.stand_ins)),
        )
        if name.casefold() not in ids
    ]
    if unknown:
        raise BadAccount(unknown)
    chosen = [ids[name.casefold()] for name in wanted.stand_ins]
    of = {shop.pk: shop.name for shop in shops.shops_of(actor)}
    who = ids[wanted.user.casefold()]
    absence = absences.send_away(actor, who, wanted.since, wanted.until, chosen, of, now)
    return present.answer(_absence(absence, names, now), 201)


@router.post("/absences/{int:absence_id}/end", response={204: None, **STANDARD})
def is_back(request: HttpRequest, absence_id: int) -> HttpResponse:
    """The person is back; they may say so themselves."""
    absences.end(actor_of(request), _id(absence_id), timezone.now())
    return HttpResponse(status=204)


@router.get("/banners", response={200: BannerList, **STANDARD})
def posted(request: HttpRequest) -> HttpResponse:
    """The banners that are on in the actor's shops."""
    actor = actor_of(request)
    codes = {shop.pk: shop.code for shop in shops.shops_of(actor)}
    return present.answer({"items": [_banner(one, codes) for one in banners.list_banners(actor, timezone.now())]})


@router.post("/banners", response={201: BannerOut, **STANDARD})
def post(request: HttpRequest, wanted: BannerIn) -> HttpResponse:
    """Shows the message to everybody of the shop, or of all, within a second."""
    actor = actor_of(request)
    codes = {shop.pk: shop.code for shop in shops.shops_of(actor)}
    shop_id = next((pk for pk, code in codes.items() if code == wanted.shop), None)
    if wanted.shop is not None and shop_id is None:
        raise BadAccount([FieldError("shop", "unknown_shop", {"value": wanted.shop})])
    banner = banners.post(actor, wanted.text, wanted.level, shop_id, wanted.until, timezone.now())
    return present.answer(_banner(posted_banner(banner), codes), 201)


@router.post("/banners/{int:banner_id}/end", response={204: None, **STANDARD})
def take_down(request: HttpRequest, banner_id: int) -> HttpResponse:
    """Takes the banner down before its time."""
    banners.take_down(actor_of(request), _id(banner_id), timezone.now())
    return HttpResponse(status=204)


@router.get("/roles", response={200: RoleList, **STANDARD})
def roles(request: HttpRequest) -> HttpResponse:
    """What each role may do."""
    return present.answer({"items": list(_roles(actor_of(request)).values())})


@router.put("/roles/{role}", response={200: RoleOut, **STANDARD})
def set_role(request: HttpRequest, role: str, wanted: RoleIn) -> HttpResponse:
    """Gives the role exactly these permissions: the right of who manages people in all shops."""
    actor = actor_of(request)
    if role not in _roles(actor):
        raise Http404
    rights.set_rights(actor, {Role(role): [Permission(one.value) for one in wanted.permissions]})
    return present.answer(_roles(actor)[role])


def _absence(absence: Absence, names: Mapping[int, str], now: datetime) -> dict[str, object]:
    return {
        "id": absence.pk,
        "user": absence.user.name,
        "since": absence.since,
        "until": absence.until,
        "stand_ins": _named(absence.stand_in_ids, names),
        "on": absence.since <= now < absence.until,
    }


def _named(ids: Sequence[int], names: Mapping[int, str]) -> list[str]:
    return sorted(names[pk] for pk in ids if pk in names)


def _banner(banner: PostedBanner, codes: Mapping[int, str]) -> dict[str, object]:
    return {
        "id": banner.banner_id,
        "text": banner.text,
        "level": banner.level,
        "shop": None if banner.shop_id is None else codes.get(banner.shop_id),
        "until": banner.until,
        "author": banner.author,
    }


def _roles(actor: Actor) -> dict[str, dict[str, object]]:
    grid = rights.grid(actor)
    cells = [cell for row in grid.values() for cell in row]
    return {
        role.value: {
            "role": role.value,
            "permissions": sorted(cell.permission for cell in cells if cell.role is role and cell.given),
            "usual": sorted(cell.permission for cell in cells if cell.role is role and cell.usual),
            "fixed": role in FIXED,
        }
        for role in GIVEN_ROLES
    }


def _id(number: int) -> int:
    """An id that a row can have; another is nobody's."""
    return number if number < 2**63 else 0
