"""RVU Edge has no place for a patient: no stored field, no field of the API and no field of the log asks about one."""

import re

import pytest
from django.apps import apps
from django.db.models import Field
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from codes.models import Release
from tests.cast import Cast

ABOUT_A_PATIENT = re.compile(
    r"patient|(^|_)(mrn?|dob|ssn|sex|gender|age|race|phone|fax|zip|street|address|chart|account|policy_?number|surname|first_name|last_name|notes?|comments?)(_|$)"
    r"|birth|social_security|insur|subscriber|guarantor|member_?id|diagnos|icd"
)
# The ZIP codes of Medicare's localities, a pay plan's note and the like are about no case: what a log stores is told by these models.
OF_A_LOG = (
    "case",
    "caseline",
    "trainedcase",
    "chargeimport",
    "chargecolumns",
    "formervaluation",
    "favourite",
    "procedureset",
    "savedfilter",
)


@pytest.mark.parametrize("name", OF_A_LOG)
def test_stores_no_field_about_a_patient_and_no_note(name: str) -> None:
    fields = [one.name for one in apps.get_model("tracking", name)._meta.get_fields() if isinstance(one, Field)]
    assert fields and [one for one in fields if ABOUT_A_PATIENT.search(one)] == []


def test_takes_no_field_about_a_patient_by_the_api() -> None:
    shapes = SchemaGenerator().get_schema(request=None, public=True)["components"]["schemas"]
    sent = {name: list(shape.get("properties", {})) for name, shape in shapes.items() if name.startswith(("Case", "Line"))}
    assert {"CaseIn", "LineIn"} <= set(sent)
    assert [(name, one) for name, properties in sent.items() for one in properties if ABOUT_A_PATIENT.search(one.lower())] == []


@pytest.mark.parametrize("address", ["/log/", "/log/favourites/", "/log/import/", "/log/list/", "/log/export/"])
def test_asks_for_nothing_about_a_patient(client: Client, cast: Cast, release: Release, address: str) -> None:
    client.force_login(cast.trainee.user)
    page = client.get(address)
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page.content.decode()))
    assert page.status_code == 200 and names
    assert [one for one in names if ABOUT_A_PATIENT.search(one.lower())] == []
