"""The grid of roles: changed by who may, never beyond what they may themselves, and in force with the next request."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dozvon.clients.permissions import SEE_CLIENTS
from dozvon.core.actor import SYSTEM, Actor
from dozvon.core.errors import FieldError, NotPermitted
from dozvon.core.roles import WORK_ORDERS, Permission, Role
from dozvon.exchange.permissions import EXPORT_TABLES, IMPORT_TABLES
from dozvon.orders.permissions import FORCE_MOVES
from dozvon.platform.accounts import access, people, rights, staff_state
from dozvon.platform.accounts.errors import BadAccount
from dozvon.platform.accounts.models import AccountChange, RoleRight
from dozvon.platform.accounts.permissions import MANAGE_USERS
from dozvon.platform.accounts.profiles import GIVEN_ROLES, Profile
from dozvon.platform.capabilities import grants, usual_rights
from tests import factories as make

pytestmark = pytest.mark.django_db
EXPORT, USERS, WORK = EXPORT_TABLES, MANAGE_USERS, WORK_ORDERS


def give(by: Actor, role: Role, *more: Permission) -> None:
    rights.set_rights(by, {role: staff_state.current_state().rights[role] | set(more)})


def take(by: Actor, role: Role, *less: Permission) -> None:
    rights.set_rights(by, {role: staff_state.current_state().rights[role] - set(less)})


def refusal(call: Any, *given: Any) -> list[FieldError]:
    with pytest.raises(BadAccount) as refused:
        call(*given)
    return refused.value.errors


def test_only_differences_are_kept_and_a_reset_leaves_none(admin: Actor) -> None:
    give(admin, Role.OPERATOR, EXPORT)
    take(admin, Role.OPERATOR, WORK)
    kept = RoleRight.objects.order_by("permission").values_list("role", "permission", "given")
    assert list(kept) == [("operator", "export", True), ("operator", "work_orders", False)]
    assert rights.reset(admin) == 2
    assert not RoleRight.objects.exists()
    kinds = AccountChange.objects.filter(kind__startswith="right").order_by("id").values_list("kind", flat=True)
    assert sorted(kinds) == ["right.given", "right.given", "right.taken", "right.taken"]


def test_a_change_holds_with_the_next_request_in_the_browser_and_by_the_api(admin: Actor) -> None:
    user, order = make.user(role="operator"), make.order(make.shop())
    api = make.Api(user)
    assert api.call("GET", "/clients").status_code == 200
    take(admin, Role.OPERATOR, SEE_CLIENTS)
    assert api.call("GET", "/clients").status_code == 403
    assert not access.actor_of(user).may(SEE_CLIENTS)
    give(admin, Role.OPERATOR, SEE_CLIENTS, FORCE_MOVES)
    assert api.call("GET", "/clients").status_code == 200
    assert api.call("POST", f"/orders/{order.pk}/force", {"status": "archive", "reason": "x"}).status_code == 200


def test_a_request_after_the_first_reads_the_rights_from_memory(admin: Actor) -> None:
    give(admin, Role.OPERATOR, EXPORT)
    token = make.Api(make.user()).token or ""
    access.by_token(token)
    with CaptureQueriesContext(connection) as asked:
        actor = access.by_token(token)
    assert len(asked) == 1
    assert actor is not None
    assert not actor.may(EXPORT)  # the token's scope is narrower than the role


def test_the_administrators_column_stays(admin: Actor) -> None:
    for permission in (USERS, EXPORT):
        assert refusal(take, admin, Role.ADMIN, permission)[0].code == "fixed_right"
    assert usual_rights()[Role.ADMIN] == staff_state.current_state().rights[Role.ADMIN]


def test_nobody_gives_or_takes_what_they_may_not_do_nor_shuts_themselves_out(admin: Actor) -> None:
    give(admin, Role.HEAD, USERS)
    head = make.actor("Vera", "head")
    assert head.may(USERS)
    assert refusal(give, head, Role.OPERATOR, IMPORT_TABLES)[0].code == "not_your_right"
    assert refusal(take, head, Role.HEAD, USERS)[0].code == "fixed_right"
    give(head, Role.OPERATOR, EXPORT)
    assert make.actor().may(EXPORT)


def test_who_manages_people_makes_nobody_mightier_than_themselves(admin: Actor) -> None:
    give(admin, Role.HEAD, USERS)
    head, boss = make.actor("Vera", "head"), make.user("Boss", "admin")
    assert refusal(people.hire, head, Profile("Eve", "admin"))[0].code == "more_than_yours"
    assert boss not in people.visible(head)
    assert people.hire(head, Profile("Ivan", "operator")).role == "operator"


@pytest.mark.parametrize("role", [role for role in GIVEN_ROLES if role is not Role.ADMIN])
def test_others_change_nothing(role: Role) -> None:
    with pytest.raises(NotPermitted):
        give(make.actor(role=role), Role.OPERATOR, EXPORT)


def test_an_administrator_of_some_shops_does_not_change_everybodys_roles() -> None:
    some = make.actor("Some", "admin", shop_ids=[make.shop().pk])
    with pytest.raises(NotPermitted):
        give(some, Role.OPERATOR, EXPORT)


cells = st.dictionaries(
    st.sampled_from([role for role in GIVEN_ROLES if role is not Role.ADMIN]),
    st.sets(st.sampled_from(list(grants()))),
)


@given(wanted=cells)
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_the_grid_is_what_was_asked_for_and_somebody_can_always_put_it_right(
    wanted: dict[Role, set[Permission]],
) -> None:
    rights.set_rights(SYSTEM, wanted)
    now = staff_state.current_state().rights
    assert {role: now[role] for role in wanted} == wanted
    assert now[Role.ADMIN] == frozenset(grants())
    rights.reset(SYSTEM)
    assert staff_state.current_state().rights == usual_rights()
