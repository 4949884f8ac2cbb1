"""The product's settings for tests: a data folder that passes, a quick password hasher, tasks that run at once."""

import os
import tempfile
from pathlib import Path

_memory = Path("/dev/shm")
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")

# Workers of xdist inherit the folder of the process that started them; tests/conftest.py removes it there.
if not _worker:
    os.environ["RVUEDGE_DATA"] = tempfile.mkdtemp(prefix="rvuedge-test-", dir=_memory if os.access(_memory, os.W_OK) else None)

from rvuedge.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# Administrators of tests sign in by password alone, but in the tests of the second factor.
SECOND_FACTOR_FORCED = False

# Static files are found at the request: no walk over the folders for each test client, and nothing to collect.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True

# A file, not memory: locks, WAL and threads behave as they do in production. Workers add their name to it.
if EMBEDDED_DATABASE:
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}

# One server of Valkey, one numbered database for each worker: what a test leaves in the cache meets no other test.
if REDIS_URL:
    CACHES["default"]["OPTIONS"] |= {"db": int(_worker.removeprefix("gw") or 0) + 1}
