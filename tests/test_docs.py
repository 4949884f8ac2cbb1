"""The documentation says what is so: every variable, command, address of the API and role stands in it, and nothing else."""

import json
import re
from argparse import Action
from datetime import date
from functools import cache
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class

from benchmarks.editions import stage_edition
from benchmarks.pay.examples import COLUMNS as PLAN_COLUMNS
from benchmarks.report_services import close_month
from rvuedge.accounts.models import Organisation, Role
from rvuedge.lib.months import Month
from rvuedge.sign_on.models import SignOn
from rvuedge.web.idempotency import HEADER, MAX_LENGTH
from rvuedge.web.paging import MAX_OFFSET, CappedPagination
from tests.access.addresses import operations
from tests.access.entries import ENTRIES
from tests.access.entry import Entry
from tests.benchmarks.tables import GASTRO, HEAD, TERMS, table
from tests.factories import ClinicianFactory, OrganisationFactory, UserFactory
from tests.shape import PACKAGES, ROOT, tracked
from tests.snapshots import load_sample
from tracking.wrvu.examples import COLUMNS

DOCS = ROOT / "docs"
EMAIL = "ada.clinician@clinic.example"
APPS = {name.partition(".")[0] for name in PACKAGES}
OF_DJANGO = {"help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}
COMMANDS = sorted(name for name, app in get_commands().items() if str(app).partition(".")[0] in APPS)
OPERATIONS = sorted(operations())
RATES: Any = settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]
OF_A_PERSON, OF_A_VISITOR = (RATES[who].removesuffix("/min") for who in ("user", "anon"))
# 4,000 wRVU, 3,600 of them below the threshold, at 50 each: what goes in and what comes out, as a csv file quotes it.
BONUS = '"{""actual_wrvu"": ""4000"", ""threshold_wrvu"": ""3600"", ""rate"": ""50""}","{""bonus"": ""20000.00""}"'
STATUSES = {"400", "401", "403", "404", "405", "409", "412", "413", "415", "422", "429"}


@cache
def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def sections(name: str, level: int) -> dict[str, str]:
    """The parts of a page by their heading."""
    parts = re.split(rf"^{'#' * level} (.+)$", text(name), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def variables_of_the_code() -> set[str]:
    """Every environment variable that the settings and the commands ask for."""
    read = re.compile(r"""\benv(?:\.\w+)?\(\s*"([A-Z_]+)"|os\.environ(?:\.get\(|\[)"([A-Z_]+)\"""")
    files = (path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in PACKAGES or path.name == "manage.py")
    found = {name for path in files for pair in read.findall(path.read_text(encoding="utf-8")) for name in pair if name}
    return found - {"PATH", "HOME", "DJANGO_SETTINGS_MODULE"}


def test_names_every_environment_variable_and_no_other() -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text("operator-guide.md"), re.MULTILINE))
    assert documented == variables_of_the_code()


def options_of(name: str) -> list[Action]:
    app = str(get_commands()[name])
    parser = load_command_class(app, name).create_parser("manage.py", name)
    known = OF_DJANGO
    if find_spec(f"django.core.management.commands.{name}"):
        known = known | {action.dest for action in load_command_class("django.core", name).create_parser("manage.py", name)._actions}
    return [action for action in parser._actions if action.dest not in known]


def test_names_every_command_and_no_other() -> None:
    named = {heading for heading in sections("commands.md", 2) if heading in COMMANDS}
    at_the_end = set(re.findall(r"^`(\w+)|\. `(\w+) \[", sections("commands.md", 2)["For those who keep the product"], re.MULTILINE))
    assert named | {name for pair in at_the_end for name in pair if name} == set(COMMANDS)
    assert [heading for heading in sections("commands.md", 2) if heading not in COMMANDS] == ["For those who keep the product"]


@pytest.mark.parametrize("name", COMMANDS)
def test_names_every_option_of_a_command(name: str) -> None:
    part = sections("commands.md", 2).get(name) or sections("commands.md", 2)["For those who keep the product"]
    missing = [action.option_strings[-1] for action in options_of(name) if action.option_strings and action.option_strings[-1] not in part]
    assert not missing
    known = {option for action in options_of(name) for option in action.option_strings} if name in sections("commands.md", 2) else None
    assert known is None or set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", part)) <= known


