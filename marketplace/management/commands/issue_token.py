"""`manage.py issue_token EMAIL`: an access token without a password, for whoever already owns the machine."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from marketplace.identity.access_tokens import issue_access_token


class Command(BaseCommand):
    help = "Print an access token of the user with this email address, for `Authorization: Bearer <token>`."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--seconds", type=int, default=settings.ACCESS_TOKEN_SECONDS, help="how long it is valid")

    def handle(self, *args: Any, email: str, seconds: int, **options: Any) -> None:
        user = get_user_model().objects.filter(email=email.strip().lower()).first()
        if user is None or not user.is_active:
            raise CommandError(f"There is no active user with the email address {email}.")
        self.stdout.write(issue_access_token(user, seconds=seconds).text)
