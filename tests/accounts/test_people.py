"""Who may take whom on, and that nobody shuts the door behind the last one who has the key."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dozvon.core.actor import Actor
from dozvon.core.errors import NotPermitted
from dozvon.core.roles import Role
from dozvon.platform.accounts import actions, people
from dozvon.platform.accounts.access import actor_of, by_token
from dozvon.platform.accounts.errors import BadAccount, UserNotFound
from dozvon.platform.accounts.models import Session, User
from dozvon.platform.accounts.permissions import MANAGE_USERS
from dozvon.platform.accounts.profiles import Profile
from tests import factories as make
from tests.accounts.conftest import NOW, PASSWORD

OLGA = Profile("Olga", "operator", "olga@example.org", "uk", None, ["kettle"])


def wrong(refused: pytest.ExceptionInfo[BadAccount]) -> dict[str, str]:
    return {error.field: error.code for error in refused.value.errors}


def test_a_new_person_has_what_was_filled_in_and_no_password(admin: Actor) -> None:
    user = people.hire(admin, replace(OLGA, name="  Olga   Petrova "))
    kept = User.objects.get(pk=user.pk)
    assert (kept.name, kept.role, kept.email, kept.language) == ("Olga Petrova", "operator", "olga@example.org", "uk")
    assert (kept.shop_ids, kept.knows, kept.password, kept.active) == (None, ["kettle"], "", True)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.SYSTEM)])
def test_only_who_manages_people_may(role: Role) -> None:
    actor = make.actor("", role)
    for attempt in (
        lambda: people.visible(actor),
        lambda: people.hire(actor, OLGA),
        lambda: people.change(actor, actor.user_id or 0, OLGA),
        lambda: people.close(actor, actor.user_id or 0),
        lambda: people.reopen(actor, actor.user_id or 0),
    ):
        with pytest.raises(NotPermitted):
            attempt()
    assert not actor.may(MANAGE_USERS)


@pytest.mark.parametrize(
    "fields, found",
    [
        ({"name": " "}, {"name": "missing"}),
        ({"name": "x" * 121}, {"name": "too_long"}),
        ({"name": "a\x00b"}, {"name": "bad_character"}),
        ({"email": "nobody"}, {"email": "not_email"}),
        ({"role": "king"}, {"role": "unknown"}),
        ({"role": "system"}, {"role": "unknown"}),
        ({"language": "xx", "knows": ["s" * 65]}, {"language": "unknown", "knows": "too_long"}),
    ],
)
def test_every_wrong_field_is_named(admin: Actor, fields: dict[str, object], found: dict[str, str]) -> None:
    with pytest.raises(BadAccount) as refused:
        people.hire(admin, replace(OLGA, **fields))  # type: ignore[arg-type]
    assert wrong(refused) == found
    assert User.objects.count() == 1


@pytest.mark.parametrize("fields, field", [({"email": None}, "name"), ({"name": "Other"}, "email")])
def test_names_and_addresses_are_taken_once_whatever_the_case(
    admin: Actor, fields: dict[str, object], field: str
) -> None:
    people.hire(admin, OLGA)
    again = replace(OLGA, name="OLGA", email="OLGA@example.org")
    with pytest.raises(BadAccount) as refused:
        people.hire(admin, replace(again, **fields))  # type: ignore[arg-type]
    assert wrong(refused) == {field: "taken"}


def test_who_is_closed_is_out_at_once_with_all_their_programs(admin: Actor) -> None:
    olga = make.user("Olga", password=PASSWORD)
    token = actions.create_token(olga, ["desk"])
    actions.sign_in("Olga", PASSWORD, "127.0.0.1", "", NOW)
    people.close(admin, olga.pk)
    assert not Session.objects.exists()
    assert by_token(token) is None
    people.reopen(admin, olga.pk)
    assert by_token(token) is not None


def test_nobody_closes_or_demotes_themselves(admin: Actor) -> None:
    make.user("Second", "admin")
    for attempt in (
        lambda: people.close(admin, admin.user_id or 0),
        lambda: people.change(admin, admin.user_id or 0, Profile("Admin", "operator")),
        lambda: people.change(admin, admin.user_id or 0, Profile("Admin", "admin", shop_ids=[1])),
    ):
        with pytest.raises(BadAccount) as refused:
            attempt()
        assert "oneself" in wrong(refused).values()


def test_an_administrator_closed_meanwhile_cannot_close_the_last_one(admin: Actor) -> None:
    second = make.user("Second", "admin")
    people.close(admin, second.pk)
    with pytest.raises(BadAccount) as refused:
        people.close(actor_of(second), admin.user_id or 0)
    assert wrong(refused) == {"active": "last_admin"}


def test_an_administrator_of_one_shop_has_the_people_of_that_shop_only() -> None:
    shop, other = make.shop("one"), make.shop("two")
    keeper = make.actor("Keeper", "admin", shop_ids=[shop.pk])
    inside, both = make.user("In", shop_ids=[shop.pk]), make.user("Both", shop_ids=[shop.pk, other.pk])
    everywhere = make.user("All")
    assert {user.name for user in people.visible(keeper)} == {"Keeper", "In"}
    for stranger in (both, everywhere):
        with pytest.raises(UserNotFound):
            people.close(keeper, stranger.pk)
    for shops in (None, [other.pk], [shop.pk, other.pk]):
        with pytest.raises(BadAccount) as refused:
            people.change(keeper, inside.pk, Profile("In", "admin", shop_ids=shops))
        assert wrong(refused) == {"shops": "not_your_shop"}
    assert people.change(keeper, inside.pk, Profile("In", "head", shop_ids=[shop.pk])).role == "head"
