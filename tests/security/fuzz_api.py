"""Sends made-up requests to every operation of the API, in this process: no answer may be a fault of the server.

It runs where schemathesis is installed beside what requirements.txt names, never with the product:

    python tests/security/fuzz_api.py [--examples 2000] [--part 1/2]

Each request is made by the schema that the product publishes, and sent through every middleware as an administrator of a demo of its own,
with a token that may write. `--part` takes a share of the operations, so that two processors do it in half the time.
"""

import argparse
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


@contextmanager
def product() -> Iterator[tuple[Any, dict[str, str]]]:
    """Yield the application on a database of its own with the people of the demo, and the headers of an administrator among them."""
    valkey = import_module("rvuedge.embedded.valkey")
    with tempfile.TemporaryDirectory(prefix="rvuedge-fuzz-") as folder, valkey.running() as queue:
        os.environ |= {"RVUEDGE_DATA": folder, "REDIS_URL": queue, "RVUEDGE_LOCAL": "1", "DJANGO_SETTINGS_MODULE": "rvuedge.settings"}
        import_module("django").setup()
        run = import_module("django.core.management").call_command
        run("migrate", verbosity=0)
        run("seed_demo", verbosity=0, stdout=StringIO())
        # A token may ask so often in a minute; what goes beyond would test nothing.
        import_module("rest_framework.throttling").SimpleRateThrottle.THROTTLE_RATES = {"anon": None, "user": None}
        logging.getLogger("rvuedge").setLevel(logging.CRITICAL)
        models, services = import_module("rvuedge.accounts.models"), import_module("rvuedge.accounts.services")
        place = models.Membership.objects.select_related("user").get(role="administrator", organisation__is_demo=True)
        _token, secret = services.make_token(user=place.user, name="fuzz", days=1, may_write=True)
        yield import_module("rvuedge.wsgi").application, {"Authorization": f"Bearer {secret}", "Host": "localhost"}


def known(case: Any) -> None:
    """Name codes and cases that there are, and a day that may be, half of the time: past 400 and 404 more is to be found."""
    cases = import_module("tracking.models").Case.objects.kept().filter(clinician__user__memberships__role="administrator")
    numbers = cases.order_by("pk").values_list("pk", flat=True)[:5]
    exist = {"code": ["99214", "45385", "D1553", "J0585"], "case_id": [str(number) for number in numbers]}
    drawn = hash(repr((case.path_parameters, case.query, case.body)))
    if drawn % 2:
        return
    for name, values in exist.items():
        if values and name in (case.path_parameters or {}):
            case.path_parameters[name] = values[drawn // 2 % len(values)]
    if isinstance(case.body, dict) and isinstance(case.body.get("lines"), list):
        case.body["date_of_service"] = datetime.now(UTC).date().isoformat()
        for line in case.body["lines"]:
            if isinstance(line, dict):
                line["code"] = exist["code"][drawn // 2 % 4]


def fuzz(operation: Any, headers: dict[str, str], examples: int) -> Counter[int]:
    """Send as many requests to an operation and return how often each status came; a fault of the server raises."""
    hypothesis = import_module("hypothesis")
    met: Counter[int] = Counter()
    all_checks = list(hypothesis.HealthCheck)

    @hypothesis.settings(max_examples=examples, deadline=None, database=None, suppress_health_check=all_checks)
    @hypothesis.given(case=operation.as_strategy())
    def send(case: Any) -> None:
        known(case)
        answer = case.call(headers={**(case.headers or {}), "Idempotency-Key": str(uuid4()), **headers})
        met[answer.status_code] += 1
        assert answer.status_code < 500, f"{case.method} {case.formatted_path} {case.query} {case.body!r}: {answer.text[:500]}"

    send()
    return met


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=2000)
    parser.add_argument("--part", default="1/1", help="which share of the operations, such as 1/2")
    asked = parser.parse_args()
    share, shares = map(int, asked.part.split("/"))
    with product() as (application, headers):
        schema = import_module("schemathesis").openapi.from_wsgi("/api/v1/schema/?format=json", application)
        operations = [found.ok() for found in schema.get_all_operations()]
        for operation in operations[share - 1 :: shares]:
            began = time.monotonic()
            met = fuzz(operation, headers, asked.examples)
            told = ", ".join(f"{count} times {status}" for status, count in sorted(met.items()))
            print(f"{operation.label}: {sum(met.values())} requests, {told}, {time.monotonic() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
