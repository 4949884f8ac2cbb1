"""RVU Edge lets a clinician delete the own account, says before what stays for closed months, and touches nobody else's rows."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from benchmarks.models import ReportSnapshot
from rvuedge.accounts.models import ApiToken, AuditEntry, Membership, Organisation, User
from rvuedge.accounts.services import make_token
from rvuedge.leaving.account import places_of, why_not
from rvuedge.leaving.services import delete_account
from tests.cast import Cast
from tests.factories import PASSWORD
from tracking.models import Case, CaseLine, Clinician, MonthTotal


def cases(clinician: Clinician) -> int:
    return Case.objects.filter(clinician=clinician).count()


def signed_in(email: str) -> Client:
    """Somebody who has just shown a password."""
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_says_what_goes_and_what_stays(cast: Cast) -> None:
    (place,) = places_of(cast.clinician.user)
    assert (place.is_alone, place.going, place.staying, place.reports) == (False, 2, 1, 1)
    page = signed_in(cast.clinician.user.email).get("/settings/account/").text
    assert "cases of open months (2)" in page
    assert "cases of closed months (1) and published reports (1), under your name" in page
    assert "the audit trail, with your address" in page


def test_removes_open_months_and_keeps_closed_ones_and_reports(cast: Cast) -> None:
    clinician, before = cast.clinician.log, cases(cast.colleague.log)
    make_token(user=cast.clinician.user, name="Script", days=30, may_write=False)
    delete_account(user=cast.clinician.user)
    assert list(CaseLine.objects.filter(clinician=clinician).values_list("code", flat=True)) == ["99214"]
    assert list(MonthTotal.objects.filter(clinician=clinician).values_list("lines", flat=True)) == [1]
    assert ReportSnapshot.objects.filter(clinician=clinician).published().count() == 1
    user = User.objects.get(pk=cast.clinician.user.pk)
    assert (user.name, user.is_active, user.has_usable_password()) == ("", False, False)
    assert user.email.endswith("@deleted.invalid")
    assert not ApiToken.objects.filter(user=user).exists()
    assert not Membership.objects.filter(user=user, active=True).exists()
    assert Clinician.objects.get(pk=clinician.pk).name == "Ada Clinician"
    assert cases(cast.colleague.log) == before == 3


def test_takes_everything_where_nothing_was_closed(cast: Cast) -> None:
    number = cast.stranger.user.pk
    delete_account(user=cast.stranger.user)
    assert not User.objects.filter(pk=number).exists()
    assert not Clinician.objects.filter(pk=cast.stranger.log.pk).exists()
    assert Organisation.objects.filter(pk=cast.elsewhere.pk).exists()


def test_takes_the_organisation_of_somebody_alone(cast: Cast) -> None:
    delete_account(user=cast.stranger.user)
    (place,) = places_of(cast.strange_administrator.user)
    assert place.is_alone
    delete_account(user=cast.strange_administrator.user)
    assert not Organisation.objects.filter(pk=cast.elsewhere.pk).exists()
    assert Organisation.objects.filter(pk=cast.organisation.pk).exists()


def test_the_trail_says_so_and_keeps_the_address(cast: Cast) -> None:
    email = cast.clinician.user.email
    delete_account(user=cast.clinician.user)
    entry = AuditEntry.objects.get(action="account.deleted")
    assert (entry.subject, entry.organisation_id) == (email, cast.organisation.pk)
    assert entry.detail == {"cases_removed": 2, "cases_kept": 1, "reports_kept": 1}


def test_refuses_the_last_administrator_of_others_and_the_only_operator(cast: Cast) -> None:
    for user, said in ((cast.administrator.user, "last administrator of Riverside Clinic"), (cast.operator, "only operator")):
        assert said in why_not(user, places_of(user))
        with pytest.raises(ValidationError, match=said):
            delete_account(user=user)
        assert User.objects.get(pk=user.pk).is_active


def test_deletes_on_the_page_and_ends_the_session(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    answer = client.post("/settings/account/delete/", {"email": " ADA.clinician@clinic.example "}, follow=True)
    assert "Your account is deleted." in answer.text
    assert client.get("/settings/").status_code == 302
    assert not User.objects.filter(email="ada.clinician@clinic.example").exists()


def test_deletes_nothing_without_the_address_or_by_an_old_sign_in(cast: Cast) -> None:
    client = signed_in(cast.clinician.user.email)
    assert "the address does not match" in client.post("/settings/account/delete/", {"email": "x"}, follow=True).text
    session = client.session
    an_hour_ago = (timezone.now() - timedelta(hours=1)).timestamp()
    session["account_authentication_methods"] = [{"method": "password", "reauthenticated": True, "at": an_hour_ago}]
    session.save()
    answer = client.post("/settings/account/delete/", {"email": cast.clinician.user.email})
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert User.objects.get(pk=cast.clinician.user.pk).is_active
