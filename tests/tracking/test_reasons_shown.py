"""What does not count says why, wherever it stands: while a case is entered, in the day's ledger, in the list, in its steps and history."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client

from tests.cast import Cast
from tests.tracking.posting import posted, text_of
from tracking.entry import CaseContent, read_entry
from tracking.models import Case
from tracking.services import log_case
from tracking.wrvu.types import Reason

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
# The reasons that take the credit of a line away, in whichever lane it stands.
CLOSING = (
    Reason.NO_RELEASE, Reason.TWO_FROZEN_SCHEDULES, Reason.TECHNICAL_COMPONENT, Reason.MODIFIER_NOT_ALLOWED, Reason.MODIFIERS_EXCLUDE,
    Reason.UNKNOWN_MODIFIER, Reason.FACILITY_MODIFIER, Reason.UNITS_OUT_OF_RANGE, Reason.BUNDLED_WITH_OTHERS,
    Reason.COUNTED_WITH_OTHER_SIDE,
    Reason.INCLUDED_IN_ENDOSCOPY, Reason.BELOW_ENDOSCOPIC_BASE, Reason.BY_REPORT, Reason.STOPPED_WITHOUT_ROW, Reason.ASSISTANT_NOT_PAID,
    Reason.ASSISTANT_NEEDS_DOCUMENTATION, Reason.CO_SURGEON_NOT_PAID, Reason.CO_SURGEON_NEEDS_DOCUMENTATION, Reason.TEAM_NOT_PAID,
    Reason.SURGEONS_NEED_REVIEW, Reason.ANESTHESIA_OUT_OF_RANGE, Reason.COUNTED_AS_NOTHING,
)  # fmt: skip
NOT_FOUND = "Not in the schedule: needs review"


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def logged(cast: Cast, *typed: str) -> list[Case]:
    assert (log := cast.clinician.clinician)
    contents = [CaseContent(date(2026, 11, 23), "22", read_entry(text).lines) for text in typed]
    return [log_case(clinician=log, case_id=uuid4(), content=one, actor=cast.clinician.user) for one in contents]


@pytest.mark.parametrize("reason", CLOSING)
def test_has_words_for_every_reason_that_takes_credit_away(reason: Reason) -> None:
    told = render_to_string("tracking/_lane.html", {"lane": "wrvu", "flags": [str(reason)]}).strip()
    assert told and told != NOT_FOUND
    assert render_to_string("tracking/_lane.html", {"lane": "unknown", "flags": ["not_in_schedule"]}).strip() == NOT_FOUND


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("D1553", "no wRVU: fee-schedule reimbursed, fee not known"),
        ("78815", "no wRVU: Needs modifier 26"),
        ("00142-QZ", "no wRVU: ASA units: base units are not loaded"),
        ("45385-80", "no wRVU, 4.46 as entered: Counts once its need is documented"),
        ("45385-26 78815", "no wRVU: Modifier not allowed here, Needs modifier 26"),
    ],
)
def test_says_why_a_case_counts_nothing_before_it_is_saved(ada: Client, typed: str, told: str) -> None:
    draft = text_of(ada.post("/log/preview/", posted(typed), headers={"HX-Request": "true"}))
    head = draft[draft.index('id="draft-head"') : draft.index("data-lines")]
    assert told in plain(head)
    assert "0.00" not in draft


def plain(html: str) -> str:
    """The words of a part of a page that is not hidden, as they are read."""
    shown = re.sub(r"<(\w+)[^>]* hidden>[^<]*</\1>", "", html)
    return " ".join(re.sub(r"<[^>]+>", "", shown).split()).replace(" ,", ",").replace(" :", ":")


def test_shows_both_totals_where_a_look_is_part_of_the_greater_endoscopy(ada: Client) -> None:
    draft = text_of(ada.post("/log/preview/", posted("45378 45385")))
    # As printed 3.18 + 4.46; the look itself is part of the polypectomy.
    assert '"case">4.46<' in draft and '<span class="num">7.64</span> as entered' in draft
    assert "Part of the greater endoscopy" in draft and NOT_FOUND not in draft


def test_tells_in_the_ledger_and_the_list_what_does_not_count_and_what_does_not_fit(ada: Client, cast: Cast) -> None:
    logged(cast, "45385-25 45378", "D1553", "00142-QZ 45min")
    Case.objects.get(lines__code="00142").lines.update(asa_units="7.0000")
    day, entries = text_of(ada.get("/log/")), text_of(ada.get("/log/list/"))
    ledger = day[day.index('id="ledger"') : day.index('id="recents"')]
    for page in (ledger, entries):
        assert "a modifier does not fit" in page and "Part of the greater endoscopy" in page
        assert "Fee-schedule reimbursed" in page and "fee not known" in page
        assert "7.0<small>ASA units</small>" in page
        assert ">0.00<" not in page
    assert "4.46<small>7.0 ASA</small>" in ledger  # the day
    assert ", 7.0 ASA units" in entries  # all that was chosen
    chosen = text_of(ada.get("/log/list/", {"code": "D1553"}))
    assert 'data-total="chosen">-<' in chosen


def test_gives_each_anesthetic_of_a_case_its_reason_among_the_steps(ada: Client, cast: Cast) -> None:
    (case,) = logged(cast, "00142-QZ 00142-QZ")
    page = text_of(ada.get(f"/cases/{case.pk}/"))
    first, second = (list(line.steps)[-1] for line in case.lines.all())
    assert (first["rule"], first["field"]) == ("base_units_missing", "base_units")
    assert (second["rule"], second["value"]) == ("counted_with_highest_base", "00142")
    assert "The base units of this code are not loaded" in page
    assert "Counted with the anesthetic of the highest base<p" in page


def test_tells_in_the_history_which_fields_were_changed(ada: Client, cast: Cast) -> None:
    (case,) = logged(cast, "45385 00142-QZ 45min")
    line = f"/cases/{case.pk}/lines/2/"
    ada.post(line, {"direction": "QK", "minutes": "60", "concurrent": "3", "billed_by": "physician"})
    ada.post(line, {"direction": "QK", "minutes": "60", "billed_by": "nurse_practitioner"})
    ada.post(f"/cases/{case.pk}/amend/", posted("45385", case_id=str(case.pk), place_of_service="11"))
    page = text_of(ada.get(f"/cases/{case.pk}/"))
    story = page[page.index(">History<") :].partition("</section>")[0]
    assert '<del class="code">45385 00142-QZ 45min</del><ins class="code">45385 00142-QK 60min</ins>' in story
    assert '<span class="code">00142</span> anesthetics at once</span><span class="dim">not said</span><ins class="code">3</ins>' in story
    assert '<span class="code">00142</span> billed by</span><span class="dim">not said</span><ins class="code">nurse_practitioner' in story
    assert '<span>place</span><del class="code">22</del><ins class="code">11</ins>' in story
    assert "minutes" not in story
