"""The transition matrix as a grid: up is always allowed, down only where a role is given the exception.

A lost status is reached from everywhere, unless the cell forbids it to the role.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from django.http import QueryDict

from dozvon.core.roles import Role
from dozvon.web.common.wording import ROLES, text_of
from dozvon.web.pipelines.controls import Content

USUAL = Role.HEAD
NOT_ASKED = (Role.ADMIN, Role.SYSTEM)
"""These may make every move that anybody may."""


@dataclass(frozen=True, slots=True)
class MoveCell:
    """A move: `up` ones are free; of the others `name` is the box's name and `allowed` whether the role may.

    A move to a lost status (`is_loss`) is allowed where it is not forbidden.
    """

    title: str
    up: bool
    is_loss: bool
    name: str
    allowed: bool
    is_same: bool


def role_of(sent: Mapping[str, str]) -> Role:
    """The role whose grid is shown."""
    named = sent.get("role", USUAL)
    return Role(named) if named in ROLES and named not in NOT_ASKED else USUAL


def roles() -> list[tuple[str, str]]:
    """The roles a grid can be shown of."""
    return [(role.value, str(title)) for role, title in ROLES.items() if role not in NOT_ASKED]


def grid(document: Content, role: Role) -> tuple[list[str], list[tuple[str, list[MoveCell]]]]:
    """Titles of the columns; rows from each open status."""
    statuses = [item for item in document.get("statuses", []) if item.get("code")]
    named, forbidden = set[tuple[str, str]](), set[tuple[str, str]]()
    for move in document.get("matrix", []):
        if role in move.get("roles", []) or (move.get("forbid") and not move.get("roles")):
            (forbidden if move.get("forbid") else named).add((move.get("source"), move.get("to")))
    rows = [
        (_title(source), [_cell(source, to, named, forbidden) for to in statuses])
        for source in statuses
        if source.get("kind") == "open"
    ]
    return [_title(status) for status in statuses], rows


def _cell(source: Content, to: Content, named: set[tuple[str, str]], forbidden: set[tuple[str, str]]) -> MoveCell:
    have, want = source.get("level"), to.get("level")
    is_loss = to.get("kind") == "lost"
    is_up = not is_loss and (not (isinstance(have, int) and isinstance(want, int)) or want >= have)
    codes = source["code"], to["code"]
    title = f"{_title(source)} → {_title(to)}"
    allowed = codes not in forbidden if is_loss else codes in named
    return MoveCell(title, is_up, is_loss, f"move.{codes[0]}.{codes[1]}", allowed, codes[0] == codes[1])


def _title(status: Content) -> str:
    return text_of(status.get("title")) or str(status["code"])


def read(document: Content, role: Role, sent: QueryDict) -> Content:
    """The document with the role's exceptions as they were ticked; those of other roles stay."""
    changed = deepcopy(document)
    moves: list[Content] = changed.setdefault("matrix", [])
    _, rows = grid(document, role)
    for cell in (cell for _, cells in rows for cell in cells if not cell.up):
        _, source, to = cell.name.split(".")
        wanted = "1" in sent.getlist(cell.name)
        if not cell.is_loss:
            _set(moves, source, to, role, wanted)
        elif cell.name in sent and wanted != cell.allowed:
            _set_loss(moves, source, to, role, wanted)
    changed["matrix"] = [move for move in moves if move.get("roles") or move.get("forbid")]
    return changed


def _set_loss(moves: list[Content], source: str, to: str, role: Role, wanted: bool) -> None:
    """Forbids the loss to the role, or takes that back; where it is forbidden to all, the others keep it so."""
    found = next((move for move in moves if (move.get("source"), move.get("to")) == (source, to)), None)
    if found is None:
        moves.append({"source": source, "to": to, "roles": [role.value], "forbid": True})
        return
    before = found.get("roles") or [code for code, _ in roles()]
    found["roles"] = [one for one in before if one != role.value] if wanted else [*before, role.value]
    if not found["roles"]:
        moves.remove(found)


def _set(moves: list[Content], source: str, to: str, role: Role, wanted: bool) -> None:
    found = next((move for move in moves if (move.get("source"), move.get("to")) == (source, to)), None)
    if found is None:
        if wanted:
            moves.append({"source": source, "to": to, "roles": [role.value]})
        return
    others: Sequence[str] = [one for one in found["roles"] if one != role.value]
    if wanted and role.value in found["roles"]:
        return
    found["roles"] = [*others, role.value] if wanted else list(others)