def test_says_what_the_exit_status_means() -> None:
    assert "0 done, 1 a check did not hold, 2 the input was refused" in text("commands.md").replace("\n", " ")


def shape(value: Any) -> Any:
    """The keys of a document, down to where it has rows; what is null or empty may hold anything."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [shape(value[0])]
    return None


def agrees(documented: Any, found: Any) -> bool:
    if not documented or not found:
        return True
    if isinstance(documented, list) and isinstance(found, list):
        return agrees(documented[0], found[0])
    return set(documented) == set(found) and all(agrees(documented[key], found[key]) for key in found)


def documented_json(name: str) -> Any:
    (block,) = re.findall(r"```json\n(.*?)```", sections("commands.md", 2)[name], re.DOTALL)
    return json.loads(block)


@pytest.fixture
def home(db: None) -> Organisation:
    load_sample()
    home: Organisation = OrganisationFactory.create(slug="riverside")
    stage_edition(organisation=home, terms=TERMS, file=table(GASTRO), source_name="w.csv", actor=None)
    close_month(organisation=home, month=Month(2026, 9), today_month=Month(2026, 11), by=None)
    ClinicianFactory.create(user=UserFactory.create(email=EMAIL), organisation=home, started_on=date(2026, 11, 1))
    SignOn.objects.create(organisation=home, issuer="https://login.clinic.example", client_id="c")
    return home


def words_for(name: str, folder: Path) -> list[str]:
    """Words with which a command answers something."""
    lines, survey, examples, plans = (folder / name for name in ("lines.csv", "oak 2026.csv", "examples.csv", "plans.csv"))
    lines.write_text("case,date_of_service,place_of_service,code,modifiers,units\na,2026-03-02,11,45385,,1\n", encoding="utf-8")
    survey.write_text(HEAD + GASTRO + "Zoology,wrvu,50,4800,40\nGastroenterology,cf,50,*,9\n", encoding="utf-8")
    report = folder / "report.csv"
    report.write_text("Service Date,CPT,wRVU\n2026-10-05,99213,1.30\n", encoding="utf-8")
    row = dict.fromkeys(COLUMNS, "") | {"id": "x", "source": "hand", "year": "2026", "line": "1", "code": "45385", "units": "1"}
    examples.write_text(",".join(COLUMNS) + "\n" + ",".join((row | {"work_rvu": "4.46", "expected_wrvu": "4.46"}).values()) + "\n")
    plans.write_text(",".join(PLAN_COLUMNS) + "\nx,verified,quarterly_threshold,," + BONUS + ",,,,\n", encoding="utf-8")
    return {
        "code": ["D1553"],
        "search": ["colonoscopy"],
        "value": [str(lines)],
        "import_schedule": [str(ROOT / "tests" / "golden" / "pprrvu" / "rvu26c.csv"), "--dry-run"],
        "import_benchmarks": [str(survey), "--organisation", "riverside", "--dry-run"],
        "percentile": ["--edition", "willow/2026", "--specialty", "Gastroenterology", "--value", "5250", "--organisation", "riverside"],
        "monthly_reports": ["--month", "2026-09"],
        "reconcile": [str(report), "--clinician", EMAIL, "--month", "2026-10", "--dry-run"],
        "check_examples": [str(examples)],
        "check_pay_examples": [str(plans)],
        "sign_on": ["riverside"],
        "verify": [],
    }[name]


@pytest.mark.parametrize(
    "name",
    [
        "code",
        "search",
        "value",
        "import_schedule",
        "import_benchmarks",
        "percentile",
        "monthly_reports",
        "reconcile",
        "check_examples",
        "check_pay_examples",
        "sign_on",
        "verify",
    ],
)
def test_shows_the_document_that_a_command_prints(home: Organisation, tmp_path: Path, name: str) -> None:
    out = StringIO()
    call_command(name, *words_for(name, tmp_path), "--json", stdout=out, stderr=StringIO())
    found, documented = shape(json.loads(out.getvalue())), shape(documented_json(name))
    assert agrees(documented, found), (documented, found)


@pytest.mark.parametrize("name", [name for name in COMMANDS if any("--json" in action.option_strings for action in options_of(name))])
def test_shows_a_document_of_every_command_that_prints_one(name: str) -> None:
    assert documented_json(name)


def test_names_every_operation_of_the_api_and_no_other() -> None:
    documented = [heading.split() for heading in sections("api.md", 3)]
    assert sorted((path, method.lower()) for method, path in documented) == OPERATIONS


@pytest.mark.parametrize(
    "sentence",
    [
        f"`limit` (1 to {CappedPagination.max_limit}, {CappedPagination.default_limit} if not given)",
        f"`offset` (0 to {MAX_OFFSET:,})",
        f"`{HEADER}`: 1 to {MAX_LENGTH} characters",
        "Authorization: Bearer rvu_",
        "application/problem+json",
        f"more than {OF_A_PERSON} requests a minute",
        f"{OF_A_VISITOR} of one visitor",
        "larger than 1 MB",
        "deeper than 20",
    ],
)
def test_says_how_the_api_signs_in_pages_refuses_and_repeats(sentence: str) -> None:
    assert sentence in text("api.md").replace("\n", " ")


def test_explains_every_status_of_the_api() -> None:
    assert set(re.findall(r"^\| (\d{3}) \|", text("api.md"), re.MULTILINE)) == STATUSES


HEAD_OF_PEOPLE = ["address", "visitor", "clinician", "trainee", "lead", "administrator", "operator"]
# What somebody is to an object, and the word of the table for it, the widest first.
WORDS = {"lead": ("leads", "department"), "administrator": ("administers", "organisation")}
PAGES = re.compile(r"(manage/[a-z]+/(fees/)?|log/|dashboard/|reports/|department/|settings/|codes/|admin/)?$")


def rows_of_people() -> dict[str, list[str]]:
    lines = [line.strip("| ").split(" | ") for line in text("people.md").splitlines() if line.startswith("| ")]
    assert lines[0] == HEAD_OF_PEOPLE
    return {first.strip("`"): rest for first, *rest in lines[1:]}


def shown(route: str) -> str:
    route = route.replace("^", "").replace("$", "").replace(r"\.", ".").replace("(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})", "YYYY-MM-DD")
    route = route.replace("(?P<month>[0-9]{4}-[0-9]{2})", "YYYY-MM").replace("<code:code>", "CODE").replace("<int:number>", "NUMBER")
    return "/" + re.sub(r"<\w+:\w+>", "ID", route)


def cell(entry: Entry, role: str) -> str:
    """What the matrix says of a role, in the words of the table."""
    some = entry.get.some
    relations = {"own", "signs", "leads", "administers"} & set(some)
    if not relations or role in {"visitor", "operator"}:
        return "yes" if entry.get.answer_for(role, "") == 200 else "no"
    wide, word = WORDS.get(role, ("", ""))
    if wide in some:
        return word
    own = ["own"] if "own" in some else []
    return ", ".join(own + (["signed"] if role == "clinician" and "signs" in some else [])) or "no"


def test_says_who_may_do_what_as_the_matrix_does() -> None:
    entries = {shown(entry.route): entry for entry in reversed(ENTRIES)}
    table = rows_of_people()
    assert {address: [cell(entries[address], role) for role in HEAD_OF_PEOPLE[1:]] for address in table} == table


def test_says_who_may_open_every_page_of_the_navigation() -> None:
    pages = {shown(entry.route) for entry in ENTRIES if PAGES.match(entry.route)}
    assert pages <= set(rows_of_people())


def test_names_every_role() -> None:
    assert set(Role.values) <= set(HEAD_OF_PEOPLE)


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")) + [ROOT / "README.md"], ids=lambda path: path.name)
def test_links_to_files_that_are_there(path: Path) -> None:
    links = re.findall(r"(?<!!)\[[^\]]*\]\((?!https?:|#|mailto:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert not [link for link in links if not (path.parent / link).exists()]
