"""Print the last lines of a register as a book, as the server's job does, from its rows to the file: `python -m bench.paper`."""

import os
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.config.settings")
import django

django.setup()
from django.db.models import Max

from bench.figures import Row, tell
from bench.machine import unwind_when_terminated
from bench.world import signed_in
from tongxin.kit.clock import now
from tongxin.kit.scope import community_scope
from tongxin.registers.tables import book, book_rows
from tongxin.web.asked import Asked
from tongxin.web.listings import Listing
from tongxin.web.paper.lists import Imprint, document
from tongxin.web.paper.printing import print_to

REGISTER = "reception"
# Lines, and the seconds in which they are to be set.
TARGETS = {1_000: 2, 10_000: 20}


def printed(lines: int, year: int) -> tuple[float, int]:
    """Print so many lines of a year's book; return the seconds of the clock that it took, and its pages."""
    rows = book_rows(REGISTER, year)
    last = rows.aggregate(last=Max("number"))["last"]
    listing = Listing(
        book(REGISTER, year, personal=True), Asked.nothing(), rows.filter(number__gt=last - lines)
    )
    if (found := listing.rows.count()) != lines:
        raise SystemExit(f"the register has {found} of {lines} lines")
    with tempfile.TemporaryDirectory() as place:
        began = time.perf_counter()
        pages = print_to(Path(place) / "book.pdf", document(listing, Imprint("", "", now())))
        return time.perf_counter() - began, pages


def main() -> None:
    """Measure each number of lines, after a short book that loads what the first one loads."""
    unwind_when_terminated()
    year = datetime.now(UTC).year
    with community_scope(signed_in().community_id):
        printed(10, year)
        for lines, seconds in TARGETS.items():
            taken, pages = printed(lines, year)
            words = f"book of {lines:,} lines, {pages:,} pages"
            tell([Row(words, taken, "s", target=seconds)])
    # The largest child that has ended: one part of a book, whatever the length of the whole.
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    tell([Row("a book's part: memory at its highest", most, "MB")])


if __name__ == "__main__":
    main()
