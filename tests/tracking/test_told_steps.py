"""What is told of a step beside what is stored: its source, and by what procedures were ranked."""

from dataclasses import replace

import pytest

from tests.tracking.claims import valued
from tracking.valuations import payment_steps_as_json, steps_as_json, told_steps
from tracking.wrvu.policy import RankBasis
from tracking.wrvu.presets import CMS_PARALLEL


@pytest.mark.parametrize("basis", [RankBasis.FEE, RankBasis.TOTAL_RVU, RankBasis.WORK_RVU])
def test_a_ranked_step_says_by_what_and_a_payment_is_ranked_by_fee_always(basis: RankBasis) -> None:
    _, second = valued("44140 47562", replace(CMS_PARALLEL, ranking=basis))
    told = told_steps(steps_as_json(second))
    assert [(step["rule"], step.get("ranked_on")) for step in told] == [("row", None), ("rank", str(basis))]
    assert [step.get("ranked_on") for step in payment_steps_as_json(second.payment_steps)] == [None, "fee"]


def test_what_is_told_leaves_what_is_stored_as_it_is() -> None:
    _, second = valued("44140 47562")
    stored = steps_as_json(second)
    told = told_steps(stored)
    assert [{name: value for name, value in step.items() if name not in {"source", "ranked_on"}} for step in told] == stored
    assert [step["source"] for step in told] == [
        "CMS record layout RVU25D.pdf: modifier, status code",
        "CMS record layout RVU25D.pdf: multiple procedure 2; CMS Pub 100-04 chapter 12, section 40",
    ]
