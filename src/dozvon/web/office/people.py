"""Employees: the list, the form, the way in by link or letter, and the way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, Max, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dozvon.core.actor import Actor
from dozvon.platform import letters
from dozvon.platform.accounts import invitations, people, second_factor, sessions
from dozvon.platform.accounts.errors import BadAccount, UserNotFound
from dozvon.platform.accounts.letters import invite_by_letter
from dozvon.platform.accounts.models import Invitation, SecondFactor, User
from dozvon.platform.accounts.permissions import MANAGE_USERS
from dozvon.platform.accounts.profiles import Profile
from dozvon.platform.people import absences
from dozvon.shops.queries import shops_of
from dozvon.web.common.wording import ROLES, role_title
from dozvon.web.office import wording
from dozvon.web.office.sections import go, page
from dozvon.web.signin.gate import signed_in

PER_PAGE = 100
NEW = Profile("", "operator")
_ENTRIES = {"working": gettext_lazy("Working"), "closed": gettext_lazy("Closed")}


@require_safe
@signed_in(MANAGE_USERS)
def people_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who works here, with what they may see and when they were last seen; by name."""
    closed, text = request.GET.get("closed") == "1", request.GET.get("q", "").strip().replace("\x00", "")[:120]
    visible = people.visible(actor)
    found = visible.filter(active=not closed).annotate(
        seen_at=Max("sessions__seen_at"),
        has_factor=Exists(SecondFactor.objects.filter(user=OuterRef("pk"), confirmed_at__isnull=False)),
    )
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text))
    shown = {
        "rows": Paginator(found.order_by("name", "pk"), PER_PAGE).get_page(request.GET.get("page")),
        "invitations": {item.user_id: item for item in Invitation.objects.filter(user__in=visible)},
        "shop_names": {shop.pk: shop.name for shop in shops_of(actor)},
        "role_title": role_title,
        "away_now": absences.stand_in_names(timezone.now()),
        "text": text,
        "closed": closed,
        "tabs": [
            (reverse("people"), _ENTRIES["working"], visible.filter(active=True).count()),
            (reverse("people") + "?closed=1", _ENTRIES["closed"], visible.filter(active=False).count()),
        ],
    }
    return page(request, actor, "people", "people", shown)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_USERS)
def hire(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The form of a new person; once saved, the link goes by letter or is shown."""
    if request.method != "POST":
        return page(request, actor, "people", "person", _form(actor, NEW))
    profile = _typed(request.POST, actor)
    try:
        user = people.hire(actor, profile)
    except BadAccount as refused:
        return page(request, actor, "people", "person", _form(actor, profile, refused), 422)
    if user.email and letters.can_send():
        invite_by_letter(actor, user.pk, _site(request), timezone.now())
        return go("person", user.pk, told="letter")
    return _with_link(request, actor, user.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(MANAGE_USERS)
def person_page(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """One person: the form, and what can be done about their account."""
    user = _person(actor, user_id)
    if request.method != "POST":
        return _page(request, actor, user)
    profile = _typed(request.POST, actor)
    try:
        people.change(actor, user_id, profile)
    except BadAccount as refused:
        return _page(request, actor, user, _form(actor, profile, refused), 422)
    return go("person", user_id, told="saved")


@require_POST
@signed_in(MANAGE_USERS)
def link(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """A new link, shown this once."""
    _person(actor, user_id)
    return _with_link(request, actor, user_id)


@require_POST
@signed_in(MANAGE_USERS)
def letter(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """A letter with a link."""
    return _answer(
        request, actor, user_id, lambda: invite_by_letter(actor, user_id, _site(request), timezone.now()), "letter"
    )


@require_POST
@signed_in(MANAGE_USERS)
def close(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """The person left."""
    return _answer(request, actor, user_id, lambda: people.close(actor, user_id), "closed")


@require_POST
@signed_in(MANAGE_USERS)
def reopen(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """The person is back."""
    return _answer(request, actor, user_id, lambda: people.reopen(actor, user_id), "reopened")


@require_POST
@signed_in(MANAGE_USERS)
def remove_factor(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """The person lost their phone and their recovery codes."""
    return _answer(request, actor, user_id, lambda: second_factor.remove(actor, user_id), "factor_removed")


def _answer(request: HttpRequest, actor: Actor, user_id: int, deed: Callable[[], object], told: str) -> HttpResponse:
    user = _person(actor, user_id)
    try:
        deed()
    except BadAccount as refused:
        return _page(request, actor, user, {"alert": next(iter(wording.sentences(refused.errors).values()))}, 422)
    return go("person", user_id, told=told)


def _person(actor: Actor, user_id: int) -> User:
    try:
        return people.get(actor, user_id)
    except UserNotFound as error:
        raise Http404 from error


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _with_link(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """The page with the link on it: nobody can ask for the same link again, so it is no redirect."""
    user = _person(actor, user_id)
    try:
        token = invitations.invite(actor, user_id, timezone.now())
    except BadAccount as refused:
        return _page(request, actor, user, {"alert": next(iter(wording.sentences(refused.errors).values()))}, 422)
    return _page(request, actor, user, {"link": _site(request) + reverse("invitation", args=[token])})


def _page(
    request: HttpRequest, actor: Actor, user: User, shown: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    profile = Profile(user.name, user.role, user.email, user.language, user.shop_ids, user.knows)
    now = timezone.now()
    framed = {
        **_form(actor, profile),
        "person": user,
        "invitation": Invitation.objects.filter(user=user).first(),
        "has_factor": second_factor.is_on(user),
        "person_sessions": list(sessions.of_people(actor, now).filter(user=user)[:20]),
        "link": "",
        "by_letter": bool(user.email) and letters.can_send(),
        **(shown or {}),
    }
    return page(request, actor, "people", "person", framed, status)


def _form(actor: Actor, profile: Profile, refused: BadAccount | None = None) -> dict[str, Any]:
    return {
        "person": None,
        "profile": profile,
        "errors": wording.sentences(refused.errors) if refused else {},
        "roles": [(role.value, title) for role, title in ROLES.items()],
        "languages_known": wording.LANGUAGES,
        "shops": shops_of(actor),
        "all_shops_possible": actor.shops is None,
    }


def _typed(form: QueryDict, actor: Actor) -> Profile:
    """What the form holds; shops that are not the actor's business are not in it."""
    chosen = set(form.getlist("shops"))
    listed_skus = form.get("knows", "").replace("\n", ",").split(",")
    return Profile(
        name=form.get("name", ""),
        role=form.get("role", ""),
        email=form.get("email", ""),
        language=form.get("language", ""),
        shop_ids=None if form.get("all_shops") else [shop.pk for shop in shops_of(actor) if str(shop.pk) in chosen],
        knows=None if form.get("all_products") else listed_skus,
    )
