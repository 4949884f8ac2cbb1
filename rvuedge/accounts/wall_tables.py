"""Which tables stand behind the second wall and by what their rows belong to an organisation: read from the models, built on PostgreSQL."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.models import ForeignKey, Model

from rvuedge.accounts.models import AuditEntry, AuditSeal, Membership, Organisation

WALL, WIDER = "wall", "wall_reading"
APPEND_ONLY = ("accounts_auditentry", "accounts_auditseal")
# What tells nothing of an organisation's work and is counted across the border by the rights of the application itself:
# whether an installation has one organisation, whether somebody is a member elsewhere.
READ_BY_ALL = (Organisation, Membership)
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
# Of a language that PostgreSQL does not unfold into each query: that took longer than most queries.
_FUNCTIONS = (
    "CREATE OR REPLACE FUNCTION rvu_reaches_all() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS "
    "$$ BEGIN RETURN coalesce(current_setting('rvu.organisations', true) = '*', false); END $$",
    "CREATE OR REPLACE FUNCTION rvu_organisations() RETURNS bigint[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS "
    "$$ DECLARE said text := current_setting('rvu.organisations', true); BEGIN "
    "IF said ~ '^[0-9]+(,[0-9]+)*$' THEN RETURN string_to_array(said, ',')::bigint[]; END IF; RETURN '{}'::bigint[]; END $$",
)
_ALL, _REACHED = "(SELECT rvu_reaches_all())", "= ANY ((SELECT rvu_organisations())::bigint[])"


@dataclass(frozen=True, slots=True)
class Walled:
    """A table with the conditions under which its rows may be written, and read where that is wider."""

    table: str
    written: str
    read: str = ""
    # What its parent's wall lets through, this one does: the whole installation too.
    is_as_its_parent: bool = False

    @property
    def statements(self) -> tuple[str, ...]:
        """The SQL that puts the table behind the wall; its owner is held back too."""
        taken = f"{_ALL} OR {self.written}"
        # A restore brings tables by name, children before their parents.
        shown = self.written if self.is_as_its_parent else taken
        made = [
            f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS {WALL} ON {self.table}",
            f"DROP POLICY IF EXISTS {WIDER} ON {self.table}",
            f"CREATE POLICY {WALL} ON {self.table} USING ({shown}) WITH CHECK ({taken})",
        ]
        if self.read:
            made.append(f"CREATE POLICY {WIDER} ON {self.table} FOR SELECT USING ({self.read})")
        return tuple(made)

    @property
    def mark(self) -> str:
        """What tells that the table stands behind this wall and no former one."""
        return hashlib.sha256("\n".join(self.statements).encode()).hexdigest()[:16]


class RoleIsMissing(Exception):
    """A role that is to have rights is not there, or has no usable name."""


def walled() -> tuple[Walled, ...]:
    """Return every table with rows of an organisation, parents first."""
    found: dict[type[Model], Walled] = {}
    for model in sorted(_stored(), key=lambda one: (_distance(one) or 0, one._meta.db_table)):
        if _distance(model) is not None:
            found[model] = _of(model, found)
    return tuple(found.values())


def build(roles: Sequence[str]) -> None:
    """Put every table behind the wall that is not yet, and give the application's roles their rights."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _FUNCTIONS:
            cursor.execute(statement)
    marks = _marks()
    for one in walled():
        if marks.get(one.table) != one.mark:
            # Each table is locked for a moment, and none while another is.
            with transaction.atomic(), connection.cursor() as cursor:
                for statement in (*one.statements, f"COMMENT ON POLICY {WALL} ON {one.table} IS '{one.mark}'"):
                    cursor.execute(statement)
    for role in roles:
        _grant(role)


def unwalled() -> list[str]:
    """Return the tables that should stand behind the wall and do not, as it is now."""
    marks = _marks()
    return [one.table for one in walled() if marks.get(one.table) != one.mark]


def _marks() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, obj_description(p.oid, 'pg_policy') FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid "
            "WHERE p.polname = %s AND c.relrowsecurity AND c.relforcerowsecurity AND c.relnamespace = current_schema()::regnamespace",
            [WALL],
        )
        return dict(cursor.fetchall())


def _grant(role: str) -> None:
    """Give a role what the application does: rows of every table; the audit trail it can only read and continue."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
        schema, is_there = cursor.fetchone()
        if not _NAME.fullmatch(role) or not is_there:
            raise RoleIsMissing(f"There is no role {role} in PostgreSQL: make it first, or leave it out of RVUEDGE_DATABASE_ROLES.")
        for statement in (
            f'GRANT USAGE ON SCHEMA "{schema}" TO {role}',
            f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{schema}" TO {role}',
            f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "{schema}" TO {role}',
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {', '.join(APPEND_ONLY)} FROM {role}",
            f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {role}",
        ):
            cursor.execute(statement)


def _stored() -> Iterator[type[Model]]:
    return (model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy)


def _keys(model: type[Model]) -> list["ForeignKey[Model, Model]"]:
    return [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]


def _own(model: type[Model]) -> str:
    """Return the column in which a row names its organisation itself; empty where it does not."""
    if model is Organisation:
        return "id"
    # Held by number, so that no cascade touches a row.
    if model in (AuditEntry, AuditSeal):
        return "organisation_id" if model is AuditEntry else "chain"
    return next((str(key.column) for key in _keys(model) if key.related_model is Organisation), "")


def _distance(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> int | None:
    """Return over how many tables a row belongs to an organisation; None where it belongs to none."""
    if _own(model):
        return 0 if model is Organisation else 1
    steps = [
        _distance(key.related_model, seen | {model}) for key in _keys(model) if not key.null and key.related_model not in seen | {model}
    ]
    return min((step + 1 for step in steps if step is not None), default=None)


def _parent(model: type[Model]) -> "ForeignKey[Model, Model]":
    """Return the key that leads to the organisation over the fewest tables; one that can be nobody's last."""
    near = [key for key in _keys(model) if not key.null and _distance(key.related_model) is not None]
    return min(near, key=lambda key: (_distance(key.related_model) or 0, _may_be_nobodys(key.related_model)))


def _may_be_nobodys(model: type[Model]) -> bool:
    """Whether a row may belong to the installation: a table that names its organisation and need not."""
    return any(key.related_model is Organisation and key.null for key in _keys(model))


def _of(model: type[Model], parents: dict[type[Model], Walled]) -> Walled:
    table, column = model._meta.db_table, _own(model)
    if column:
        written = f"{column} {_REACHED}" + (f" OR {column} IS NULL" if _may_be_nobodys(model) else "")
        is_public = any(field.name == "is_public" for field in model._meta.concrete_fields)
        return Walled(table, written, "true" if model in READ_BY_ALL else "is_public" if is_public else "")
    key = _parent(model)
    parent = parents[key.related_model]
    inner = f"SELECT FROM {parent.table} parent WHERE parent.{key.target_field.column} = {table}.{key.column}"
    if not parent.read:
        # What is seen of the parent is behind its own wall.
        return Walled(table, f"EXISTS ({inner})", is_as_its_parent=True)
    within = re.sub(r"\b(id|organisation_id)\b(?= =| IS)", r"parent.\1", parent.written)
    return Walled(table, f"EXISTS ({inner} AND ({within}))", "" if parent.read == "true" else f"EXISTS ({inner})")
