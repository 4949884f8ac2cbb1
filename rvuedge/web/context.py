"""What every page needs of its shell: who looks, where the navigation leads, and whether this is a demo."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from rvuedge.accounts.models import Organisation
from rvuedge.accounts.scope import Viewer, viewer_behind
from rvuedge.web.face import face_file, logo_file
from rvuedge.web.language import chosen_language, spoken_language

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation; `is_current` marks the page or its section."""

    label: "StrOrPromise"
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page: `tabs` are always in view, `more` stands in the rail and, on a phone, behind "More"."""

    viewer: Viewer | None
    is_demo: bool
    tabs: tuple[NavItem, ...]
    more: tuple[NavItem, ...]
    has_own_face: bool
    site_name: str
    has_logo: bool
    # The language of the frame, and that of what it frames: pages that are not translated stay English.
    language: str
    spoken: str

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages that a person may choose, each by its own name."""
        return list(settings.LANGUAGES)

    @property
    def holds_demo(self) -> bool:
        """Whether fictional people are about, whoever looks: for the pages that show all organisations."""
        return self.is_demo or Organisation.objects.filter(is_demo=True).exists()

    @property
    def is_in_more(self) -> bool:
        """Whether the page in view is one that the phone keeps behind "More"."""
        return any(item.is_current for item in self.more)


Entry = tuple["StrOrPromise", str, str]
_TABS: tuple[Entry, ...] = (
    (_("Log"), "/log/", "log"),
    (_("Ledger"), "/dashboard/", "ledger"),
    (_("Codes"), "/codes/", "codes"),
    (_("Report"), "/reports/", "report"),
)
# A trainee's case log is looked at daily, a report once a month.
_TABS_OF_TRAINEES: tuple[Entry, ...] = (
    (_("Log"), "/log/", "log"),
    (_("Case log"), "/training/", "training"),
    (_("Codes"), "/codes/", "codes"),
    (_("Ledger"), "/dashboard/", "ledger"),
)
_REPORT: Entry = (_("Report"), "/reports/", "report")
_PLAN: Entry = (_("Pay plan"), "/plan/", "plan")
_RECONCILE: Entry = (_("Reconcile"), "/reconcile/", "check")
_TRAINING: Entry = (_("Training"), "/training/", "training")
_DEPARTMENT: Entry = (_("Department"), "/department/", "people")
_SCHEDULES: Entry = (_("Fee schedules"), "/manage/schedules/", "fee")
_OF_ADMINISTRATORS: tuple[Entry, ...] = (
    (_("Months"), "/manage/months/", "calendar"),
    (_("People"), "/manage/people/", "person"),
    (_("Benchmarks"), "/manage/benchmarks/", "report"),
    (_("Policies"), "/manage/policies/", "ledger"),
    (_("Places"), "/manage/places/", "flag"),
    (_("Fee tables"), "/manage/schedules/fees/", "book"),
)
_SETTINGS: Entry = (_("Settings"), "/settings/", "settings")


def shell(request: HttpRequest) -> dict[str, object]:
    """Return the shell, worked out when a template first asks for it."""
    return {"shell": SimpleLazyObject(lambda: shell_of(request))}


def shell_of(request: HttpRequest) -> Shell:
    """Return the shell of a request, worked out once for the view and its templates."""
    kept = request.META.get("rvuedge.shell")
    if not isinstance(kept, Shell):
        kept = request.META["rvuedge.shell"] = _shell(request)
    return kept


def _shell(request: HttpRequest) -> Shell:
    viewer = viewer_behind(request) if hasattr(request, "user") else None
    return Shell(
        viewer=viewer,
        is_demo=_is_demo(viewer),
        tabs=_items(request, _TABS_OF_TRAINEES if viewer and viewer.is_trainee else _TABS),
        more=_items(request, _more(viewer)),
        has_own_face=face_file(settings.DATA_DIR).is_file(),
        site_name=settings.SITE_NAME,
        has_logo=logo_file(settings.DATA_DIR).is_file(),
        language=chosen_language(request),
        spoken=spoken_language(request),
    )


def _is_demo(viewer: Viewer | None) -> bool:
    """The own organisation tells; a visitor is told wherever fictional people are about."""
    if viewer and viewer.organisation:
        return viewer.organisation.is_demo
    return Organisation.objects.filter(is_demo=True).exists()


def _more(viewer: Viewer | None) -> tuple[Entry, ...]:
    if viewer is None:
        return ()
    department = (_DEPARTMENT,) if viewer.is_lead or viewer.is_administrator else ()
    administration = _OF_ADMINISTRATORS if viewer.is_administrator else ()
    schedules = (_SCHEDULES,) if viewer.may_manage_releases else ()
    pay: tuple[Entry, ...] = ()
    training: tuple[Entry, ...] = ()
    if viewer.membership is not None:
        pay = () if viewer.is_trainee else (_PLAN, _RECONCILE)
        training = (_REPORT,) if viewer.is_trainee else (_TRAINING,)
    return (*pay, *department, *training, *administration, *schedules, _SETTINGS)


def _items(request: HttpRequest, entries: tuple[Entry, ...]) -> tuple[NavItem, ...]:
    """Return the entries; of several whose section holds the page, the innermost is the current one.

    Pages of an account (addresses, password, second factor) are reached from the settings.
    """
    path = _SETTINGS[1] if request.path.startswith("/accounts/") else request.path
    holding = [url for _label, url, _icon in entries if path.startswith(url)]
    current = max(holding, key=len, default=None)
    return tuple(NavItem(label, url, icon, url == current) for label, url, icon in entries)
