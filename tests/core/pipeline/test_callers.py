"""Who packs and who carries does not call: no preset gives them a tab of calls or a button of one."""

from __future__ import annotations

import pytest

from dozvon.core.pipeline.decide import may_work, offered_actions
from dozvon.core.roles import Role
from tests.core.pipeline import desk
from tests.core.pipeline.desk import person

HANDS = (Role.WAREHOUSE, Role.COURIER)
CALLERS = (Role.OPERATOR, Role.SECRETARY, Role.MANAGER, Role.HEAD)


@pytest.mark.parametrize("role", HANDS)
@pytest.mark.parametrize("name", desk.PRESETS)
def test_the_warehouse_and_the_courier_work_in_no_tab_that_is_dialled(name: str, role: Role) -> None:
    pipeline = desk.PRESETS[name]
    dialled = {status for queue in pipeline.queues if queue.dialled for status in queue.where.statuses}
    assert dialled
    assert not [status for status in dialled if may_work(pipeline, status, person(role))]


@pytest.mark.parametrize("role", HANDS)
@pytest.mark.parametrize("name", ["envy", "school"])
def test_where_nothing_is_packed_they_have_no_button_at_all(name: str, role: Role) -> None:
    pipeline = desk.PRESETS[name]
    assert not [action.code for status in pipeline.status for action in offered_actions(pipeline, status, person(role))]


@pytest.mark.parametrize("role", CALLERS)
@pytest.mark.parametrize("name", ["envy", "school"])
def test_who_calls_has_every_button(name: str, role: Role) -> None:
    pipeline = desk.PRESETS[name]
    assert {
        action.code for status in pipeline.status for action in offered_actions(pipeline, status, person(role))
    } == set(pipeline.action)
