"""RVU Edge is tested by browsers that tell of everything that its content policy refuses."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.appearance

POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'"
INLINE = ("<script>document.title = 'ran'</script>", '<p style="color: red">a</p>', '<p onclick="a()">a</p>', '<base href="/elsewhere/">')


@pytest.mark.parametrize("inline", INLINE)
def test_a_page_that_holds_something_inline_is_told(new_page: Callable[..., Page], reports_of_the_policy: list[str], inline: str) -> None:
    def answer(route: Route) -> None:
        route.fulfill(
            body=f"<!doctype html><title>as it was</title>{inline}",
            headers={"Content-Security-Policy": POLICY, "Content-Type": "text/html"},
        )

    page = new_page()
    page.route("**/*", answer)
    page.goto("http://localhost/")
    assert page.title() == "as it was"
    assert reports_of_the_policy and all("http://localhost/" in one for one in reports_of_the_policy)
    reports_of_the_policy.clear()
