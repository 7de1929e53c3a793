"""The list of duties."""

from typing import Any

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from tongxin.almanac.rules import Festival
from tongxin.communities.models import Account
from tongxin.groups.models import Group
from tongxin.kit.clock import local_date, now
from tongxin.kit.words import label_of, listed, mask_name
from tongxin.people.keys import fold
from tongxin.people.models import Household, Person
from tongxin.visits.models import DutyState, Kind, VisitReason
from tongxin.visits.workers import workers
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Few, Filter, Tab, Table, table

UNFINISHED = Few(5_000, "as many as homes in which the rules see a reason, at most twice at once")
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
        duty.whom = listed(names[text] for text in duty.persons if text in names)
        duty.address, duty.reason, duty.today = homes[duty.household_id], reasons[duty.reason_id], today
        both = (workers.get(duty.account_id), groups.get(duty.group_id))
        duty.responsible = listed(name for name in both if name)
    return duties


def _names_in(rows: Any, wanted: set[Any]) -> dict[Any, str]:
    known = wanted - {None}
    return dict(rows.filter(pk__in=known).values_list("pk", "name")) if known else {}


def reason_words(duty: Any) -> str:
    """Return what a duty is for: the festival, or the reason's name."""
    if duty.festival and duty.reason.kind == Kind.FESTIVAL:
        return label_of(Festival, duty.festival)
    return duty.reason.name if duty.reason.kind == Kind.OWN else label_of(Kind, duty.reason.kind)


def _address() -> Any:
    """Look up each home: joined, every home of the community would be read for the few that are to be visited."""
    return Subquery(Household.objects.filter(pk=OuterRef("household_id")).values("folded")[:1])


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
            Column("home", _("Household"), lambda duty: duty.address, sort_few=_address),
            Column("whom", _("Whom"), lambda duty: duty.whom),
            Column("reason", _("Visited for"), reason_words, sort_few="occasion_on"),
            Column(
                "opens_on",
                _("Opens on"),
                lambda duty: duty.opens_on,
                "date",
                sort_few="opens_on",
                hidden=True,
            ),
            Column("due_on", _("Due"), lambda duty: duty.due_on, "date", sort="due_on"),
            Column(
                "planned_on", _("Planned for"), lambda duty: duty.planned_on, "date", sort_few="planned_on"
            ),
            Column("responsible", _("Responsible"), lambda duty: duty.responsible),
            Column("state", _("State"), _state, "state", sort_few="state"),
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
            Filter("account", _("Responsible"), lambda rows, value: rows.filter(account_id=value), workers),
            Filter("group", _("Group"), lambda rows, value: rows.filter(group_id=value), _groups),
            Filter("from", _("Due from"), lambda rows, value: rows.filter(due_on__gte=value), kind="date"),
            Filter("to", _("Due until"), lambda rows, value: rows.filter(due_on__lte=value), kind="date"),
        ),
        tabs=(
            Tab("now", _("Due now"), _due_now, lambda opened, rung: bool(opened), UNFINISHED),
            Tab("again", _("Nobody at home yet"), _again, lambda opened, rung: rung > 0, UNFINISHED),
            Tab("soon", _("Coming"), _soon, lambda opened, rung: not opened, UNFINISHED),
            Tab(
                "open", _("All to be visited"), lambda: Q(unfinished=1), lambda opened, rung: True, UNFINISHED
            ),
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
