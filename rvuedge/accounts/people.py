"""How people are made and found: by e-mail address, and by number at every request of somebody signed in."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.utils.functional import cached_property

from rvuedge.web.statements import Question

if TYPE_CHECKING:
    from rvuedge.accounts.models import User


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address; addresses are compared without regard to case."""

    @cached_property
    def _by_number(self) -> "Question[User]":
        return Question(lambda number: self.get_queryset().filter(pk=number))

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get(self, *args: Any, **asked: Any) -> "User":
        """Return a person; by number alone, as every request of somebody signed in asks, with a statement that is kept."""
        if args or asked.keys() != {"pk"} or not isinstance(asked["pk"], int):
            return super().get(*args, **asked)
        found = self._by_number.row(asked["pk"])
        if found is None:
            raise self.model.DoesNotExist
        return found

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)
