"""What a page says once after a write, with the form that takes the write back."""

from dataclasses import asdict, dataclass, field

from django.http import HttpRequest

_KEY = "log-toast"


@dataclass(frozen=True, slots=True)
class Toast:
    """One message: its kind (the template has the words), what it is about, and where Undo posts which fields."""

    kind: str
    about: str
    undo_url: str
    undo_fields: list[list[str]] = field(default_factory=list)


def keep_toast(request: HttpRequest, toast: Toast) -> None:
    """Keep a toast for the next page."""
    request.session[_KEY] = asdict(toast)


def take_toast(request: HttpRequest) -> Toast | None:
    """Return the toast that waits, once."""
    kept = request.session.pop(_KEY, None)
    return Toast(**kept) if kept else None
