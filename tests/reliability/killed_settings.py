"""The product's own settings, but that the queue gives a task again after two seconds without an answer, not fifteen minutes."""

from rvuedge.settings import *  # noqa: F403
from rvuedge.settings import CELERY_BROKER_TRANSPORT_OPTIONS as _OPTIONS

CELERY_BROKER_TRANSPORT_OPTIONS = {**_OPTIONS, "visibility_timeout": 2}
