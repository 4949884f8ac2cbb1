"""RVU Edge calls a policy by a name that people use, wherever a line, a contract, a report or a comparison names it."""

import pytest
from django.utils.translation import override

from tracking.policy_names import policy_in_english, policy_words, preset_choices
from tracking.wrvu.presets import PRESETS


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("cms_parallel", "Rules of Medicare on work"),
        ("no_rank", "Rules of Medicare without the reductions for several procedures"),
        ("raw", "Printed work times units"),
        ("blue_cross_idaho", "Blue Cross of Idaho"),
        ("lakeside-2026 v2", "Lakeside 2026, version 2"),
        ("house-rules", "House rules"),
        ("RVU26C, raw", "RVU26C, Printed work times units"),
        ("", ""),
    ],
)
def test_calls_a_policy_by_a_name_that_people_use(name: str, called: str) -> None:
    assert policy_words(name) == called


def test_offers_the_presets_in_words() -> None:
    assert [name for name, _words in preset_choices()] == list(PRESETS)
    # Each has a name of its own, none of them the machine's with a blank for each underscore.
    assert [name for name, words in preset_choices() if words == name.replace("_", " ").capitalize() or "_" in words] == []
    assert len({words for _name, words in preset_choices()}) == len(PRESETS)


def test_speaks_the_language_of_the_page_and_english_on_paper() -> None:
    with override("es"):
        assert policy_words("house-rules v1") == "House rules, versión 1"
        assert policy_in_english("house-rules v1") == "House rules, version 1"
