"""A listing as a document: the columns and rows that the page shows, all of them and not the page's fifty."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tongxin.kit.clock import local_date, now
from tongxin.kit.words import labelled, listed
from tongxin.web.paper.documents import Block, Document, Grid, PaperColumn, PaperRow, Words
from tongxin.web.templatetags.web import full_day, moment, number, way_of

if TYPE_CHECKING:
    from tongxin.web.listings import Listing


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands on paper of where and when it was printed: the community, who printed it, and the moment."""

    community: str
    by: str
    at: datetime

    @classmethod
    def of(cls, request: HttpRequest) -> "Imprint":
        """Return the imprint of what a request prints."""
        community: Any = getattr(request, "community", None)
        actor: Any = getattr(request, "actor", None)
        return cls(community.name if community else "", actor.name if actor else "", now())

    @property
    def foot(self) -> str:
        """Return the line for the foot of each page."""
        printed = _("printed %(moment)s") % {"moment": moment(self.at)}
        return " · ".join(part for part in (self.community, printed, self.by) if part)


def signatures() -> list[str]:
    """Return the labels of the places to sign at the end of a book or a list."""
    return [labelled(label, "") for label in (_("Kept by"), _("Checked by"), _("Date"))]


def document(listing: "Listing", imprint: Imprint, title: str = "") -> Document:
    """Return a listing as it stands on paper. Its rows are read when the document is set."""
    table = listing.table
    used = {item["code"]: item["value"] for item in listing.filters if item["value"]}
    volume = table.volume(used) if table.volume else None
    facts = [(_("Community"), imprint.community)]
    if volume:
        listing = replace(listing, table=replace(table, order=volume.order))
        until = max(
            volume.first, min(volume.last, local_date(imprint.at))
        )  # a year that still runs is printed to this day
        period = _("%(first)s to %(last)s") % {"first": full_day(volume.first), "last": full_day(until)}
        facts += [(_("Year"), str(volume.first.year)), (_("Period"), period)]
    elif listing.narrowing:
        facts.append((_("Narrowed to"), listed(labelled(label, value) for label, value in listing.narrowing)))
    if not volume:
        facts.append((_("As of"), moment(imprint.at)))
    return Document(
        title or str(table.title),
        facts,
        _blocks(listing, volume.closing if volume else None),
        cover=volume is not None,
        signed=signatures(),
        foot=imprint.foot,
    )


def _blocks(listing: "Listing", closing: Any) -> Iterator[Block]:
    counted = 0

    def rows() -> Iterator[PaperRow]:
        nonlocal counted
        ways = [(item.value, way_of(item.kind)) for item in listing.columns]
        struck = listing.table.row_class
        for chunk in listing.row_chunks():
            for row in chunk:
                counted += 1
                cells = [str(way(value(row))) for value, way in ways]
                yield PaperRow(cells, struck=struck is not None and struck(row) == "void")
        if (foot := listing.table.foot) and counted:
            codes = [item.code for item in listing.columns]
            cells = [foot.text if code == foot.column else "" for code in codes]
            cells[0] = cells[0] or str(foot.label)
            yield PaperRow(cells, is_sum=True)

    yield Grid(
        [PaperColumn(str(item.label), item.kind) for item in listing.columns],
        rows(),
        str(listing.table.empty),
    )
    told = closing(listing.rows) if closing else [_("%(n)s rows in all.") % {"n": number(counted)}]
    for sentence in told:
        yield Words(sentence)
