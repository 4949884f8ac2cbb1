"""The audit trail's one writer, and the triggers that keep its rows as they were written."""

from django.db import connection

from rvuedge.accounts.models import AuditEntry, Organisation, User

_SQLITE = {
    "audit_no_update": "CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON accounts_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END",
    "audit_no_delete": "CREATE TRIGGER IF NOT EXISTS audit_no_delete BEFORE DELETE ON accounts_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are never removed'); END",
}
_POSTGRES = (
    "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit entries are never changed or removed'; END $$",
    "DROP TRIGGER IF EXISTS audit_append_only ON accounts_auditentry",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON accounts_auditentry FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()",
)


def record(
    *,
    action: str,
    actor: User | None = None,
    organisation: Organisation | None = None,
    subject: str = "",
    detail: dict[str, object] | None = None,
) -> AuditEntry:
    """Add one entry and return it; `detail` holds plain JSON values and never free text of a case."""
    return AuditEntry.objects.create(
        organisation_id=organisation.pk if organisation else None,
        actor_id=actor.pk if actor else None,
        actor_name=actor.email if actor else "",
        action=action,
        subject=subject[:200],
        detail=detail or {},
    )


def make_append_only() -> None:
    """Install the triggers by which the database refuses to change or remove an entry."""
    statements = _POSTGRES if connection.vendor == "postgresql" else tuple(_SQLITE.values())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def lift_append_only() -> None:
    """Remove the triggers (used by the reverse of the migration, and by tests that empty every table)."""
    if connection.vendor == "postgresql":
        statements = ["DROP TRIGGER IF EXISTS audit_append_only ON accounts_auditentry"]
    else:
        statements = [f"DROP TRIGGER IF EXISTS {name}" for name in _SQLITE]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
