"""The WSGI application that gunicorn serves."""

import os
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rvuedge.settings")

application = get_wsgi_application()


def _require_the_wall() -> None:
    """Do not start as a role for which PostgreSQL keeps nothing apart; a database that does not answer yet is no reason."""
    why_not_to_serve: Callable[[], str] = import_module("rvuedge.accounts.wall_roles").why_not_to_serve
    try:
        reason = why_not_to_serve()
    except DatabaseError:
        return
    finally:
        # Processes that are forked from this one open their own.
        connection.close()
    if reason:
        raise SystemExit(reason)
    if settings.DATABASE_ROLES:
        import_module("rvuedge.accounts.wall").close()


_require_the_wall()
