"""The lists of needs, offers and incidents."""

import json
from dataclasses import replace
from typing import Any

from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from tongxin.groups.models import Group, ServiceType
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date, now
from tongxin.kit.words import label_of, mask_name
from tongxin.needs.entries import NeedReopened
from tongxin.needs.models import Channel, Outcome, State
from tongxin.people.keys import fold
from tongxin.registers.models import EntryField, EntrySubject
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Few, Filter, Tab, Table, table
from tongxin.web.templatetags.web import bare_day

WORD_LENGTH = 60
UNFINISHED = Few(1_000, "a desk that receives three thousand a year closes most within three weeks")
RUNNING = (State.OPEN, State.OFFERED, State.ACCEPTED)
# What the list shows; a need has three times as many columns, and reading them all costs more than showing them.
SHOWN = (
    "community_id",
    "number",
    "received_on",
    "service_type",
    "matter",
    "visitor",
    "is_anonymous",
    "state",
    "outcome",
    "due_on",
    "answer_due",
    "done_on",
    "hours",
    "days_to_done",
    "party_size",
    "channel",
    "paused_since",
    "is_void",
)


def _groups() -> list[tuple[Any, Any]]:
    return list(Group.objects.order_by("name").values_list("pk", "name"))


def _search(rows: Any, value: str) -> Any:
    return rows.filter(_words(value) | Q(visitor__icontains=fold(value)))


def _search_of_group(rows: Any, value: str) -> Any:
    """Find a visitor by name only where a group reads the name: while it serves the need."""
    return rows.filter(_words(value) | Q(visitor__icontains=fold(value), state=State.ACCEPTED))


def _words(value: str) -> Q:
    return Q(number__icontains=value) | Q(matter__icontains=value)


def _late() -> Q:
    return Q(unfinished=1, state__in=RUNNING, due_on__lt=local_date(now()), paused_since__isnull=True)


def _state(need: Any) -> Any:
    """Say how a need ended or where it stands; while its clock stands, that too: its due day moves when it runs again."""
    if need.outcome:
        return label_of(Outcome, need.outcome)
    state = label_of(State, need.state)
    if need.state == State.OFFERED and need.answer_due:
        state = _("%(state)s, by %(day)s") % {"state": state, "day": bare_day(need.answer_due)}
    return _("%(state)s · clock stands") % {"state": state} if need.is_paused else state


def _visitor(need: Any) -> Any:
    """Mask the name in lists: the need's own page shows it to those who may see it."""
    return _("no name given") if need.is_anonymous else mask_name(need.visitor)


def _with_names(rows: Any) -> Any:
    return rows.listed()


def _server(need: Any) -> str:
    """Name who serves a need: who of the staff took it, or the volunteer, masked."""
    return need.taker_name or mask_name(need.volunteer_name or "")


def _state_tab(state: State) -> Tab:
    return Tab(
        state.value,
        state.label,
        lambda: Q(unfinished=1, state=state),
        lambda held, late: held == state.value,
        UNFINISHED,
    )


NEEDS = table(
    Table(
        code="needs",
        title=_("Needs"),
        columns=(
            Column("number", _("Number"), lambda need: need.number, sort="number"),
            Column(
                "received_on", _("Received on"), lambda need: need.received_on, "date", sort="received_on"
            ),
            Column(
                "service_type",
                _("Service"),
                lambda need: label_of(ServiceType, need.service_type),
                sort_few="service_type",
            ),
            Column("matter", _("What is asked"), lambda need: need.matter[:WORD_LENGTH], "long"),
            Column("visitor", _("Visitor"), _visitor),
            Column("group", _("Group"), lambda need: need.group_name or "", sort_few="group__name"),
            Column("server", _("Served by"), _server),
            Column(
                "state",
                _("State"),
                _state,
                "state",
                sort_few="state",
            ),
            Column("due_on", _("Due"), lambda need: need.due_on, "date", sort_few="due_on"),
            Column("done_on", _("Done on"), lambda need: need.done_on, "date", sort="done_on", hidden=True),
            Column("hours", _("Hours"), lambda need: need.hours, "number", sort_few="hours", hidden=True),
            Column(
                "days",
                _("Working days to done"),
                lambda need: need.days_to_done,
                "number",
                sort_few="days_to_done",
                hidden=True,
            ),
            Column(
                "party_size", _("People in the party"), lambda need: need.party_size, "number", hidden=True
            ),
            Column("channel", _("Came by"), lambda need: label_of(Channel, need.channel), hidden=True),
        ),
        order=("-received_on", "-id"),
        filters=(
            Filter("q", _("Number, words or visitor"), _search, kind="text"),
            Filter(
                "service_type",
                _("Service"),
                lambda rows, value: rows.filter(service_type=value),
                lambda: ServiceType.choices,
            ),
            Filter("group", _("Group"), lambda rows, value: rows.filter(group_id=value), _groups),
            Filter(
                "channel",
                _("Came by"),
                lambda rows, value: rows.filter(channel=value),
                lambda: Channel.choices,
            ),
            Filter(
                "outcome",
                _("Outcome"),
                lambda rows, value: rows.filter(outcome=value),
                lambda: Outcome.choices,
            ),
            Filter(
                "from",
                _("Received from"),
                lambda rows, value: rows.filter(received_on__gte=value),
                kind="date",
            ),
            Filter(
                "to",
                _("Received until"),
                lambda rows, value: rows.filter(received_on__lte=value),
                kind="date",
            ),
        ),
        tabs=(
            Tab("unfinished", _("Unfinished"), lambda: Q(unfinished=1), lambda state, late: True, UNFINISHED),
            Tab("late", _("Late"), _late, lambda state, late: bool(late), UNFINISHED),
            *(_state_tab(state) for state in (State.OPEN, State.OFFERED, State.ACCEPTED, State.DONE)),
            Tab("closed", State.CLOSED.label, lambda: Q(unfinished=0)),
            Tab("all", _("All"), Q),
        ),
        tally=lambda: {"tally_state": F("state"), "tally_late": Case(When(_late(), then=1), default=0)},
        tallied_within=lambda: Q(unfinished=1),
        href=lambda need: link_to("need", need.pk),
        empty=_("No need here. Press n to record a reception."),
        joins=_with_names,
        row_class=lambda need: "late" if need.is_late(local_date(now())) else "",
    )
)

