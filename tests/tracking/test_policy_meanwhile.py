"""RVU Edge loses nothing of a policy draft that two windows are open on."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tracking.models import CreditPolicy
from tracking.models.policy import PolicyState
from tracking.services_policy import change_policy, draft_policy
from tracking.wrvu.presets import CMS_PARALLEL


@pytest.fixture
def draft(cast: Cast) -> CreditPolicy:
    with time_machine.travel(datetime(2026, 9, 15, 16, tzinfo=UTC), tick=False):
        return draft_policy(
            organisation=cast.organisation,
            title="House rules",
            base=CMS_PARALLEL,
            effective_from=date(2026, 1, 1),
            by=cast.administrator.user,
        )


def fields_of(client: Client, draft: CreditPolicy) -> dict[str, str]:
    """Return what the form of the page would send, with the mark of what it shows."""
    page = client.get(reverse("policy", args=[draft.pk]))
    shown = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    told = {name: "on" if value is True else str(value) for name, value in shown.items() if value not in (None, False, "")}
    return told | {"seen": page.context["policy"].mark}


def test_shows_what_another_window_changed_and_keeps_what_was_typed(cast: Cast, draft: CreditPolicy, client: Client) -> None:
    client.force_login(cast.administrator.user)
    first = second = fields_of(client, draft)
    address = reverse("policy", args=[draft.pk])
    assert client.post(address, first | {"co_surgeon": "0.7"}).status_code == 302
    refused = client.post(address, second | {"title": "Tab two", "teaching": "0.5"})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "House rules was changed meanwhile, in another window or by somebody else." in page
    assert "Keep this draft once more to put yours in its place." in page
    assert page.count("Other there:") == 1
    others = page.partition("Other there:")[2].partition("Keep this draft")[0]
    assert [label for label in ("Title", "Two surgeons, 62", "Teaching physician", "In force from") if label in others] == [
        "Title",
        "Two surgeons, 62",
        "Teaching physician",
    ]
    assert 'value="Tab two"' in page
    draft.refresh_from_db()
    assert (draft.title, draft.choices["co_surgeon"]) == ("House rules", "0.7")
    # The page that told so carries the new mark: who sends it again means it.
    assert client.post(address, second | {"title": "Tab two", "teaching": "0.5", "seen": draft.mark}).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.choices["co_surgeon"]) == ("Tab two", "0.625")


def test_activates_only_what_the_page_showed(cast: Cast, draft: CreditPolicy, client: Client) -> None:
    client.force_login(cast.administrator.user)
    seen = fields_of(client, draft)["seen"]
    choices = dict(draft.choices) | {"assistant": "0.2"}
    change_policy(policy=draft, title="House rules", effective_from=date(2026, 1, 1), choices=choices, by=cast.administrator.user)
    answer = client.post(reverse("policy-activate", args=[draft.pk]), {"seen": seen, "is_default": "1"}, follow=True)
    assert "It was not activated: look at it as it stands now." in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == PolicyState.DRAFT
    client.post(reverse("policy-activate", args=[draft.pk]), {"seen": draft.mark, "is_default": "1"})
    draft.refresh_from_db()
    assert draft.state == PolicyState.ACTIVE
