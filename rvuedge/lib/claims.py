"""What an identity provider says of a person, and how its words become a role and a department."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rvuedge.lib.issues import Issue, Severity

# The claim that Microsoft's provider sends in the place of email_verified.
_VERIFIED_BY = ("email_verified", "xms_edov")
_YES = (True, 1, "1", "true", "True")
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Asserted:
    """What a provider says of who signed in: its own number of the person, an address, a name, and the values of the claim of roles."""

    subject: str
    email: str
    is_verified: bool
    name: str
    values: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        return domain_of(self.email)


@dataclass(frozen=True, slots=True)
class RoleRule:
    """One line of a mapping: who carries `value` gets the role, and the department where one is named."""

    value: str
    role: str
    department: str = ""


def domain_of(email: str) -> str:
    """Return the part of an address after its last @, in small letters; nothing where there is none."""
    return email.rpartition("@")[2].strip().lower() if "@" in email else ""


def asserted(claims: Mapping[str, object], role_claim: str) -> Asserted:
    """Return what the claims say; what is missing or of another shape is empty."""
    email = _text(claims.get("email")).strip().lower()
    name = _text(claims.get("name")) or " ".join(filter(None, (_text(claims.get("given_name")), _text(claims.get("family_name")))))
    return Asserted(
        subject=_text(claims.get("sub")),
        email=email,
        is_verified=any(_is_yes(claims.get(claim)) for claim in _VERIFIED_BY),
        name=" ".join("".join(sign for sign in name if sign.isprintable()).split())[:_LONGEST_NAME],
        values=_values(claims, role_claim),
    )


def read_rules(text: str, roles: Collection[str], departments: Collection[str]) -> tuple[tuple[RoleRule, ...], tuple[Issue, ...]]:
    """Return the lines `value = role` or `value = role, department` as rules, and what is wrong with the others."""
    rules: list[RoleRule] = []
    issues: list[Issue] = []
    known = {name.casefold(): name for name in departments}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        # The value of a claim may hold an equals sign itself, as names of a directory do (CN=Surgery).
        value, sign, right = (part.strip() for part in line.rpartition("="))
        role, _comma, department = (part.strip() for part in right.partition(","))
        if not sign or not value:
            issues.append(_issue(number, line, "write the value, an equals sign and the role"))
        elif role.lower() not in roles:
            issues.append(_issue(number, role, f"'{role}' is no role; it is one of {', '.join(roles)}"))
        elif department and department.casefold() not in known:
            issues.append(_issue(number, department, f"there is no department '{department}'; add it under People first"))
        elif any(rule.value == value for rule in rules):
            issues.append(_issue(number, value, f"'{value}' stands in an earlier line, which would always count"))
        else:
            rules.append(RoleRule(value, role.lower(), known.get(department.casefold(), "")))
    return tuple(rules), tuple(issues)


def first_fit(rules: Iterable[RoleRule], values: Collection[str]) -> RoleRule | None:
    """Return the first rule whose value the person carries; the order of the lines decides between several."""
    return next((rule for rule in rules if rule.value in values), None)


def _values(claims: Mapping[str, object], path: str) -> tuple[str, ...]:
    """Return the values of a claim, which may be one text or a list, and may lie inside others (realm_access.roles)."""
    if not path:
        return ()
    found: object = claims.get(path)
    if found is None:
        found = claims
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return (found,)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list | tuple) else ()


def _is_yes(value: object) -> bool:
    return any(value is yes or (isinstance(value, str | int) and value == yes) for yes in _YES)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _issue(line: int, value: str, message: str) -> Issue:
    return Issue(line, "role_rules", value, Severity.ERROR, message)
