"""Tells a text that looks as if it named a patient: a social security or record number, a phone, an address of mail, a day of birth."""

import re
from dataclasses import dataclass
from enum import StrEnum

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_YEAR = r"(?:(?:18|19|20)[0-9]{2})"
_DAY_IN_DIGITS = rf"(?:{_YEAR}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}|[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.](?:{_YEAR}|[0-9]{{2}}))"
_DAY_IN_WORDS = rf"(?:{_MONTH}\.? +[0-9]{{1,2}},? +{_YEAR}|[0-9]{{1,2}}[. -]+{_MONTH}\.?[ -]+{_YEAR})"
_DAY = rf"(?<![0-9])(?:{_DAY_IN_DIGITS}|{_DAY_IN_WORDS})(?![0-9])"
_BIRTH = r"\b(?:d\.?o\.?b|born|birth(?:day|date)?|b-?day)\b"
# Words that stand before a record number by themselves, and words that do so with "no", "id" or "#".
_RECORD = (
    r"(?:\b(?:mrn?|m\.r\.n|med(?:ical)? ?rec(?:ord)?|chart|acct|account|csn|accession|hicn?|mbi|member|subscriber)\b"
    r"(?: ?(?:id|no|num|number|#)\b)?"
    r"|\b(?:case|visit|encounter|record|policy|patient|pt|claim) ?(?:#|(?:id|no|num|number)\b))"
)


class Rule(StrEnum):
    """What a text was met by, in the words of a message."""

    MAIL = "an e-mail address"
    SOCIAL_SECURITY = "a social security number"
    PHONE = "a phone number"
    BIRTH = "a day of birth"
    RECORD = "a record number"
    DAY = "a day of the calendar"
    DIGITS = "a long row of digits"


@dataclass(frozen=True, slots=True)
class _Sign:
    rule: Rule
    pattern: re.Pattern[str]


_SIGNS = tuple(
    _Sign(rule, re.compile(pattern, re.IGNORECASE))
    for rule, pattern in (
        (Rule.MAIL, r"[^\s@]+@[^\s@]+\.[^\s@]{2,}"),
        (Rule.SOCIAL_SECURITY, r"(?<![0-9])[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}(?![0-9])"),
        (Rule.BIRTH, rf"{_BIRTH}[^0-9]{{0,12}}(?:{_DAY}|[0-9]{{2,4}}(?![0-9]))"),
        (Rule.PHONE, r"(?<![0-9])(?:\+?1[-. ]?)?(?:\([0-9]{3}\) ?|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}(?![0-9])"),
        (Rule.RECORD, rf"{_RECORD}[^0-9a-z]{{0,4}}[a-z]{{0,3}}[0-9][0-9-]{{2,}}"),
        (Rule.DAY, _DAY),
        (Rule.DIGITS, r"[0-9]{6}|(?<![0-9])[0-9]{1,4}(?:-[0-9]{2,4}){2,}(?![0-9])"),
    )
)


def rule_met(text: str, *, may_hold_days: bool = False) -> Rule | None:
    """Return the first rule by which a text looks like a patient's; None for any other text.

    A note that says from when something holds may hold days of the calendar; a day of birth is told there too.
    """
    plain = "".join(sign for sign in text if sign.isprintable() or sign.isspace())
    for sign in _SIGNS:
        if sign.rule is Rule.DAY and may_hold_days:
            plain = sign.pattern.sub(" ", plain)
        elif sign.pattern.search(plain):
            return sign.rule
    return None


def refusal(rule: Rule) -> str:
    """Return the sentence that refuses a text, with the rule it met."""
    return f"This looks like {rule}, which may identify a patient. Remove it."
