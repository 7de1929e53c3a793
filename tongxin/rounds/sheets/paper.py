"""Round sheets as paper: a page for each visitor, with room to write in."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tongxin.kit.words import comma, labelled
from tongxin.web.paper.documents import Block, Document, Grid, PaperColumn, PaperRow, Turn
from tongxin.web.paper.lists import Imprint
from tongxin.web.templatetags.web import day, full_day

BY_HAND = ("", "", "")


def _by_hand() -> list[PaperColumn]:
    labels = (_("Situation in brief"), _("Goods and money"), _("Signature"))
    return [PaperColumn(label, "blank") for label in labels]


def plan_sheets(plan: Any, rounds: Iterable[dict[str, Any]], imprint: Imprint) -> Document:
    """Return the round sheets of a plan: a page for each visitor."""
    columns = [
        PaperColumn(_("Day"), "date"),
        PaperColumn(_("No."), "number"),
        PaperColumn(_("Household")),
        PaperColumn(_("Whom")),
        PaperColumn(_("Phone"), "state"),
        *_by_hand(),
    ]

    def blocks() -> Iterator[Block]:
        for sheet in rounds:
            yield Turn(labelled(_("Visitor"), sheet["visitor"].name if sheet["visitor"] else ""))
            rows = (
                [
                    day(stop["item"].day),
                    stop["item"].place,
                    stop["item"].household.address,
                    stop["names"],
                    stop["phone"],
                    *BY_HAND,
                ]
                for stop in sheet["stops"]
            )
            yield Grid(columns, (PaperRow([str(cell) for cell in row]) for row in rows))

    title = " · ".join((_("Round sheets"), f"{plan.get_festival_display()} {plan.festival_on.year}"))
    return Document(title, _facts(imprint), blocks(), foot=imprint.foot)


def own_sheet(stops: Sequence[dict[str, Any]], imprint: Imprint) -> Document:
    """Return somebody's own round sheet."""
    columns = [
        PaperColumn(_("Household")),
        PaperColumn(_("Whom")),
        PaperColumn(_("Visited for")),
        PaperColumn(_("Due"), "date"),
        *_by_hand(),
    ]
    rows = (
        [stop["home"], stop["names"], _reasons(stop["duties"]), day(stop["duties"][0].when), *BY_HAND]
        for stop in stops
    )
    grid = Grid(
        columns, (PaperRow([str(cell) for cell in row]) for row in rows), _("No home waits for you now.")
    )
    facts = [*_facts(imprint), (_("Visitor"), imprint.by)]
    return Document(_("My round"), facts, [grid], foot=imprint.foot)


def _facts(imprint: Imprint) -> list[tuple[str, str]]:
    return [(_("Community"), imprint.community), (_("As of"), full_day(imprint.at))]


def _reasons(duties: Sequence[Any]) -> str:
    return comma().join(
        f"{duty.reason} · {duty.get_festival_display()}" if duty.festival else str(duty.reason)
        for duty in duties
    )
