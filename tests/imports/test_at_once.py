"""RVU Edge keeps a file once that two people bring at the same moment."""

import io

import pytest

from rvuedge.imports.models import ImportRun
from rvuedge.imports.services import receive_file
from rvuedge.imports.services_kept import receive_large
from tests.imports.known import KIND
from tests.meanwhile import while_open

pytestmark = [pytest.mark.usefixtures("audit_may_be_emptied"), pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("is_large", [False, True])
def test_keeps_the_same_bytes_once(is_large: bool) -> None:
    told: list[tuple[ImportRun, bool]] = []

    def bring() -> None:
        if is_large:
            told.append(receive_large(kept=io.BytesIO(b"sample"), kind=KIND, file_name="a.csv", by=None))
        else:
            told.append(receive_file(content=b"sample", file_name="a.csv", by=None))

    while_open(bring, bring)
    (first, is_new), (second, is_new_again) = told
    assert (first.pk, is_new, is_new_again) == (second.pk, True, False)
    assert ImportRun.objects.count() == 1
