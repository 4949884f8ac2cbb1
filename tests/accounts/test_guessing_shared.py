"""RVU Edge counts the tries of all its processes together: a second process gives nobody five more."""

import os
import subprocess
import sys

from tests.shape import ROOT

# Three wrong tries at one address, in a process of its own that knows the others by their cache alone.
THREE_TRIES = """
import django
django.setup()
from allauth.core import ratelimit
from django.test import RequestFactory
request = RequestFactory().post("/accounts/login/")
print(*[bool(ratelimit.consume(request, action="login_failed", key="ada@clinic.example")) for _ in range(3)])
"""


def test_counts_the_tries_of_all_processes_together(valkey: str, tmp_path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "rvuedge.settings",
        "REDIS_URL": valkey,
        "RVUEDGE_DATA": str(tmp_path),
        "SECRET_KEY": "kept for this test, longer than fifty characters, and no secret",
    }
    told = [
        subprocess.run([sys.executable, "-c", THREE_TRIES], cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    # Five in five minutes: the sixth is refused, although the second process saw only three.
    assert [line.split() for line in told] == [["True", "True", "True"], ["True", "True", "False"]]
