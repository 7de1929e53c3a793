"""`tongxin verify`: walk every chain of every community."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongxin.kit.clock import now
from tongxin.kit.scope import community_scope
from tongxin.registers import verifying
from tongxin.reports.choosing import communities


class Command(BaseCommand):
    """Verify the registers."""

    help = "Walk every register's chain from its first entry. Exit code 3 if anything is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the community."""
        parser.add_argument("--community", help="short name; all communities if left out")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk, keep the result for the pages, print it."""
        told: list[dict[str, Any]] = []
        for community in communities(options["community"]):
            with community_scope(community.pk):
                walks = verifying.walk_all()
                verifying.keep(walks, at=now())
            told += [{"community": community.code, **walk.as_json()} for walk in walks]
        if options["as_json"]:
            self.stdout.write(json.dumps(told, indent=1))
        else:
            for row in told:
                mark = "ok" if row["ok"] else f"{len(row['faults'])} FAULTS"
                self.stdout.write(
                    f"{row['community']:12} {row['register']:12} {row['entries']:>8} entries  {row['head'][:16]}  {mark}"
                )
        wrong = [(row, fault) for row in told for fault in row["faults"]]
        if wrong:
            row, fault = wrong[0]
            raise CommandError(
                f"{len(wrong)} faults; the first: register {row['register']} of {row['community']}, "
                f"no. {fault['number'] or fault['seq']}: {fault['what']}",
                returncode=3,
            )
