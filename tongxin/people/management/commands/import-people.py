"""`tongxin import-people FILE`: take in a sheet of residents from the command line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from tongxin.communities.models import Account, Community
from tongxin.communities.signing_in import actor_for
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date, now
from tongxin.kit.scope import community_scope
from tongxin.people.sheets import actions
from tongxin.people.sheets.judging import Judgement, judge
from tongxin.people.sheets.reading import read_file
from tongxin.people.sheets.writing import held_people


class Command(BaseCommand):
    """Take in a sheet."""

    help = "Take in a sheet of residents (XLSX, XLS or CSV). --dry-run judges it and writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and in whose name it is taken in."""
        parser.add_argument("file")
        parser.add_argument("--community", help="short name of the community, if there are several")
        parser.add_argument(
            "--account", help="login name in whose name it is recorded (default: the first secretary)"
        )
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge, write unless it is a dry run, tell."""
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file {path}.", returncode=66)
        community = choose_community(options["community"])
        with community_scope(community.pk), translation.override("en"):
            by = choose_account(community, options["account"])
            result = self._run(path, by, dry=options["dry_run"])
        counts = result.numbers()
        if options["as_json"]:
            problems = [problem.as_json() for problem in result.problems]
            self.stdout.write(
                json.dumps(
                    {**counts, "dry_run": options["dry_run"], "rows": problems}, ensure_ascii=False, indent=1
                )
            )
            return
        self.stdout.write("  ".join(f"{name} {number}" for name, number in counts.items()))
        for problem in result.problems:
            self.stdout.write(
                f"{problem.outcome}: {problem.sheet}, row {problem.row}, {problem.field}: {problem.reason}"
            )
        if options["dry_run"]:
            self.stdout.write("dry run: nothing was written")

    def _run(self, path: Path, by: Actor, *, dry: bool) -> Judgement:
        at = now()
        if dry:
            return judge(read_file(path), held_people(), today=local_date(at), progress=self._progress)
        with path.open("rb") as file:
            # Only the sheet's record is kept: its rows are read again inside the transaction.
            sheet = actions.upload(path.name, iter(lambda: file.read(2**20), b""), by=by, at=at)[0]
        return actions.take_in(sheet.pk, by=by, at=at, progress=self._progress)

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done} of {total} rows", ending="" if done < total else "\n")


def choose_community(code: str | None) -> Community:
    """Return the community named, or the only one there is."""
    found = list(Community.objects.filter(code=code) if code else Community.objects.all()[:2])
    if len(found) == 1:
        return found[0]
    if not found:
        raise CommandError("There is no such community. `tongxin init` opens one.", returncode=2)
    codes = ", ".join(Community.objects.order_by("code").values_list("code", flat=True))
    raise CommandError(f"There are several communities: name one with --community ({codes}).", returncode=2)


def choose_account(community: Community, username: str | None) -> Actor:
    """Return the actor for an account of the community; the first secretary unless named."""
    rows = Account.objects.filter(community_id=community.pk, is_active=True).order_by("id")
    account = (rows.filter(username=username) if username else rows.filter(role="secretary")).first()
    if account is None:
        raise CommandError(
            "There is no such account in this community. Name one with --account.", returncode=2
        )
    return actor_for(account, community.pk)
