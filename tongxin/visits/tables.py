"""The lists of duties, visits, gifts, events and what phones sent."""

from typing import Any

from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.almanac.rules import Festival
from tongxin.communities.models import Account, names_of
from tongxin.groups.models import Group
from tongxin.kit.actor import STAFF
from tongxin.kit.clock import local_date, now
from tongxin.kit.scope import current_community
from tongxin.kit.words import label_of, mask_name
from tongxin.people.keys import fold
from tongxin.people.models import Household, Person
from tongxin.visits.models import DutyState, EventKind, Kind, Mode, VisitOutcome, VisitReason
from tongxin.visits.models_inbox import Submission
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Filter, Tab, Table, table

# What the list of duties shows; reading every column of duty, home and reason costs more than showing these.
SHOWN = (
    "community_id",
    "reason_id",
    "reason__community_id",
    "reason__kind",
    "reason__name",
    "household_id",
    "household__community_id",
    "household__address",
    "festival",
    "event_id",
    "persons",
    "opens_on",
    "due_on",
    "state",
    "rung",
    "account_id",
    "account__name",
    "group_id",
    "group__community_id",
    "group__name",
    "planned_on",
    "attempts",
    "unfinished",
    "occasion_on",
)


def duty_rows(rows: Any) -> Any:
    """Return duties with what a list shows of them."""
    return rows.select_related("reason", "household", "account", "group").only(*SHOWN)


def listed_rows(rows: Any) -> Any:
    """Return duties for a list that joins what it shows of them page by page: it reads an index in its order.

    Joined by the database, four reasons and ten workers would be read fifty times, and all that is open sorted first.
    """
    return rows.only(*(name for name in SHOWN if "__" not in name))


def _with_names(duties: list[Any]) -> list[Any]:
    """Join what a page of duties shows: homes, reasons, workers, and the masked names of whom they are for."""
    persons = {text for duty in duties for text in duty.persons}
    names = {
        str(pk): mask_name(name)
        for pk, name in Person.objects.filter(pk__in=persons).values_list("pk", "name")
    }
    homes = dict(
        Household.objects.filter(pk__in={duty.household_id for duty in duties}).values_list("pk", "address")
    )
    reasons = {reason.pk: reason for reason in VisitReason.objects.all()} if duties else {}
    workers = _names_in(Account.objects.all(), {duty.account_id for duty in duties})
    groups = _names_in(Group.objects.all(), {duty.group_id for duty in duties})
    today = local_date(now())
    for duty in duties:
        duty.whom = "、".join(names[text] for text in duty.persons if text in names)
        duty.address, duty.reason, duty.today = homes[duty.household_id], reasons[duty.reason_id], today
        both = (workers.get(duty.account_id), groups.get(duty.group_id))
        duty.responsible = "、".join(name for name in both if name)
    return duties


def _names_in(rows: Any, wanted: set[Any]) -> dict[Any, str]:
    known = wanted - {None}
    return dict(rows.filter(pk__in=known).values_list("pk", "name")) if known else {}


def reason_words(duty: Any) -> str:
    """Return what a duty is for: the festival, or the reason's name."""
    if duty.festival and duty.reason.kind == Kind.FESTIVAL:
        return label_of(Festival, duty.festival)
    return duty.reason.name if duty.reason.kind == Kind.OWN else label_of(Kind, duty.reason.kind)


def _state(duty: Any) -> str:
    if duty.state == DutyState.OPEN and duty.opens_on > duty.today:
        return str(_("Coming"))
    return label_of(DutyState, duty.state)


def _due_now() -> Q:
    return Q(unfinished=1, opens_on__lte=local_date(now()))


def _soon() -> Q:
    return Q(unfinished=1, opens_on__gt=local_date(now()))


def _again() -> Q:
    return Q(unfinished=1, rung__gt=0)


def _accounts() -> list[tuple[Any, Any]]:
    rows = Account.objects.filter(community_id=current_community(), role__in=STAFF, is_active=True)
    return list(rows.order_by("name").values_list("pk", "name"))


def _groups() -> list[tuple[Any, Any]]:
    return list(Group.objects.order_by("name").values_list("pk", "name"))


def _reasons() -> list[tuple[Any, Any]]:
    return [(reason.pk, str(reason)) for reason in VisitReason.objects.order_by("kind")]


def _ended(state: DutyState) -> Tab:
    return Tab(state.value, state.label, lambda: Q(state=state.value))


