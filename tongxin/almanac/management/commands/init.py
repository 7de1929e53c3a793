"""`tongxin init`: the tables, the days, the first community and its secretary."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from tongxin.almanac.actions import fill
from tongxin.communities.actions import open_community
from tongxin.communities.models import Community
from tongxin.kit.clock import now

QUESTIONS = {
    "street": "Sub-district (街道)",
    "community": "Community (社区)",
    "code": "Short name in addresses (Latin letters)",
    "name": "Name of the secretary",
    "username": "Login name of the secretary",
}


class Command(BaseCommand):
    """Set up a new Tongxin."""

    help = "Make keys, tables and the table of days, and open the first community; asks what the flags leave out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take every answer as a flag."""
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name}", help=question)
        parser.add_argument("--password", help="first password; asked if left out")
        parser.add_argument("--calendar", action="store_true", help="only fill the table of days")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the steps; what is there already is left alone."""
        call_command("migrate", verbosity=0)
        days = fill()
        self.stdout.write(f"tables ready, {days} days added")
        if options["calendar"]:
            return
        answers = {name: options[name] or self._ask(question) for name, question in QUESTIONS.items()}
        password = options["password"] or self._password()
        community, account = open_community(
            street=answers["street"], name=answers["community"], code=answers["code"], at=now(),
            secretary={"username": answers["username"], "name": answers["name"], "password": password},
        )  # fmt: skip
        count = Community.objects.count()
        self.stdout.write(
            f"{community.name} opened ({count} in this database). Log in as {account.username}: tongxin serve"
        )

    def _ask(self, question: str) -> str:
        if not sys.stdin.isatty():
            raise CommandError(
                f"“{question}” is missing. Give it as a flag: tongxin init --help", returncode=2
            )
        return input(f"{question}: ").strip()

    def _password(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError("The password is missing. Give it with --password.", returncode=2)
        return getpass.getpass("First password (at least ten characters): ")
