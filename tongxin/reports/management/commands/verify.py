"""`tongxin verify`: walk every chain of every community."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tongxin.kit.clock import now
from tongxin.kit.scope import community_scope
from tongxin.registers import verifying
from tongxin.registers.faults import shown
from tongxin.reports.choosing import communities

MOST_SHOWN = 100


def _line(fault: dict[str, Any]) -> str:
    """Say a fault in a line: where, what, and of a row its id and both values, unless they speak of people."""
    line = f"{fault['number'] or fault['seq']}: {fault['what']}"
    if not fault["row"]:
        return line
    row = _("Row")
    line = f"{line} {row} {fault['row']} ({fault['model']}.{fault['column']})"
    if fault["personal"] or fault["column"] == "id":
        return line
    said, held = (shown(fault["model"], fault["column"], fault[side]) for side in ("said", "held"))
    both = _("The entry says: %(said)s. The row holds: %(held)s.") % {"said": said, "held": held}
    return f"{line} {both}"


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
                for fault in row["faults"][:MOST_SHOWN]:
                    self.stdout.write(f"    {_line(fault)}")
        wrong = [(row, fault) for row in told for fault in row["faults"]]
        if wrong:
            row, fault = wrong[0]
            raise CommandError(
                f"{len(wrong)} faults; the first: register {row['register']} of {row['community']}, "
                f"no. {_line(fault)}",
                returncode=3,
            )
