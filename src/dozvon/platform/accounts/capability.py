"""People, their rights, sessions and tokens, as the rest of the program sees them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dozvon.platform.accounts.errors import BadAccount, BannerNotFound, UserNotFound
from dozvon.platform.accounts.permissions import LEAD_PEOPLE, MANAGE_USERS
from dozvon.platform.capabilities import LEADING, Capability, Grant, HttpRefusal, MenuEntry, MenuGroup

CAPABILITY = Capability(
    name="accounts",
    permissions=(
        Grant(permission=LEAD_PEOPLE, title=_("Manage absences, stand-ins and banners"), roles=LEADING),
        Grant(permission=MANAGE_USERS, title=_("Manage people and tokens")),
    ),
    sentences={
        "common_password": _("This password is too easy to guess. Choose another."),
        "wrong_password": _("Wrong password."),
        "wrong_code": _("This code is wrong or already used. Wait for the next one."),
        "oneself": _("You cannot remove this from yourself. Ask another administrator."),
        "last_admin": _("No one else could manage people then. Appoint another administrator first."),
        "not_your_shop": _("Choose from your own shops."),
        "closed_account": _("This account is closed. Reopen it first."),
        "more_than_yours": _("This role has rights you do not have. Ask an administrator."),
        "fixed_right": _("This right cannot be changed: someone must always be able to manage the system."),
        "not_your_right": _("You do not have this right yourself, so you cannot grant or remove it."),
    },
    refusals=(
        HttpRefusal(kind=BadAccount, status=422, code="invalid", errors=lambda error: error.errors),
        HttpRefusal(kind=UserNotFound, status=404, code="not_found"),
        HttpRefusal(kind=BannerNotFound, status=404, code="not_found"),
    ),
    api=("dozvon.api.v1.leading.router",),
    pages=("dozvon.web.office.urls.accounts",),
    menu=(
        MenuEntry(
            route="people",
            title=_("People"),
            permission=MANAGE_USERS,
            group=MenuGroup.TEAM,
            place=30,
            icon="users",
        ),
        MenuEntry(
            route="roles",
            title=_("Roles"),
            permission=MANAGE_USERS,
            group=MenuGroup.TEAM,
            place=40,
            icon="lock-open",
        ),
        MenuEntry(
            route="tokens",
            title=_("Tokens"),
            permission=MANAGE_USERS,
            group=MenuGroup.TEAM,
            place=50,
            icon="lock",
        ),
        MenuEntry(
            route="sign-ins",
            title=_("Sign-in log"),
            permission=MANAGE_USERS,
            group=MenuGroup.JOURNALS,
            place=10,
            icon="list",
        ),
        MenuEntry(
            route="sessions",
            title=_("Sessions"),
            permission=MANAGE_USERS,
            group=MenuGroup.JOURNALS,
            place=20,
            icon="user",
        ),
        MenuEntry(
            route="account-log",
            title=_("Account log"),
            permission=MANAGE_USERS,
            group=MenuGroup.JOURNALS,
            place=30,
            icon="history",
        ),
    ),
    account_changes={
        "person.hired": _("Account created"),
        "person.changed": _("Changed"),
        "person.closed": _("Account closed"),
        "person.reopened": _("Account reopened"),
        "person.invited": _("Invited"),
        "factor.removed": _("Two-factor sign-in removed"),
        "token.given": _("Token issued"),
        "token.revoked": _("Token revoked"),
        "right.given": _("Right granted"),
        "right.taken": _("Right removed"),
    },
)
