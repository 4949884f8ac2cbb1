"""The Celery application; workers start with -A rvuedge.celery."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rvuedge.settings")

app = Celery("rvuedge")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks(["rvuedge.accounts", "rvuedge.backup", "rvuedge.imports", "tracking", "benchmarks"])
