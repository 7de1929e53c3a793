"""`tongxin init`: the tables, the days, the first community, its secretary, and its fourth reason for must-visits."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tongxin.almanac.actions import fill
from tongxin.communities.actions import open_community
from tongxin.communities.models import Community
from tongxin.communities.signing_in import actor_for
from tongxin.kit.clock import local_date, now
from tongxin.kit.scope import community_scope
from tongxin.kit.words import labelled
from tongxin.visits.reasons.actions import set_rule

QUESTIONS = {
    "street": _("Sub-district (jiedao)"),
    "community": _("Community (shequ)"),
    "code": _("Short name in addresses (Latin letters)"),
    "name": _("Name of the secretary"),
    "username": _("Login name of the secretary"),
}
FOURTH = _(
    "Fourth reason for must-visits, as your community calls it, for example hardship at home; empty: decide later under Visits, Rules"
)


class Command(BaseCommand):
    """Set up a new Tongxin."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help = gettext(
            "Make keys, tables and the table of days, and open the first community; asks what the flags leave out."
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take every answer as a flag."""
        for name, question in QUESTIONS.items():
            parser.add_argument(f"--{name}", help=str(question))
        parser.add_argument("--password", help=gettext("first password; asked if left out"))
        parser.add_argument("--fourth", help=str(FOURTH))
        parser.add_argument("--calendar", action="store_true", help=gettext("only fill the table of days"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, then run the steps; what is there already is left alone."""
        answers = {} if options["calendar"] else self._answers(options)
        call_command("migrate", verbosity=0)
        days = fill()
        self.stdout.write(gettext("The tables are ready; %(n)s days were added.") % {"n": days})
        if options["calendar"]:
            return
        at = now()
        with transaction.atomic():
            community, account = open_community(
                street=answers["street"],
                name=answers["community"],
                code=answers["code"],
                at=at,
                secretary={
                    "username": answers["username"],
                    "name": answers["name"],
                    "password": answers["password"],
                },
            )
            if answers["fourth"]:
                with community_scope(community.pk):
                    # Named, not in use: whom it is for and within how many days the community says on the page.
                    set_rule(
                        kind="own",
                        name=answers["fourth"],
                        active=False,
                        effective_from=local_date(at),
                        by=actor_for(account, community.pk),
                        at=at,
                    )
        count = Community.objects.count()
        self.stdout.write(
            gettext(
                "%(name)s is open (%(n)s in this database). Start with `tongxin serve` and log in as %(login)s."
            )
            % {"name": community.name, "n": count, "login": account.username}
        )

    def _answers(self, options: dict[str, Any]) -> dict[str, str]:
        """Return every answer: from the flags, else asked. Nothing is made before all are there."""
        found = {name: options[name] or self._ask(question) for name, question in QUESTIONS.items()}
        found["password"] = options["password"] or self._password()
        found["fourth"] = options["fourth"] or ""
        if options["fourth"] is None and sys.stdin.isatty():
            found["fourth"] = self._ask(FOURTH)
        return found

    def _ask(self, question: Any) -> str:
        if not sys.stdin.isatty():
            raise CommandError(
                gettext("“%(question)s” is missing. Give it as a flag: tongxin init --help")
                % {"question": question},
                returncode=2,
            )
        return input(labelled(question, "")).strip()

    def _password(self) -> str:
        if not sys.stdin.isatty():
            raise CommandError(gettext("The password is missing. Give it with --password."), returncode=2)
        return getpass.getpass(labelled(gettext("First password (at least ten characters)"), ""))
