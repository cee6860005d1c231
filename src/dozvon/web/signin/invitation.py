"""The page behind an invitation's link: a password is chosen, and one is in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dozvon.platform.accounts import invitations
from dozvon.platform.accounts.errors import BadAccount, InvitationGone
from dozvon.platform.accounts.profiles import SHORTEST_PASSWORD
from dozvon.platform.wording import sentence
from dozvon.web.signin.cookie import enter


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The form; with a good password a session, and the link is dead."""
    now = timezone.now()
    try:
        user = invitations.invited(token, now)
        if request.method != "POST":
            return _page(request, token, user.name, {}, 200)
        chosen = request.POST.get("password", "")
        if chosen != request.POST.get("again", ""):
            errors = {"again": gettext("The passwords do not match. Try again.")}
            return _page(request, token, user.name, errors, 422)
        address, agent = request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", "")
        entered = invitations.accept(token, chosen, address, agent, now)
    except BadAccount as refused:
        errors = {error.field: sentence(error) for error in refused.errors}
        return _page(request, token, user.name, errors, 422)
    except InvitationGone:
        return render(request, "signin/gone.html", {}, status=410)
    response = HttpResponseRedirect("/" if entered else reverse("sign-in"))
    response.status_code = 303
    return enter(request, response, entered) if entered else response


def _page(request: HttpRequest, token: str, name: str, errors: dict[str, str], status: int) -> HttpResponse:
    shown = {"token": token, "name": name, "errors": errors, "shortest": SHORTEST_PASSWORD}
    return render(request, "signin/invitation.html", shown, status=status)