NEEDS_OF_GROUP = replace(
    NEEDS, filters=(replace(NEEDS.filters[0], apply=_search_of_group), *NEEDS.filters[1:])
)


def needs_for(actor: Actor) -> Table:
    """Return the list of needs for somebody: a group finds nobody by a name that it is not shown."""
    return NEEDS if actor.is_staff else NEEDS_OF_GROUP


def _with_reopening(rows: Any) -> Any:
    """Needs with the day and the reason of their last reopening, as its entry says."""
    told = EntrySubject.objects.filter(ref=OuterRef("pk"), name="need", entry__schema=NeedReopened.schema)
    last = told.order_by("-id")
    why = EntryField.objects.filter(entry_id=OuterRef("reopening"), name="reason").values("value")[:1]
    return rows.annotate(
        reopening=Subquery(last.values("entry_id")[:1]),
        reopened_on=Subquery(last.values("entry__happened_on")[:1]),
        reopened_why=Subquery(why),
    )


REOPENED = table(
    Table(
        code="reopened_needs",
        title=_("Reopened by residents"),
        columns=(
            Column("number", _("Number"), lambda need: need.number, sort="number"),
            Column(
                "reopened_on", _("Reopened on"), lambda need: need.reopened_on, "date", sort="reopened_on"
            ),
            Column("why", _("Reason"), lambda need: json.loads(need.reopened_why or '""'), "long"),
            Column("service_type", _("Service"), lambda need: label_of(ServiceType, need.service_type)),
            Column("matter", _("What is asked"), lambda need: need.matter[:WORD_LENGTH], "long"),
            Column("state", _("State"), _state, "state", sort="state"),
        ),
        order=("-received_on", "-id"),
        joins=_with_reopening,
        href=lambda need: link_to("need", need.pk),
        empty=_("No need was reopened in this period."),
    )
)

OFFERS = table(
    Table(
        code="offers",
        title=_("Offers to groups"),
        columns=(
            Column("offered_at", _("Offered"), lambda row: row.offered_at, "moment", sort="offered_at"),
            Column("need", _("Need"), lambda row: row.need.number),
            Column("group", _("Group"), lambda row: row.group.name, sort="group__name"),
            Column("answer_due", _("Answer due"), lambda row: row.answer_due, "date", sort="answer_due"),
            Column("answer", _("Answer"), lambda row: row.get_answer_display(), "state", sort="answer"),
            Column("reason", _("Reason"), lambda row: row.reason, "long"),
        ),
        order=("-offered_at", "id"),
        href=lambda row: link_to("need", row.need_id),
        empty=_("No offer in this period."),
    )
)

INCIDENTS = table(
    Table(
        code="incidents",
        title=_("Swindles passed to the police"),
        columns=(
            Column("passed_on", _("Passed on"), lambda row: row.passed_on, "date", sort="passed_on"),
            Column("station", _("Police station"), lambda row: row.station, sort="station"),
            Column("what", _("What happened"), lambda row: row.what, "long"),
            Column("need", _("Need"), lambda row: row.need.number),
        ),
        order=("-passed_on", "id"),
        href=lambda row: link_to("need", row.need_id),
        empty=_("Nothing was passed to the police."),
    )
)
