"""Which browser on which system a User-Agent header speaks of, as coarsely as a person tells devices apart."""

# The first that is named counts: Edge and Opera also name Chrome, Chrome also names Safari.
_BROWSERS = (
    ("Edge", ("Edg/", "EdgA/", "EdgiOS/")),
    ("Opera", ("OPR/", "OPT/")),
    ("Samsung Internet", ("SamsungBrowser/",)),
    ("Firefox", ("Firefox/", "FxiOS/")),
    ("Chrome", ("Chrome/", "CriOS/", "HeadlessChrome/")),
    ("Safari", ("Safari/",)),
)
# Phones also name the desktop system that theirs descends from.
_SYSTEMS = (
    ("iPhone", ("iPhone",)),
    ("iPad", ("iPad",)),
    ("Android", ("Android",)),
    ("ChromeOS", ("CrOS",)),
    ("Windows", ("Windows NT",)),
    ("macOS", ("Macintosh",)),
    ("Linux", ("Linux",)),
)


def browser_of(user_agent: str) -> str:
    """Return the name of the browser; empty where it is none that is known."""
    return _first(_BROWSERS, user_agent)


def system_of(user_agent: str) -> str:
    """Return the name of the system or the phone; empty where it is none that is known."""
    return _first(_SYSTEMS, user_agent)


def _first(named: tuple[tuple[str, tuple[str, ...]], ...], user_agent: str) -> str:
    return next((name for name, marks in named if any(mark in user_agent for mark in marks)), "")
