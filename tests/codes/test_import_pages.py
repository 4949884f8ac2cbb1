"""RVU Edge brings a release in on a page: upload, issues, difference, activation, and the way back."""

import hashlib
import html
import re
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from django.urls import reverse

from codes.models import Release, ReleaseState
from codes.releases import release_in_force
from rvuedge.accounts.models import AuditEntry, Role, User
from rvuedge.imports.models import ImportRun, RunState
from tests.cast import Cast, make_cast
from tests.codes.pprrvu_files import JULY_2026, OCTOBER_2025, changed, excerpt
from tests.factories import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

LIST = "/manage/schedules/"


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def operator(client: Client, cast: Cast) -> Client:
    client.force_login(cast.operator)
    return client


@pytest.fixture
def bring(operator: Client, django_capture_on_commit_callbacks):
    """Uploads a file as the operator does and opens the page that follows, after the import has run."""

    def upload(content: bytes, name: str = JULY_2026):
        with django_capture_on_commit_callbacks(execute=True):
            answer = operator.post(f"{LIST}check/", {"file": SimpleUploadedFile(name, content)})
        return operator.get(answer["Location"])

    return upload


def text_of(answer) -> str:
    """Return what stands on the page, without marks."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def post(client: Client, name: str, *keys: object, **fields: str):
    return client.post(reverse(name, args=keys), fields, follow=True)


def test_shows_where_to_bring_a_file(operator: Client) -> None:
    page = operator.get(LIST)
    assert page.status_code == 200
    told = text_of(page)
    assert "Fee schedule file" in told
    assert "Check file" in told
    assert "No official release yet" in told


def test_reads_an_uploaded_file_and_waits_for_activation(bring) -> None:
    page = bring(excerpt())
    told = text_of(page)
    assert page.request["PATH_INFO"] == f"{LIST}runs/{ImportRun.objects.get().pk}/"
    assert "CMS relative value file, July 2026 (RVU26C)" in told
    assert "Activate July 2026" in told
    assert "1 July 2026, released by CMS on 30 June 2026" in told
    assert release_in_force(date(2026, 7, 1)) is None
    assert "No earlier official release of this table is active: all its 15 rows are new." in told


def test_shows_the_difference_to_the_release_before(bring, operator: Client) -> None:
    bring(excerpt(OCTOBER_2025), OCTOBER_2025)
    post(operator, "schedule-activate", Release.objects.get(name="RVU25D").pk, accept_short="1")
    told = text_of(bring(excerpt()))
    assert "Against the active release, October 2025" in told
    assert "No earlier official release" not in told
    # 27447 has the most work among the codes that went down by 2.5%: 19.60 x 0.975 = 19.11.
    assert "27447: 19.60 to 19.11" in told
    assert "32.3465 to 33.4009" in told


def test_activates_and_goes_back(bring, operator: Client) -> None:
    bring(excerpt(OCTOBER_2025), OCTOBER_2025)
    bring(excerpt())
    october, july = Release.objects.get(name="RVU25D"), Release.objects.get(name="RVU26C")
    post(operator, "schedule-activate", october.pk, accept_short="1")
    told = text_of(post(operator, "schedule-activate", july.pk, accept_short="1"))
    assert "July 2026 is active: it values dates of service from 1 July 2026" in told
    assert "Go back to October 2025" in told
    assert release_in_force(date(2026, 7, 1)) == july
    assert "October 2025 counts again" in text_of(post(operator, "schedule-go-back", july.pk))
    july.refresh_from_db()
    assert july.state == ReleaseState.RETIRED
    assert dict(ImportRun.objects.values_list("file_name", "state")) == {OCTOBER_2025: RunState.ACTIVE, JULY_2026: RunState.READY}
    assert "is not active" in text_of(post(operator, "schedule-go-back", july.pk))


def test_says_once_that_a_release_is_active_already(bring, operator: Client) -> None:
    bring(excerpt())
    july = Release.objects.get(name="RVU26C")
    post(operator, "schedule-activate", july.pk, accept_short="1")
    assert "July 2026 is active already" in text_of(post(operator, "schedule-activate", july.pk, accept_short="1"))


def test_tells_every_fault_by_line_and_keeps_the_active_release(bring, operator: Client) -> None:
    bring(excerpt(OCTOBER_2025), OCTOBER_2025)
    post(operator, "schedule-activate", Release.objects.get(name="RVU25D").pk, accept_short="1")
    told = text_of(bring(changed("99213,,,A,,1.30,", "99213,,,A,,1.3O,")))
    assert "Why it was refused" in told
    assert "WORK RVU: '1.3O' is no amount" in told
    assert "Line 22" in told
    assert "Activate July" not in told
    assert not Release.objects.filter(name="RVU26C").exists()
    assert release_in_force(date(2025, 10, 1)) is not None


def test_accepts_mends_by_a_button(bring, operator: Client, django_capture_on_commit_callbacks) -> None:
    told = text_of(bring(changed("\r\n00100,", "\r\n100,")))
    assert "1 code has fewer than five characters" in told
    assert "Accept the mends" in told
    run = ImportRun.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        post(operator, "schedule-accept", run.pk)
    run.refresh_from_db()
    assert run.state == RunState.READY
    assert "Activate July 2026" in text_of(operator.get(f"{LIST}runs/{run.pk}/"))


def test_refuses_mends_by_a_button_and_keeps_nothing(bring, operator: Client) -> None:
    mangled = changed("\r\n00100,", "\r\n100,")
    assert "Refuse the mends" in text_of(bring(mangled))
    run = ImportRun.objects.get()
    with TestCase.captureOnCommitCallbacks(execute=True):
        told = text_of(post(operator, "schedule-refuse", run.pk))
    assert "Nothing of this file was stored; the active release is untouched." in told
    assert "1 code has fewer than five characters" in told
    assert "Refused code" in told
    assert "Activate July 2026" not in told
    run.refresh_from_db()
    assert (run.state, bool(run.file), run.accepts_repairs) == (RunState.REFUSED, False, False)
    assert AuditEntry.objects.filter(action="import.mends_refused").count() == 1
    assert not Release.objects.filter(name="RVU26C").exists()
    # Whoever thinks better of it brings the file again and is asked again.
    assert "Accept the mends" in text_of(bring(mangled))


def test_lists_who_brought_which_file_when_with_hash_release_and_counts(bring, operator: Client, cast: Cast) -> None:
    with time_machine.travel("2026-07-03T15:00:00Z", tick=False):
        bring(excerpt())
        listed = text_of(operator.get(LIST))
        page = text_of(operator.get(f"{LIST}runs/{ImportRun.objects.get().pk}/"))
    sha256 = hashlib.sha256(excerpt()).hexdigest()
    assert f"3 Jul {JULY_2026} Ready to activate, July 2026, 15 rows {cast.operator}, 3 July 2026, sha256 {sha256[:8]}" in listed
    assert f"3 July 2026, {cast.operator}, sha256 {sha256[:4]}...{sha256[-4:]}" in page


def test_changes_the_day_of_a_draft(bring, operator: Client) -> None:
    bring(excerpt())
    july = Release.objects.get(name="RVU26C")
    post(operator, "schedule-effective", july.pk, effective_from="2026-07-06")
    july.refresh_from_db()
    assert july.effective_from == date(2026, 7, 6)
    told = "The release of July 2026 holds from 2026-07-01; the day given, 2026-02-01, is before that quarter begins."
    assert told in text_of(post(operator, "schedule-effective", july.pk, effective_from="2026-02-01"))
    assert "2026 only" in text_of(post(operator, "schedule-effective", july.pk, effective_from="2025-07-06"))
    assert "Write the day as YYYY-MM-DD" in text_of(post(operator, "schedule-effective", july.pk, effective_from="soon"))


def test_shows_progress_while_it_runs(operator: Client, bring) -> None:
    bring(excerpt())
    ImportRun.objects.update(state=RunState.READING, stage="Checking the rows", rows_done=14_208, rows_total=19_356)
    page = operator.get(f"{LIST}runs/{ImportRun.objects.get().pk}/")
    assert "Checking the rows, 14,208 of 19,356" in text_of(page)
    assert 'hx-trigger="load delay:700ms"' in page.content.decode()
    assert 'max="19356" value="14208"' in page.content.decode()


def test_offers_a_failed_import_again(operator: Client, bring, django_capture_on_commit_callbacks) -> None:
    bring(changed("\r\n00100,", "\r\n100,"))
    run = ImportRun.objects.get()
    ImportRun.objects.update(state=RunState.FAILED, outcome={"reason": "The import stopped."}, accepts_repairs=True)
    assert "Try again" in text_of(operator.get(f"{LIST}runs/{run.pk}/"))
    with django_capture_on_commit_callbacks(execute=True):
        post(operator, "schedule-again", run.pk)
    run.refresh_from_db()
    assert run.state == RunState.READY


def test_the_same_file_again_leads_to_its_run(bring) -> None:
    bring(excerpt())
    assert "nothing was done twice" in text_of(bring(excerpt(), "other name.csv"))
    assert ImportRun.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "The file is empty"), (b"%PDF-1.7 x", "The content is PDF"), (b"<html>", "It is a web page")]
)
def test_says_what_is_wrong_with_a_file_that_is_no_table(bring, content: bytes, told: str) -> None:
    page = bring(content, "PPRRVU2026_Jul.csv")
    assert page.status_code == 200
    assert told in text_of(page)


def test_asks_for_a_file(operator: Client) -> None:
    page = operator.post(f"{LIST}check/")
    assert page.status_code == 400
    assert "Choose a file" in text_of(page)


def test_refuses_a_file_beyond_the_limit_before_it_is_kept(operator: Client, settings) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024
    page = operator.post(f"{LIST}check/", {"file": SimpleUploadedFile("big.csv", b"x" * (2 * 1024 * 1024))})
    assert page.status_code == 413
    assert "larger than 1 MB" in text_of(page)
    assert not ImportRun.objects.exists()


def test_asks_for_the_token_of_the_form(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.operator)
    assert client.post(f"{LIST}check/", {"file": SimpleUploadedFile("a.csv", excerpt())}).status_code == 403


def test_shows_a_hostile_name_as_text(bring) -> None:
    assert b"<script>alert" not in bring(b"%PDF", "<script>alert(1)</script>.csv").content


def test_is_closed_to_everybody_but_who_manages_releases(cast: Cast, bring) -> None:
    bring(excerpt())
    run, release = ImportRun.objects.get(), Release.objects.get(name="RVU26C")
    for part, user in cast.members.items():
        client = Client()
        client.force_login(user)
        wanted = 200 if part == "operator" else 404
        assert client.get(LIST).status_code == wanted, part
        assert client.get(f"{LIST}runs/{run.pk}/").status_code == wanted, part
        if part != "operator":
            posts: list[tuple[str, tuple[object, ...]]] = [
                ("schedule-check", ()),
                ("schedule-accept", (run.pk,)),
                ("schedule-refuse", (run.pk,)),
                ("schedule-again", (run.pk,)),
            ]
            posts += [(name, (release.pk,)) for name in ("schedule-effective", "schedule-activate", "schedule-go-back")]
            assert {client.post(reverse(name, args=keys)).status_code for name, keys in posts} == {404}, part
    assert Client().get(LIST).status_code == 302
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT


def test_is_open_to_the_administrator_of_the_only_organisation(client: Client) -> None:
    user = User.objects.create_user(email="solo@clinic.example")
    MembershipFactory.create(user=user, organisation=OrganisationFactory.create(), role=Role.ADMINISTRATOR)
    client.force_login(user)
    assert client.get(LIST).status_code == 200


def test_a_page_does_one_thing(operator: Client, bring) -> None:
    bring(excerpt())
    run, release = ImportRun.objects.get(), Release.objects.get(name="RVU26C")
    assert operator.post(LIST).status_code == 405
    assert operator.post(f"{LIST}runs/{run.pk}/").status_code == 405
    assert operator.get(reverse("schedule-activate", args=[release.pk])).status_code == 405
    assert operator.get(f"{LIST}check/").status_code == 405
    assert operator.get(f"{LIST}runs/00000000-0000-4000-8000-000000000000/").status_code == 404


def test_reads_the_list_in_few_queries(operator: Client, bring, django_assert_max_num_queries) -> None:
    bring(excerpt(OCTOBER_2025), OCTOBER_2025)
    bring(excerpt())
    with django_assert_max_num_queries(12):
        operator.get(LIST)


def test_leads_from_the_newest_imports_to_the_first(operator: Client) -> None:
    for number in range(13):
        ImportRun.objects.create(kind="pprrvu", file_name=f"file-{number}.csv", sha256=f"{number:064}", size=1, state=RunState.REFUSED)
    first, second, beyond = (text_of(operator.get(LIST, {"page": page})) for page in ("1", "2", "99"))
    assert ("file-12.csv" in first, "file-0.csv" in first, "Page 1 of 2 Older imports" in first) == (True, False, True)
    assert ("file-12.csv" in second, "file-0.csv" in second, "Newer imports Page 2 of 2" in second) == (False, True, True)
    assert "file-0.csv" in beyond
