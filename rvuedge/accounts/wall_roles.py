"""Whether the role as which the web connects to PostgreSQL leaves the second wall standing."""

from django.conf import settings
from django.db import connection

from rvuedge.accounts.wall_tables import unwalled

_SO = "or set RVUEDGE_ONE_DATABASE_ROLE=1 to do without the wall (docs/deploy.md, Roles in the database)."
_ROLE = (
    "SELECT current_user, rolsuper, rolbypassrls, EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p') "
    "AND relnamespace = current_schema()::regnamespace AND pg_has_role(relowner, 'MEMBER')) FROM pg_roles WHERE rolname = current_user"
)


def why_not_to_serve() -> str:
    """Return why the web may not serve with this connection, in one sentence; nothing where it may, or on another database."""
    if connection.vendor != "postgresql" or settings.ONE_DATABASE_ROLE or settings.LOCAL_MODE:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        name, is_super, passes_by, owns = cursor.fetchone()
    is_what = "is a superuser" if is_super else "owns the tables" if owns else "passes by row-level security" if passes_by else ""
    if is_what:
        return (
            f"The web connects to PostgreSQL as {name}, which {is_what}, so nothing keeps organisations apart there: give it another, {_SO}"
        )
    if not settings.DATABASE_ROLES:
        return f"The web connects to PostgreSQL as {name}, which RVUEDGE_DATABASE_ROLES does not name: name it there, {_SO}"
    if open_ones := unwalled():
        return (
            f"{len(open_ones)} tables of PostgreSQL do not stand behind the wall, such as {open_ones[0]}: run `python3 manage.py migrate` "
            f"as the owner of the tables with RVUEDGE_DATABASE_ROLES={','.join(settings.DATABASE_ROLES)}, {_SO}"
        )
    return ""
