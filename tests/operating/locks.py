"""What a statement of a migration does to a table that has millions of rows: whether it locks it for longer than a moment."""

import re
from collections.abc import Iterable

# PostgreSQL 12 and later. Each of these changes the catalogue alone, however many rows there are.
_BRIEF_CHANGES = (
    r"ALTER COLUMN \S+ (DROP DEFAULT|SET DEFAULT .*|DROP NOT NULL)",
    r"ADD CONSTRAINT .* NOT VALID",
    r"ADD CONSTRAINT \S+ (UNIQUE|PRIMARY KEY) USING INDEX \S+",
    r"(DROP|RENAME) .*",
    # It reads every row, but beside those who read and write.
    r"VALIDATE CONSTRAINT \S+",
)
_BRIEF = (
    r"CREATE (UNIQUE )?INDEX CONCURRENTLY .*",
    r"DROP INDEX .*",
    r"(CREATE|DROP) TRIGGER .*",
    r"COMMENT ON .*",
)
# A new column is free where it has no value, or one value for all rows; what is worked out or checked row by row is not.
_NEW_COLUMN = re.compile(
    r'ADD COLUMN "\w+" [a-z][a-z0-9 ,()]*?( DEFAULT (?P<default>\S+|\'[^\']*\'\S*))?( NOT NULL| NULL)?'
    r'( CONSTRAINT "\w+" REFERENCES "\w+" ?\("\w+"\) DEFERRABLE INITIALLY DEFERRED)?'
)
_A_CONSTANT = re.compile(r"(true|false|-?[0-9.]+|NULL|'[^']*')(::\w+)?")


def slow_statements(statements: Iterable[str], large: Iterable[str]) -> list[str]:
    """Return the statements that may lock one of the `large` tables for as long as it has rows."""
    slow, names, made = [], set(large), set()
    for statement in map(_flat, statements):
        if not statement or statement.startswith("--"):
            continue
        if new := re.match(r'CREATE TABLE "(\w+)"', statement):
            made.add(new[1])
        elif table_of(statement) in names - made and not _is_brief(statement):
            slow.append(statement)
    return slow


def _is_brief(statement: str) -> bool:
    if change := re.fullmatch(r'ALTER TABLE "\w+" (.*)', statement):
        return any(re.fullmatch(brief, change[1]) for brief in _BRIEF_CHANGES) or _is_free_column(change[1])
    return any(re.fullmatch(brief, statement) for brief in _BRIEF)


def _is_free_column(change: str) -> bool:
    found = _NEW_COLUMN.fullmatch(change)
    if found is None:
        return False
    default = found["default"]
    return _A_CONSTANT.fullmatch(default) is not None if default else not change.endswith("NOT NULL")


def table_of(statement: str) -> str:
    """Return the table that a statement changes; of a foreign key of a new table that is the new one."""
    found = re.search(
        r'(?:ALTER TABLE(?: ONLY)?|UPDATE|DELETE FROM|INSERT INTO|TRUNCATE(?: TABLE)?|CLUSTER|VACUUM FULL| ON) "?(\w+)', statement
    )
    return found[1] if found else ""


def _flat(statement: str) -> str:
    # Django asks for the new keys at once, which a column without a value has none of.
    return re.sub(r'; SET CONSTRAINTS "\w+" IMMEDIATE$', "", " ".join(statement.split()).removesuffix(";"))
