"""RVU Edge counts a trainee's cases towards the minimums of a case set; each count is worked out by hand."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tracking.training.case_set import Cap, CaseSet, Category
from tracking.training.progress import LearnedCase, LeftOut, progress_in

SURGEON = ("surgeon_chief", "surgeon_junior", "teaching_assistant")
SET = CaseSet(
    "Made up",
    date(2026, 7, 1),
    (
        Category("major", "Major cases", 20, roles=SURGEON, caps=(Cap("teaching_assistant", 2),)),
        Category("abdomen", "Abdomen", 10, parent="major", roles=SURGEON, codes=("44970", "49505-49507")),
        Category("biliary", "Biliary", 4, parent="abdomen", roles=SURGEON, codes=("47562-47564",)),
        Category("laparoscopy", "Laparoscopy", 6, codes=("47562", "44970"), caps=(Cap("simulated", 1),)),
        Category("chief", "As chief", 3, roles=("surgeon_chief",), codes=("*",)),
        Category("hands_on", "Done oneself", 2, levels=("performed_directly", "performed_indirectly"), codes=("G0121",)),
    ),
)
DAY = date(2026, 9, 1)


def case(code: str, role: str = "surgeon_junior", day: date = DAY, **facts: Any) -> LearnedCase:
    return LearnedCase(day, code, role, str(facts.pop("level", "performed_directly")), **facts)


def counted(*cases: LearnedCase, case_set: CaseSet = SET) -> dict[str, int]:
    return {row.category.key: row.counted for row in progress_in(case_set, cases).rows if row.counted}


def left_out(*cases: LearnedCase, case_set: CaseSet = SET) -> dict[str, dict[str, int]]:
    rows = progress_in(case_set, cases).rows
    return {row.category.key: {str(reason): number for reason, number in row.left_out} for row in rows if row.left_out}


def test_counts_a_case_in_its_category_in_those_above_and_in_others_that_name_its_code() -> None:
    assert counted(case("47562")) == {"biliary": 1, "abdomen": 1, "major": 1, "laparoscopy": 1}
    assert counted(case("49506")) == {"abdomen": 1, "major": 1}
    assert counted(case("49508")) == {}
    assert counted(case("49508", "surgeon_chief")) == {"chief": 1}


def test_orders_codes_of_one_shape_only() -> None:
    spans = CaseSet("x", DAY, (Category("a", "A", 1, codes=("0001T-0100T",)), Category("b", "B", 1, codes=("00100-00200",))))
    assert [spans.proposed(code) for code in ("0042T", "00142", "00042")] == [("a",), ("b",), ()]


def test_leaves_a_role_out_that_a_category_does_not_count() -> None:
    assert counted(case("47562", "first_assistant")) == {"laparoscopy": 1}
    assert left_out(case("47562", "first_assistant")) == {
        "major": {"role": 1},
        "abdomen": {"role": 1},
        "biliary": {"role": 1},
        "chief": {"role": 1},
    }


def test_counts_the_earliest_cases_up_to_a_cap_whatever_order_they_are_told_in() -> None:
    # Five as teaching assistant: all count in the abdomen, two of them in the major cases.
    teaching = [case("44970", "teaching_assistant", DAY + timedelta(days=number)) for number in range(5)]
    own = case("44970", "surgeon_junior", DAY + timedelta(days=9))
    assert counted(*teaching, own) == {"major": 3, "abdomen": 6, "laparoscopy": 6}
    assert counted(own, *reversed(teaching)) == counted(*teaching, own)
    assert left_out(*teaching)["major"] == {"cap": 3}


def test_counts_simulated_cases_where_a_category_says_how_many() -> None:
    simulated = [case("47562", is_simulated=True) for _ in range(3)]
    assert counted(*simulated) == {"laparoscopy": 1}
    assert left_out(*simulated)["biliary"] == {"simulated": 3}
    assert left_out(*simulated)["laparoscopy"] == {"cap": 2}


def test_leaves_a_level_out_that_a_category_does_not_count() -> None:
    cases = [case("G0121", "student", level=level) for level in ("observed", "assisted", "performed_directly", "performed_indirectly")]
    assert counted(*cases) == {"hands_on": 2}
    assert left_out(*cases)["hands_on"] == {"responsibility": 2}


def test_counts_unsigned_cases_and_says_how_many_unless_the_set_wants_signatures() -> None:
    cases = [case("49505", is_signed=True), case("49505"), case("49505")]
    (row,) = [row for row in progress_in(SET, cases).rows if row.category.key == "abdomen"]
    assert (row.counted, row.unsigned, row.logged, row.missing, row.is_reached) == (3, 2, 3, 7, False)
    strict = CaseSet("Strict", DAY, SET.categories, counts_signed_only=True)
    assert counted(*cases, case_set=strict) == {"abdomen": 1, "major": 1}
    assert left_out(*cases, case_set=strict)["abdomen"] == {"unsigned": 2}


def test_follows_the_category_that_the_trainee_chose() -> None:
    assert counted(case("49505", chosen=("biliary",))) == {"biliary": 1, "abdomen": 1, "major": 1}
    # A category that an earlier set had, and this one has not, is no choice.
    assert counted(case("49505", chosen=("gone",))) == {"abdomen": 1, "major": 1}


def test_lists_codes_that_belong_to_no_category() -> None:
    cases = [case("99232"), case("99232"), case("12001"), case("47562")]
    assert progress_in(SET, cases).unmapped == (("99232", 2), ("12001", 1))


def test_says_what_is_reached_and_how_deep_a_category_lies() -> None:
    progress = progress_in(SET, [case("47563") for _ in range(4)])
    assert [(row.category.key, row.depth, row.is_reached) for row in progress.rows if row.depth] == [
        ("abdomen", 1, False),
        ("biliary", 2, True),
    ]
    assert progress.reached == 1


CASES = st.lists(
    st.builds(
        LearnedCase,
        st.dates(date(2026, 7, 1), date(2026, 7, 5)),
        st.sampled_from(["47562", "44970", "49505", "G0121", "99232"]),
        st.sampled_from([*SURGEON, "first_assistant", "student"]),
        st.sampled_from(["observed", "assisted", "performed_directly"]),
        st.booleans(),
        st.booleans(),
    ),
    max_size=30,
)


@given(CASES)
def test_tells_of_every_case_whether_it_counts(cases: list[LearnedCase]) -> None:
    for row in progress_in(SET, cases).rows:
        assert row.logged == sum(row.category.key in SET.places_of(one.code) for one in cases)
        assert row.unsigned <= row.counted


@given(CASES)
def test_never_counts_more_of_a_kind_than_its_cap(cases: list[LearnedCase]) -> None:
    teaching = [one for one in cases if one.role == "teaching_assistant"]
    assert next(row for row in progress_in(SET, teaching).rows if row.category.key == "major").counted <= 2
    simulated = [one for one in cases if one.is_simulated]
    assert next(row for row in progress_in(SET, simulated).rows if row.category.key == "laparoscopy").counted <= 1


def test_names_every_reason() -> None:
    assert {str(reason) for reason in LeftOut} == {"role", "responsibility", "simulated", "unsigned", "cap"}
