"""What every page needs of its shell: who looks, where the navigation leads, and whether this is a demo."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from rvuedge.accounts.models import Organisation
from rvuedge.accounts.scope import Viewer, viewer_of


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation; `is_current` marks the page or its section."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page."""

    viewer: Viewer | None
    is_demo: bool
    tabs: tuple[NavItem, ...]
    more: tuple[NavItem, ...]
    has_own_face: bool


def shell(request: HttpRequest) -> dict[str, object]:
    """Return the shell, worked out when a template first asks for it."""
    return {"shell": SimpleLazyObject(lambda: _shell(request))}


def _shell(request: HttpRequest) -> Shell:
    viewer = viewer_of(request.user) if hasattr(request, "user") else None
    is_demo = viewer.organisation.is_demo if viewer and viewer.organisation else Organisation.objects.filter(is_demo=True).exists()
    has_own_face = (settings.DATA_DIR / "fonts" / "atkinson-hyperlegible-next.woff2").is_file()
    return Shell(viewer, is_demo, _items(request, _TABS), _items(request, _more(viewer)), has_own_face)


_TABS = (("Log", "/log/", "log"), ("Ledger", "/dashboard/", "ledger"), ("Codes", "/codes/", "codes"), ("Report", "/reports/", "report"))


def _more(viewer: Viewer | None) -> tuple[tuple[str, str, str], ...]:
    if viewer is None:
        return ()
    items = [("Settings", "/settings/", "settings")]
    if viewer.is_lead or viewer.is_administrator:
        items.insert(0, ("Department", "/department/", "people"))
    if viewer.is_administrator:
        items += [("People", "/manage/people/", "person"), ("Months", "/manage/months/", "calendar"), ("Benchmarks", "/manage/benchmarks/", "plan")]
    if viewer.may_manage_releases:
        items.append(("Fee schedules", "/manage/schedules/", "upload"))
    return tuple(items)


def _items(request: HttpRequest, entries: tuple[tuple[str, str, str], ...]) -> tuple[NavItem, ...]:
    return tuple(NavItem(_(label), url, icon, request.path.startswith(url)) for label, url, icon in entries)
