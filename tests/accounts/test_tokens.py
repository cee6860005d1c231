"""Tokens and people: kept as hashes, narrowed by scope, ended at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from dozvon.core.roles import Role
from dozvon.platform.accounts import access, actions
from dozvon.platform.accounts.errors import BadAccount
from dozvon.platform.accounts.models import ApiToken, User
from dozvon.platform.accounts.permissions import MANAGE_USERS
from dozvon.platform.capabilities import scope_rights, usual_rights
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_token_is_nowhere_in_the_database_but_as_its_hash() -> None:
    token = actions.create_token(make.user(), ["desk"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT token_hash, api_tokens::text FROM api_tokens")
        kept, row = cursor.fetchone()
    assert bytes(kept) == access.hashed(token)
    assert token not in row
    assert token.startswith("dz_")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
@pytest.mark.parametrize("scope", ["intake", "desk", "admin"])
def test_a_token_gives_what_both_its_user_and_its_scope_may(role: Role, scope: str) -> None:
    actor = access.by_token(actions.create_token(make.user(role=role), [scope]))
    assert actor is not None
    both = usual_rights()[role] & scope_rights()[scope]
    assert actor.permissions == (both | access.OF_A_SITE if scope == "intake" and both else both)


def test_two_scopes_give_what_either_gives() -> None:
    actor = access.by_token(actions.create_token(make.user(role="admin"), ["intake", "desk"]))
    assert actor is not None
    assert actor.permissions == scope_rights()["desk"] | scope_rights()["intake"]
    assert not actor.may(MANAGE_USERS)


def test_a_revoked_token_and_a_dismissed_user_are_out_at_once() -> None:
    who = make.user()
    first, second = (actions.create_token(who, ["desk"]) for _ in range(2))
    ApiToken.objects.filter(token_hash=access.hashed(first)).update(revoked_at=datetime.now(UTC))
    assert access.by_token(first) is None
    assert access.by_token(second) is not None
    User.objects.update(active=False)
    assert access.by_token(second) is None


@pytest.mark.parametrize("scopes", [[], ["root"], ["desk", ""]])
def test_a_token_needs_known_scopes(scopes: list[str]) -> None:
    with pytest.raises(BadAccount, match="scope"):
        actions.create_token(make.user(), scopes)


@pytest.mark.parametrize(
    "given, field",
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"role": "boss"}, "role"),
        ({"role": "system"}, "role"),
        ({"email": "nonsense"}, "email"),
        ({"password": "short"}, "password"),
        ({"name": "ANNA"}, "name"),
        ({"email": "ANNA@mail.ru"}, "email"),
    ],
)
def test_a_wrong_user_is_refused_by_the_name_of_the_field(given: dict[str, str], field: str) -> None:
    make.user("Anna", email="anna@mail.ru")
    with pytest.raises(BadAccount) as refusal:
        actions.create_user(**({"name": "Boris", "role": "operator"} | given))
    assert refusal.value.field == field
    assert User.objects.count() == 1


def test_the_database_knows_the_roles() -> None:
    who = make.user()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=who.pk).update(role="system")
