"""The lists of visits made and of what was given."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.kit.words import label_of, listed, mask_name
from tongxin.people.keys import fold
from tongxin.visits.models import Mode, VisitOutcome
from tongxin.visits.workers import workers
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Filter, Table, table


def _visit_names(visits: list[Any]) -> list[Any]:
    for visit in visits:
        visit.who = listed(visitor.name for visitor in visit.visitors.all())
    return visits


def visit_rows(rows: Any) -> Any:
    """Return visits with what a list shows of them."""
    return rows.counted().select_related("household", "person", "need").prefetch_related("visitors")


VISITS = table(
    Table(
        code="visits",
        title=_("Visits made"),
        columns=(
            Column("number", _("Number"), lambda visit: visit.number, sort="number"),
            Column("visited_on", _("Visited on"), lambda visit: visit.visited_on, "date", sort="visited_on"),
            Column("home", _("Household"), lambda visit: visit.household.address),
            Column("person", _("Whom"), lambda visit: mask_name(visit.person.name) if visit.person else ""),
            Column("mode", _("How"), lambda visit: label_of(Mode, visit.mode)),
            Column(
                "outcome",
                _("Outcome"),
                lambda visit: label_of(VisitOutcome, visit.outcome),
                "state",
            ),
            Column("visitors", _("Visitors"), lambda visit: visit.who),
            Column("need", _("Need recorded"), lambda visit: visit.need.number if visit.need else ""),
            Column("suggestions", _("Suggestions"), lambda visit: visit.suggestions, "long", hidden=True),
            Column("came_by", _("Came by"), lambda visit: visit.get_came_by_display(), hidden=True),
        ),
        order=("-visited_on", "-id"),
        filters=(
            Filter(
                "q",
                _("Address"),
                lambda rows, value: rows.filter(household__folded__contains=fold(value)),
                kind="text",
            ),
            Filter(
                "outcome",
                _("Outcome"),
                lambda rows, value: rows.filter(outcome=value),
                lambda: VisitOutcome.choices,
            ),
            Filter("mode", _("How"), lambda rows, value: rows.filter(mode=value), lambda: Mode.choices),
            Filter(
                "account",
                pgettext_lazy("visits", "Visitor"),
                lambda rows, value: rows.filter(visitors__account_id=value).distinct(),
                workers,
            ),
            Filter(
                "from", _("Visited from"), lambda rows, value: rows.filter(visited_on__gte=value), kind="date"
            ),
            Filter(
                "to", _("Visited until"), lambda rows, value: rows.filter(visited_on__lte=value), kind="date"
            ),
        ),
        href=lambda visit: link_to("visit", visit.pk),
        empty=_("No visit yet."),
        prepare=_visit_names,
    )
)
GIFTS = table(
    Table(
        code="gifts",
        title=_("Goods and money given"),
        columns=(
            Column("given_on", _("Date"), lambda gift: gift.given_on, "date", sort="given_on"),
            Column("home", _("Household"), lambda gift: gift.visit.household.address),
            Column("item", _("Goods"), lambda gift: gift.item, sort="item"),
            Column("quantity", _("Quantity"), lambda gift: gift.quantity, "number"),
            Column("unit", _("Unit"), lambda gift: gift.unit),
            Column("value", _("Value in yuan"), lambda gift: gift.value, "money", sort="value"),
            Column("fund_source", _("Source of funds"), lambda gift: gift.fund_source, sort="fund_source"),
            Column("visit", _("Visit"), lambda gift: gift.visit.number),
        ),
        order=("-given_on", "id"),
        href=lambda gift: link_to("visit", gift.visit_id),
        empty=_("Nothing was given in this period."),
    )
)
