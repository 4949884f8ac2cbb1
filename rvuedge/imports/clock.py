"""The clock by which claims are taken and lapse: one for all workers, however far the clocks of their machines are apart."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def shared_now() -> datetime:
    """Return the time of the database server; on SQLite, where all processes are on one machine, that of the machine."""
    return database_time() if connection.vendor == "postgresql" else timezone.now()


def database_time() -> datetime:
    """Return what the clock of PostgreSQL says at this moment, also within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    told: datetime = now
    return told
