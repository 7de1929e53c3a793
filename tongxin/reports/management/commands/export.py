"""`tongxin export WHAT FILE`: a list, a register or the figures as a sheet; a list or a register on paper as well."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from tongxin.kit.clock import local_date, now
from tongxin.kit.scope import community_scope
from tongxin.registers.kinds import REGISTERS
from tongxin.registers.tables import book, book_rows
from tongxin.reports.choosing import communities
from tongxin.reports.yearend import as_json
from tongxin.web.asked import Asked
from tongxin.web.exports import Sheet, write_csv, write_xlsx
from tongxin.web.listings import Listing
from tongxin.web.paper.lists import Imprint, document
from tongxin.web.paper.printing import print_to
from tongxin.web.tables import TABLES


def lists() -> dict[str, Callable[[], QuerySet[Any]]]:
    """Return the lists that can be written whole, by code, each with what gives its rows."""
    return {code: table.rows for code, table in TABLES.items() if table.rows}


class Command(BaseCommand):
    """Export a sheet."""

    help = "Write a list, the figures or a register, each by its code, to FILE.xlsx, FILE.csv or FILE.pdf."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what, where, and of which community and year."""
        parser.add_argument("what", help=f"figures, or one of: {', '.join([*lists(), *REGISTERS])}")
        parser.add_argument("file")
        parser.add_argument("--community", help="short name, if there are several")
        parser.add_argument("--year", type=int, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the sheet."""
        path = Path(options["file"])
        if path.suffix not in {".xlsx", ".csv", ".pdf"}:
            raise CommandError("The file's name must end in .xlsx, .csv or .pdf.", returncode=2)
        found = communities(options["community"])
        if len(found) > 1:
            raise CommandError(
                f"There are several communities: name one with --community ({', '.join(item.code for item in found)}).",
                returncode=2,
            )
        year = options["year"] or local_date(now()).year
        with community_scope(found[0].pk):
            if path.suffix == ".pdf":
                listing = self._listing(options["what"], year)
                print_to(path, document(listing, Imprint(found[0].name, "", now())))
                self.stdout.write(f"written: {path}")
                return
            sheet = self._sheet(options["what"], year)
            if path.suffix == ".csv":
                with path.open("w", newline="", encoding="utf-8") as out:
                    write_csv(sheet, out)
            else:
                write_xlsx([sheet], path)
        self.stdout.write(f"written: {path}")

    def _sheet(self, what: str, year: int) -> Sheet:
        if what == "figures":
            rows = ([item["label"], item["value"], item["unit"], item["rows"]] for item in as_json(year))
            return Sheet(
                str(year),
                [("figure", "long"), ("value", "number"), ("unit", "text"), ("rows", "number")],
                rows,
            )
        return self._listing(what, year).sheet()

    def _listing(self, what: str, year: int) -> Listing:
        if what in lists():
            return Listing(TABLES[what], Asked.nothing(), lists()[what]())
        if what == "figures":
            raise CommandError("The figures stand on paper in the report: print its page.", returncode=2)
        if what not in REGISTERS:
            raise CommandError(
                f"“{what}” cannot be exported. Choose figures, or one of: {', '.join([*lists(), *REGISTERS])}.",
                returncode=2,
            )
        return Listing(book(what, year, personal=True), Asked.nothing(), book_rows(what, year))
