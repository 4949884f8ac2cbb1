"""RVU Edge is set up by one person, also when two send the page at the same moment."""

import pytest
from django.core.exceptions import ValidationError

from rvuedge.accounts.models import Organisation, User
from rvuedge.accounts.services import set_up_installation
from tests.factories import PASSWORD
from tests.meanwhile import while_open


def set_up(name: str) -> None:
    facts = {"password": PASSWORD, "organisation_name": name, "time_zone": "UTC"}
    set_up_installation(name=name, email=f"{name.lower()}@clinic.example", **facts)


@pytest.mark.usefixtures("audit_may_be_emptied")
@pytest.mark.django_db(transaction=True)
def test_makes_one_operator_of_two_who_set_it_up_at_once() -> None:
    refused: list[str] = []

    def second() -> None:
        try:
            set_up("Second")
        except ValidationError as error:
            refused.extend(error.messages)

    while_open(lambda: set_up("First"), second)
    assert [user.name for user in User.objects.all()] == ["First"]
    assert Organisation.objects.count() == 1
    assert refused == ["This installation has been set up already. Sign in instead."]
