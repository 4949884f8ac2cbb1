"""The two borders of rows that belong to an organisation: for its members, and for those who administer it."""

from django.db.models import Q

# As stored; the names of roles are declared with the rows that are within these borders.
_ADMINISTRATOR = "administrator"


def of_members(user_id: int, path: str = "organisation") -> Q:
    """Return what holds for rows of the organisations where somebody has an active place; `path` leads from the row there.

    A person has one place in an organisation, so no row comes twice.
    """
    return _place(user_id, path)


def of_administrators(user_id: int, path: str = "organisation") -> Q:
    """Return what holds for rows of the organisations that somebody administers."""
    return _place(user_id, path, role=_ADMINISTRATOR)


def _place(user_id: int, path: str, **more: object) -> Q:
    # One call, so that place, activity and role are asked of the same membership.
    asked = {"user_id": user_id, "active": True, **more}
    return Q(**{f"{path}__memberships__{name}": value for name, value in asked.items()})
