"""RVU Edge chains the audit trail so that a change behind its back is named, whoever made it and on either database."""

import hashlib
import json
from datetime import UTC, datetime
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from rvuedge.accounts.audit import lift_append_only, make_append_only, record
from rvuedge.accounts.chain import FIRST, NOBODYS, check_trail, hash_of_entry, seal
from rvuedge.accounts.models import AuditEntry, AuditSeal
from rvuedge.embedded.refusal import Refusal
from tests.cast import Cast


def fill(cast: Cast, count: int = 3) -> None:
    for number in range(count):
        record(action=f"n.{number}", organisation=cast.organisation, actor=cast.operator, detail={"b": number, "a": "é"})
    record(action="far.away", organisation=cast.elsewhere)
    record(action="of.nobody")


def behind_the_back(statement: str) -> None:
    lift_append_only()
    with connection.cursor() as cursor:
        cursor.execute(statement)
    make_append_only()


def test_hashes_what_the_entry_says_and_the_link_before_it() -> None:
    at = datetime(2026, 11, 26, 3, 0, 0, 5, tzinfo=UTC)
    entry = AuditEntry(pk=7, at=at, organisation_id=2, actor_id=None, actor_name="é", action="a.b", subject="s", detail={"b": 1, "a": "x"})
    by_hand = '["' + "0" * 64 + '",1,7,"2026-11-26T03:00:00.000005+00:00",2,null,"\\u00e9","a.b","s",{"a":"x","b":1}]'
    assert hash_of_entry(entry, previous=FIRST, position=1) == hashlib.sha256(by_hand.encode()).hexdigest()


def test_chains_each_organisation_apart(cast: Cast) -> None:
    fill(cast)
    assert seal() == 5
    assert seal() == 0
    places = list(AuditSeal.objects.order_by("chain", "position").values_list("chain", "position"))
    home, away = cast.organisation.pk, cast.elsewhere.pk
    assert sorted(places) == sorted([(NOBODYS, 1), (home, 1), (home, 2), (home, 3), (away, 1)])
    trail = check_trail()
    assert (trail.sealed, trail.waiting, trail.breaks) == (5, 0, ())


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE accounts_auditentry SET subject = 'other' WHERE action = 'n.1'", "the entry is not what was sealed"),
        ("UPDATE accounts_auditentry SET organisation_id = NULL WHERE action = 'n.1'", "the entry is not what was sealed"),
        ("DELETE FROM accounts_auditentry WHERE action = 'n.1'", "the entry is gone"),
        ("DELETE FROM accounts_auditseal WHERE position = 2", "link 2 is missing"),
    ],
)
def test_names_the_first_broken_link_and_checks_the_rest(cast: Cast, statement: str, reason: str) -> None:
    fill(cast, 4)
    seal()
    behind_the_back(statement)
    (broken,) = check_trail().breaks
    assert (broken.chain, broken.position, broken.reason) == (cast.organisation.pk, 2, reason)
    out = StringIO()
    with pytest.raises(CommandError, match="1 audit chains are broken, 0 lines and 0 month totals differ"):
        call_command("verify", stdout=out)
    assert f"audit chain of organisation {cast.organisation.pk}: link 2 (entry {broken.entry}): {reason}" in out.getvalue()


@pytest.mark.parametrize("statement", ["UPDATE accounts_auditseal SET hash = 'x'", "DELETE FROM accounts_auditseal"])
def test_the_database_refuses_to_change_a_link(cast: Cast, statement: str) -> None:
    fill(cast)
    seal()
    with pytest.raises(DatabaseError, match="never (changed|removed)"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_entry_that_appears_late_is_sealed_after_the_others(cast: Cast) -> None:
    late = record(action="late", organisation=cast.organisation)
    lift_append_only()
    AuditEntry.objects.filter(pk=late.pk).delete()
    make_append_only()
    fill(cast)
    seal()
    late.save(force_insert=True)
    assert seal() == 1
    assert AuditSeal.objects.get(entry_id=late.pk).position == 4
    assert check_trail().breaks == ()


def test_recording_asks_the_database_for_nothing_more(cast: Cast, django_assert_num_queries) -> None:
    seal()
    with django_assert_num_queries(1):
        record(action="sign_in.done", actor=cast.clinician.user, organisation=cast.organisation)


@pytest.mark.django_db(transaction=True)
def test_sealers_and_writers_at_the_same_time_make_one_chain(audit_may_be_emptied: None) -> None:
    start, failed = Barrier(6), []

    def work(number: int) -> None:
        start.wait()
        try:
            for _ in range(15):
                if number % 2:
                    seal()
                else:
                    record(action=f"writer.{number}")
        except DatabaseError as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [Thread(target=work, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    seal(everything=True)
    trail = check_trail()
    assert not failed
    assert (trail.sealed, trail.waiting, trail.breaks) == (45, 0, ())
    assert [head[:2] for head in trail.heads] == [(NOBODYS, 45)]


def exported(*words: str) -> list[dict[str, object]]:
    out = StringIO()
    call_command("export_audit", *words, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_exports_json_lines_and_goes_on_where_it_ended(cast: Cast) -> None:
    fill(cast)
    seal()
    lines = exported()
    assert [line["action"] for line in lines] == ["n.0", "n.1", "n.2", "far.away", "of.nobody"]
    assert lines[0]["detail"] == {"a": "é", "b": 0}
    assert lines[0]["hash"] == AuditSeal.objects.get(entry_id=str(lines[0]["entry"])).hash
    assert exported("--after", str(lines[-1]["seal"])) == []
    record(action="one.more")
    seal()
    assert [line["action"] for line in exported("--after", str(lines[-1]["seal"]))] == ["one.more"]
    assert [line["action"] for line in exported("--organisation", "far")] == ["far.away"]
    with pytest.raises(Refusal, match="There is no organisation nowhere"):
        exported("--organisation", "nowhere")
