"""How people are made and found: by e-mail address, and by number at every request of somebody signed in."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.utils.functional import cached_property

from rvuedge.accounts.wall import whole_installation
from rvuedge.web.statements import Question

if TYPE_CHECKING:
    from rvuedge.accounts.models import Membership, User


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address; addresses are compared without regard to case."""

    @cached_property
    def _by_number(self) -> "Question[User]":
        return Question(lambda number: self.get_queryset().filter(pk=number))

    @cached_property
    def _with_place(self) -> "Question[Membership]":
        places: Any = self.model._meta.get_field("memberships").related_model
        return Question(lambda user: places.objects.counting_for(user).select_related("user", "organisation", "department")[:1])

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get(self, *args: Any, **asked: Any) -> "User":
        """Return a person; by number alone, as every request of somebody signed in asks, together with the place that counts for it."""
        if args or asked.keys() != {"pk"} or not isinstance(asked["pk"], int):
            return super().get(*args, **asked)
        # Departments stand behind the second wall, and whose rows the request reaches is known only once the person is.
        with whole_installation():
            place = self._with_place.row(asked["pk"])
        found = place.user if place else self._by_number.row(asked["pk"])
        if found is None:
            raise self.model.DoesNotExist
        found.came_with = (place,)
        return found

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)
