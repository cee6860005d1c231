"""Telling people something, and their reading it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString

from django.db import connection, transaction

from dozvon.core.actor import Actor
from dozvon.platform.accounts.access import person_id
from dozvon.platform.database import rows
from dozvon.platform.events.actions import record
from dozvon.platform.events.schema import Subject
from dozvon.platform.people.addressees import Addressee, recipients
from dozvon.platform.people.events import NoticeAdded, NoticesRead
from dozvon.platform.people.wording import notice_kinds

MOST_KEPT_UNREAD = 500
"""Unread notices of one person; what comes beyond is not kept: nobody reads on from there."""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be sent. `params` are texts for its sentence, `address` the page where one looks or acts.

    Notices of one `key` are one line with a count while nobody has read it.
    """

    kind: str
    params: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    key: str = ""
    shop_id: int | None = None
    order_id: int | None = None
    client_id: int | None = None


# The rows of the people are locked first, in their order, so that two senders never wait for each other.
_NOTIFY: LiteralString = """
WITH told AS (
    SELECT id FROM users WHERE id = ANY(%(people)s) AND unread_notices < %(most)s ORDER BY id FOR NO KEY UPDATE
), kept AS (
    INSERT INTO notices (user_id, kind, key, params, address, shop_id, order_id, client_id, times, at)
    SELECT id, %(kind)s, %(key)s, %(params)s, %(address)s, %(shop)s, %(order)s, %(client)s, 1, %(now)s FROM told
    ON CONFLICT (user_id, key) WHERE read_at IS NULL AND key <> '' DO UPDATE
    SET times = notices.times + 1, at = excluded.at, params = excluded.params, address = excluded.address
    RETURNING user_id, times
)
UPDATE users SET unread_notices = unread_notices + 1
WHERE id IN (SELECT user_id FROM kept WHERE times = 1)
"""


def notify(actor: Actor, addressee: Addressee, notice: NewNotice, now: datetime) -> list[int]:
    """Keeps the notice for everybody meant and tells their open pages after commit; returns their ids.

    Call it inside the transaction of what it tells of. Raises KeyError for a kind that nobody declared.
    """
    kind = notice_kinds()[notice.kind]
    people = recipients(addressee)
    if not people:
        return []
    values: dict[str, Any] = {
        "people": people,
        "most": MOST_KEPT_UNREAD,
        "kind": kind.code,
        "key": notice.key[:80],
        "params": rows.document(dict(notice.params)),
        "address": notice.address,
        "shop": notice.shop_id,
        "order": notice.order_id,
        "client": notice.client_id,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTIFY, values)
    record(actor, now, [NoticeAdded(Subject(), notice=kind.code, people=people)])
    return people


_READ: LiteralString = """
WITH mine AS (SELECT id FROM users WHERE id = %s FOR NO KEY UPDATE),
read AS (
    UPDATE notices SET read_at = %s FROM mine
    WHERE user_id = mine.id AND read_at IS NULL AND (%s::bigint[] IS NULL OR notices.id = ANY(%s::bigint[]))
    RETURNING user_id
)
UPDATE users SET unread_notices = greatest(unread_notices - (SELECT count(*) FROM read), 0)
WHERE id = (SELECT id FROM mine) AND EXISTS (SELECT FROM read)
"""


def mark_read(actor: Actor, now: datetime, notice_ids: Collection[int] | None = None) -> None:
    """The person has read these of their notices, or all. Raises NotPermitted for the program itself."""
    chosen = None if notice_ids is None else sorted(notice_ids)
    person = person_id(actor)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_READ, [person, now, chosen, chosen])
            changed = cursor.rowcount
        if changed:
            record(actor, now, [NoticesRead(Subject(), people=[person])])
