"""The clients of a filled database: names, towns with their zones, phones and e-mails, each drawn by its number."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql

from bench import people

Database = psycopg.Connection[tuple[Any, ...]]

DICE = """
CREATE FUNCTION pg_temp.dice(i bigint, salt bigint, sides bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT (hashint8extended(i, salt) & 9007199254740991) % sides $$;
CREATE FUNCTION pg_temp.one(i bigint, salt bigint, words text[]) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT words[1 + pg_temp.dice(i, salt, cardinality(words))] $$
"""

_CLIENTS = """
INSERT INTO clients (id, kind, name, last_name, first_name, middle_name, gender, company, country, city, zone,
    zone_source, statuses, fields, flags, version, created_at)
SELECT i, 'person', concat_ws(' ', last_name, first_name, middle_name), last_name, first_name, middle_name, gender, '',
    'RU', city, zone, 'city', '{}', '{}', '{}', 1, now() - interval '2 years' * (1 - (i - %(first)s)::float / %(count)s)
FROM (
    SELECT i,
        CASE WHEN woman THEN surname || 'а' ELSE surname END AS last_name,
        CASE WHEN woman THEN pg_temp.one(i, 2, %(women)s) ELSE pg_temp.one(i, 3, %(men)s) END AS first_name,
        pg_temp.one(i, 4, %(fathers)s) || CASE WHEN woman THEN 'на' ELSE 'ич' END AS middle_name,
        CASE WHEN woman THEN 'female' ELSE 'male' END AS gender,
        (%(towns)s::text[])[town] AS city, (%(zones)s::text[])[town] AS zone
    FROM (
        SELECT i, pg_temp.dice(i, 1, 2) = 0 AS woman, pg_temp.one(i, 5, %(surnames)s) AS surname,
            1 + pg_temp.dice(i, 6, cardinality(%(towns)s::text[])) AS town
        FROM generate_series(%(first)s::bigint, %(first)s + %(count)s - 1) AS i
    ) AS drawn
) AS named
"""

# 618,033,989 has no factor in common with 10^9: no number comes twice, and neighbours are far apart.
_CONTACTS = """
INSERT INTO contacts (client_id, kind, value, raw, main, matches)
SELECT i, 'phone', '+79' || digits, '8 9' || digits, true, true
FROM (
    SELECT i, lpad(((i * 618033989) %% 1000000000)::text, 9, '0') AS digits
    FROM generate_series(%(first)s::bigint, %(first)s + %(count)s - 1) AS i
) AS phones
UNION ALL
SELECT i, 'email', 'client' || i || '@mail.example', 'client' || i || '@mail.example', true, true
FROM generate_series(%(first)s::bigint, %(first)s + %(count)s - 1) AS i WHERE i %% 5 < 2
"""


def fill(db: Database, count: int) -> None:
    """Adds so many clients."""
    db.execute(DICE)
    first = next_id(db, "clients")
    values = {
        "first": first,
        "count": count,
        "women": people.WOMEN,
        "men": people.MEN,
        "fathers": people.FATHERS,
        "surnames": people.SURNAMES,
        "towns": [town for town, _ in people.TOWNS],
        "zones": [zone for _, zone in people.TOWNS],
    }
    with db.transaction():
        db.execute(_CLIENTS, values)
        db.execute(_CONTACTS, values)
        advance(db, "clients")


def next_id(db: Database, table: str) -> int:
    """The first id that is free."""
    row = db.execute(sql.SQL("SELECT coalesce(max(id), 0) + 1 FROM {}").format(sql.Identifier(table))).fetchone()
    assert row is not None
    return int(row[0])


def advance(db: Database, table: str) -> None:
    """Lets the table's own ids go on behind those written."""
    db.execute(
        sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) FROM {}))").format(
            sql.Literal(table), sql.Identifier(table)
        )
    )
