"""The audit trail's one writer, and the triggers that keep its rows as they were written."""

from django.db import connection

from rvuedge.accounts.models import AuditEntry, Organisation, User
from rvuedge.accounts.wall import whole_installation
from rvuedge.web.statements import Insertion

_ENTRY = Insertion(AuditEntry)
_ENTRIES, _SEALS = "accounts_auditentry", "accounts_auditseal"


def _statements(vendor: str, table: str) -> tuple[str, ...]:
    if vendor == "postgresql":
        return (
            "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'audit entries are never changed or removed'; END $$",
            f"DROP TRIGGER IF EXISTS audit_append_only ON {table}",
            f"CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()",
            # A table that is emptied as a whole is asked for no row.
            f"DROP TRIGGER IF EXISTS audit_not_emptied ON {table}",
            f"CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()",
        )
    return (
        f"CREATE TRIGGER IF NOT EXISTS {_name(table, 'update')} BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END",
        f"CREATE TRIGGER IF NOT EXISTS {_name(table, 'delete')} BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'audit entries are never removed'); END",
    )


def _name(table: str, what: str) -> str:
    return f"audit_no_{what}" if table == _ENTRIES else f"{table}_no_{what}"


def record(
    *,
    action: str,
    actor: User | None = None,
    organisation: Organisation | None = None,
    subject: str = "",
    detail: dict[str, object] | None = None,
) -> AuditEntry:
    """Add one entry and return it; `detail` holds plain JSON values and never free text of a case."""
    entry = AuditEntry(
        organisation_id=organisation.pk if organisation else None,
        actor_id=actor.pk if actor else None,
        actor_name=actor.email if actor else "",
        action=action,
        subject=subject[:200],
        detail=detail or {},
    )
    # Whoever does a thing need not be in the organisation whose trail tells of it.
    with whole_installation():
        _ENTRY.store(entry)
    return entry


def make_append_only(*tables: str) -> None:
    """Install the triggers by which the database refuses to change or remove an entry, or its link in the chain."""
    with connection.cursor() as cursor:
        for table in tables or (_ENTRIES, _SEALS):
            for statement in _statements(connection.vendor, table):
                cursor.execute(statement)


def lift_append_only(*tables: str) -> None:
    """Remove the triggers (used by the reverse of the migrations, and by tests that empty every table)."""
    with connection.cursor() as cursor:
        for table in tables or (_ENTRIES, _SEALS):
            if connection.vendor == "postgresql":
                for trigger in ("audit_append_only", "audit_not_emptied"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON {table}")
            else:
                for what in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, what)}")