DUTIES = table(
    Table(
        code="duties",
        title=_("Homes to be visited"),
        columns=(
            Column("home", _("Household"), lambda duty: duty.address, sort="household__folded"),
            Column("whom", _("Whom"), lambda duty: duty.whom),
            Column("reason", _("Visited for"), reason_words, sort="occasion_on"),
            Column(
                "opens_on", _("Opens on"), lambda duty: duty.opens_on, "date", sort="opens_on", hidden=True
            ),
            Column("due_on", _("Due"), lambda duty: duty.due_on, "date", sort="due_on"),
            Column("planned_on", _("Planned for"), lambda duty: duty.planned_on, "date", sort="planned_on"),
            Column("responsible", _("Responsible"), lambda duty: duty.responsible),
            Column("state", _("State"), _state, "state", sort="state"),
            Column(
                "attempts",
                _("Times nobody was at home"),
                lambda duty: duty.attempts or "",
                "number",
                hidden=True,
            ),
        ),
        order=("due_on", "id"),
        filters=(
            Filter(
                "q",
                _("Address"),
                lambda rows, value: rows.filter(household__folded__contains=fold(value)),
                kind="text",
            ),
            Filter("reason", _("Kind of visit"), lambda rows, value: rows.filter(reason_id=value), _reasons),
            Filter(
                "festival",
                _("Festival"),
                lambda rows, value: rows.filter(festival=value),
                lambda: Festival.choices,
            ),
            Filter("account", _("Responsible"), lambda rows, value: rows.filter(account_id=value), _accounts),
            Filter("group", _("Group"), lambda rows, value: rows.filter(group_id=value), _groups),
            Filter("from", _("Due from"), lambda rows, value: rows.filter(due_on__gte=value), kind="date"),
            Filter("to", _("Due until"), lambda rows, value: rows.filter(due_on__lte=value), kind="date"),
        ),
        tabs=(
            Tab("now", _("Due now"), _due_now, lambda opened, rung: bool(opened)),
            Tab("again", _("Nobody at home yet"), _again, lambda opened, rung: rung > 0),
            Tab("soon", _("Coming"), _soon, lambda opened, rung: not opened),
            Tab("open", _("All to be visited"), lambda: Q(unfinished=1), lambda opened, rung: True),
            _ended(DutyState.VISITED),
            _ended(DutyState.MISSED),
            _ended(DutyState.NOT_HOME),
            _ended(DutyState.NOT_WANTED),
            _ended(DutyState.WAIVED),
            Tab("all", _("All"), Q),
        ),
        tally=lambda: {
            "tally_open": Case(When(opens_on__lte=local_date(now()), then=1), default=0),
            "tally_rung": F("rung"),
        },
        tallied_within=lambda: Q(unfinished=1),
        href=lambda duty: link_to("duty", duty.pk),
        empty=_("No home here. What is due appears by itself, from the rules and the events."),
        prepare=_with_names,
        row_class=lambda duty: "late" if duty.state == DutyState.OPEN and duty.due_on <= duty.today else "",
    )
)


def _visit_names(visits: list[Any]) -> list[Any]:
    for visit in visits:
        visit.who = "、".join(visitor.name for visitor in visit.visitors.all())
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
            Column("home", _("Household"), lambda visit: visit.household.address, sort="household__folded"),
            Column("person", _("Whom"), lambda visit: mask_name(visit.person.name) if visit.person else ""),
            Column("mode", _("How"), lambda visit: label_of(Mode, visit.mode), sort="mode"),
            Column(
                "outcome",
                _("Outcome"),
                lambda visit: label_of(VisitOutcome, visit.outcome),
                "state",
                sort="outcome",
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
                _accounts,
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

EVENTS = table(
    Table(
        code="family_events",
        title=_("Events in families"),
        columns=(
            Column(
                "happened_on", _("Happened on"), lambda event: event.happened_on, "date", sort="happened_on"
            ),
            Column("kind", _("What happened"), lambda event: label_of(EventKind, event.kind), sort="kind"),
            Column("person", _("Whom"), lambda event: mask_name(event.person.name)),
            Column("home", _("Household"), lambda event: event.household.address),
            Column("told_on", _("Told on"), lambda event: event.told_on, "date", sort="told_on"),
            Column("void", _("Remarks"), lambda event: _("void") if event.void_on else ""),
        ),
        order=("-happened_on", "id"),
        filters=(
            Filter(
                "kind",
                _("What happened"),
                lambda rows, value: rows.filter(kind=value),
                lambda: EventKind.choices,
            ),
            Filter(
                "from",
                _("Happened from"),
                lambda rows, value: rows.filter(happened_on__gte=value),
                kind="date",
            ),
            Filter(
                "to",
                _("Happened until"),
                lambda rows, value: rows.filter(happened_on__lte=value),
                kind="date",
            ),
        ),
        href=lambda event: link_to("family_event", event.pk),
        empty=_("No event is recorded. The family, the person or a worker tells of one."),
        row_class=lambda event: "void" if event.void_on else "",
    )
)


def _owner_names(items: list[Any]) -> list[Any]:
    names = names_of({item.owner_ref for item in items})
    for item in items:
        item.owner_name = names.get(item.owner_ref, "")
    return items


SUBMISSIONS = table(
    Table(
        code="submissions",
        title=_("Sent by phones"),
        columns=(
            Column("receipt", _("Receipt"), lambda item: item.receipt),
            Column("received_at", _("Received"), lambda item: item.received_at, "moment", sort="received_at"),
            Column(
                "captured_at", _("Written down"), lambda item: item.captured_at, "moment", sort="captured_at"
            ),
            Column("owner", pgettext_lazy("visits", "Visitor"), lambda item: item.owner_name),
            Column(
                "state",
                _("State"),
                lambda item: label_of(Submission.State, item.state),
                "state",
                sort="state",
            ),
            Column("reason", _("Reason"), lambda item: item.reason, "long"),
            Column("visit", _("Visit"), lambda item: item.visit.number if item.visit else ""),
        ),
        order=("-received_at", "-id"),
        tabs=(
            Tab("held", Submission.State.HELD.label, lambda: Q(state="held"), lambda state: state == "held"),
            Tab(
                "waiting",
                Submission.State.WAITING.label,
                lambda: Q(state="waiting"),
                lambda state: state == "waiting",
            ),
            Tab("applied", Submission.State.APPLIED.label, lambda: Q(state="applied")),
            Tab("refused", Submission.State.REFUSED.label, lambda: Q(state="refused")),
            Tab("all", _("All"), Q),
        ),
        tally=lambda: {"tally_state": F("state")},
        tallied_within=lambda: Q(state__in=["held", "waiting"]),
        href=lambda item: link_to("submission", item.pk),
        empty=_("Nothing waits. What phones send goes into the register by itself."),
        exportable=False,
        prepare=_owner_names,
    )
)
