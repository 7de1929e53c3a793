"""`tongxin report YEAR`: the year-end figures."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from tongxin.kit.scope import community_scope
from tongxin.reports.choosing import communities
from tongxin.reports.yearend import as_json


class Command(BaseCommand):
    """Print the figures."""

    help = "Print the figures of a year, each with the number of rows that make it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the year."""
        parser.add_argument("year", type=int)
        parser.add_argument("--community", help="short name; all communities if left out")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and print."""
        found = {}
        for community in communities(options["community"]):
            with community_scope(community.pk), translation.override("en"):
                found[community.code] = as_json(options["year"])
        if options["as_json"]:
            chosen = found[options["community"]] if options["community"] else found
            self.stdout.write(json.dumps(chosen, ensure_ascii=False, indent=1))
            return
        for code, figures in found.items():
            self.stdout.write(code)
            for item in figures:
                self.stdout.write(
                    f"  {item['label']:42} {item['value']:>10} {item['unit']:14} {item['rows']} rows"
                )
