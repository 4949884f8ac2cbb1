"""RVU Edge names browser and system of a sign-in as coarsely as people tell their devices apart."""

import pytest

from rvuedge.lib.user_agents import browser_of, system_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


# What browsers send: the page "User-Agent" of MDN, and the pages of Chrome and Samsung for those that write for them.
@pytest.mark.parametrize(
    ("sent", "browser", "system"),
    [
        ("Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:47.0) Gecko/20100101 Firefox/47.0", "Firefox", "Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X x.y; rv:42.0) Gecko/20100101 Firefox/42.0", "Firefox", "macOS"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/51.0.2704.103 Safari/537.36", "Chrome", "Linux"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/51.0.2704.106 Safari/537.36 OPR/38.0.2220.41", "Opera", "Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/91.0.4472.124 Safari/537.36 Edg/91.0.864.59", "Edge", "Windows"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/114.0.0.0 Safari/537.36", "Chrome", "ChromeOS"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/114.0.0.0 Mobile Safari/537.36", "Chrome", "Android"),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36",
            "Samsung Internet",
            "Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 13_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1.1 "
            "Mobile/15E148 Safari/604.1",
            "Safari",
            "iPhone",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 14_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/87.0.4280.77 "
            "Mobile/15E148 Safari/604.1",
            "Chrome",
            "iPad",
        ),
        ("curl/7.64.1", "", ""),
        ("", "", ""),
    ],
)
def test_names_browser_and_system(sent: str, browser: str, system: str) -> None:
    assert (browser_of(sent), system_of(sent)) == (browser, system)
