"""How many rows of each table belong to which organisation: asked of PostgreSQL's own catalogue of foreign keys, not of the product."""

from collections import deque
from dataclasses import dataclass
from typing import Any

from psycopg import Cursor, sql

HOME = "accounts_organisation"
# They name organisations by number, without a key.
BY_NUMBER = {"accounts_auditentry": "organisation_id", "accounts_auditseal": "chain"}
_KEYS = """
SELECT here.relname, col.attname, there.relname, col.attnotnull
FROM pg_constraint JOIN pg_class here ON here.oid = conrelid JOIN pg_class there ON there.oid = confrelid
JOIN pg_attribute col ON col.attrelid = conrelid AND col.attnum = conkey[1]
WHERE contype = 'f' AND cardinality(conkey) = 1 AND here.relnamespace = current_schema()::regnamespace
"""


@dataclass(frozen=True, slots=True)
class Way:
    """Over which keys the rows of a table belong to organisations; the last may be empty: the row is the installation's."""

    table: str
    steps: tuple[tuple[str, str], ...]

    def counts(self, cursor: Cursor[Any]) -> dict[int | None, int]:
        """Return how many rows each organisation has, those of none under None."""
        joins, last = [], sql.Identifier("t0")
        for number, (_column, parent) in enumerate(self.steps[:-1], 1):
            words = sql.SQL("JOIN {} {here} ON {here}.id = {before}.{column}")
            here = sql.Identifier(f"t{number}")
            joins.append(words.format(sql.Identifier(parent), here=here, before=last, column=sql.Identifier(self.steps[number - 1][0])))
            last = here
        column = sql.SQL("{}.{}").format(last, sql.Identifier(self.steps[-1][0]))
        asked = sql.SQL("SELECT nullif({}, 0), count(*) FROM {} t0 {} GROUP BY 1")
        cursor.execute(asked.format(column, sql.Identifier(self.table), sql.SQL(" ").join(joins)))
        return dict(cursor.fetchall())


def ways(cursor: Cursor[Any]) -> dict[str, Way]:
    """Return the shortest way of every table that has one: over keys that are always filled, and the organisation's own."""
    cursor.execute(_KEYS)
    keys = cursor.fetchall()
    found = {table: Way(table, ((column, HOME),)) for table, column in BY_NUMBER.items()} | {HOME: Way(HOME, (("id", HOME),))}
    waiting = deque([HOME])
    while waiting:
        parent = waiting.popleft()
        for table, column, to, is_filled in keys:
            if to == parent and table not in found and (is_filled or parent == HOME):
                steps = () if parent == HOME else found[parent].steps
                found[table] = Way(table, ((column, parent), *steps))
                waiting.append(table)
    return found
