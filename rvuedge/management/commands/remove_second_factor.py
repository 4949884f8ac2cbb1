"""Lets somebody in again whose passkeys and authenticator app are lost: the next sign-in asks for a new one."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from rvuedge.accounts.models import User
from rvuedge.accounts.services_sessions import remove_second_factors


class Command(BaseCommand):
    help = "Remove the passkeys, the authenticator app and the recovery codes of one person, and end the person's sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="The address with which the person signs in.")

    def handle(self, **options: object) -> None:
        email = str(options["email"]).strip().lower()
        user = User.objects.filter(email=email).first()
        if user is None:
            raise CommandError(f"Nobody here has the address {email}. Nothing was changed.", returncode=2)
        removed = remove_second_factors(user=user)
        if not removed:
            self.stdout.write(f"{email} has no second factor. Nothing was changed.")
            return
        self.stdout.write(f"The second factors of {email} are removed and every device is signed out. The password signs in again.")
