"""Fields of the client card that the shops define themselves. What a card has in them stands in `GET /clients/{id}`."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from dozvon.api.auth import actor_of
from dozvon.api.v1 import present
from dozvon.api.v1.refusals import STANDARD
from dozvon.api.v1.schemas import StrictBody
from dozvon.clients.actions import define
from dozvon.clients.models import ClientField
from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.clients.queries import every_field
from dozvon.core.errors import NotPermitted
from dozvon.intake.schema import Text
from dozvon.shops.permissions import MANAGE_SHOPS

router = Router(tags=["client fields"])

Title = Text(define.LONGEST)
Choice = Text(define.LONGEST, 1)
MOST = define.MOST_CHOICES


class TitlesIn(StrictBody):
    """What the field is called in each language; what is left out is called as in another."""

    ru: Title = ""  # type: ignore[valid-type]
    uk: Title = ""  # type: ignore[valid-type]
    en: Title = ""  # type: ignore[valid-type]


class FieldEdit(StrictBody):
    """What to change; what is left out stays. `title` and `choices` are given whole."""

    title: TitlesIn | None = None
    choices: Annotated[list[Choice], Field(max_length=MOST)] | None = None  # type: ignore[valid-type]
    retired: Annotated[bool, Field(strict=True)] | None = None


class FieldIn(StrictBody):
    """A new field, behind the others. Code and type stay; `choices` are those of the type `choice`."""

    code: Text(40, 1)  # type: ignore[valid-type]
    type: Text(20, 1)  # type: ignore[valid-type]
    title: TitlesIn = TitlesIn()
    choices: Annotated[list[Choice], Field(max_length=MOST)] = Field(default_factory=list)  # type: ignore[valid-type]


class ChoiceRename(StrictBody):
    """A choice of the list, and its new name."""

    was: Title  # type: ignore[valid-type]
    now: Title  # type: ignore[valid-type]


class FieldOrder(StrictBody):
    """The codes of all fields that are not retired, each once."""

    codes: Annotated[list[Text(40, 1)], Field(max_length=2000)]  # type: ignore[valid-type]


class LosingQuery(Schema):
    """How many cards lose what they have in the field: as many as there are."""

    losing: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0


class FieldOut(Schema):
    """A field; one that is retired is not asked for, and cannot be written."""

    code: str
    type: str
    title: dict[str, str]
    choices: list[str]
    retired: bool


class FieldList(Schema):
    """The fields in the card's order, those that are retired behind the others."""

    items: list[FieldOut]


class Renamed(Schema):
    """The field, and how many cards had the choice."""

    field: FieldOut
    cards: int


@router.get("/client-fields", response={200: FieldList, **STANDARD})
def every(request: HttpRequest) -> HttpResponse:
    """The fields of the client card that the shops defined."""
    actor = actor_of(request)
    if not (actor.may(SEE_CLIENTS) or actor.may(MANAGE_SHOPS)):
        raise NotPermitted
    return _listed()


@router.post("/client-fields", response={201: FieldOut, **STANDARD})
def add(request: HttpRequest, wanted: FieldIn) -> HttpResponse:
    """Defines a field: `text`, `number`, `money`, `day`, `moment`, `flag`, `choice` or `phone`."""
    made = define.define_field(
        actor_of(request), wanted.code, wanted.title.model_dump(), wanted.type, list(wanted.choices)
    )
    return present.answer(_field(made), 201)


@router.put("/client-fields", response={200: FieldList, **STANDARD})
def order(request: HttpRequest, wanted: FieldOrder) -> HttpResponse:
    """Puts the fields into this order."""
    define.order_fields(actor_of(request), wanted.codes)
    return _listed()


@router.patch("/client-fields/{code}", response={200: FieldOut, **STANDARD})
def change(request: HttpRequest, code: str, wanted: FieldEdit) -> HttpResponse:
    """Titles, choices, or whether the field is retired; cards keep a choice that is taken from the list."""
    actor = actor_of(request)
    titles = None if wanted.title is None else wanted.title.model_dump()
    changed = define.change_field(actor, code, titles, wanted.choices, wanted.retired)
    return present.answer(_field(changed))


@router.post("/client-fields/{code}/rename-choice", response={200: Renamed, **STANDARD})
def rename(request: HttpRequest, code: str, wanted: ChoiceRename) -> HttpResponse:
    """Calls a choice otherwise, in the list and on the cards that have it."""
    changed, cards = define.rename_choice(actor_of(request), code, wanted.was, wanted.now)
    return present.answer({"field": _field(changed), "cards": cards})


@router.delete("/client-fields/{code}", response={204: None, **STANDARD})
def remove(request: HttpRequest, code: str, wanted: Query[LosingQuery]) -> HttpResponse:
    """Deletes the field for good; where cards have something in it, `losing` says how many lose it."""
    define.remove_field(actor_of(request), code, wanted.losing)
    return HttpResponse(status=204)


def _listed() -> HttpResponse:
    return present.answer({"items": [_field(one) for one in every_field()]})


def _field(one: ClientField) -> dict[str, Any]:
    return {
        "code": one.code,
        "type": one.type,
        "title": dict(one.title),
        "choices": list(one.choices),
        "retired": one.retired,
    }
