"""What no password may rest on: the names of the product, of this installation and of its roles."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What whoever guesses at this product tries first; docs/people.md has the list.
OWN_WORDS = ("rvuedge", "wrvu", "rvu", "password", "administrator", "operator", "clinician", "medicare")
# So many letters and digits are left of a password without them.
LEAST_LEFT = 8
_NO_LETTER = re.compile(r"[\W_]+")


class NoWordsOfTheHouse:
    """Refuses a password of which little is left without the names of the product and of the installation."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError where too little is left."""
        left = _NO_LETTER.sub("", password.lower())
        for word in (*_words_of(settings.SITE_NAME), *OWN_WORDS):
            left = left.replace(word, "")
        if len(left) < LEAST_LEFT:
            raise ValidationError(_("The names of this product and its roles are guessed first. Add other words."), "password_of_the_house")

    def get_help_text(self) -> str:
        """Say it beside the field."""
        return _("Not made of the names of this product and its roles.")


def _words_of(name: str) -> list[str]:
    return sorted((word for word in _NO_LETTER.split(name.lower()) if len(word) > 3), key=len, reverse=True)
