"""Entries about needs: the reception register, the service register, and the record of the steps between."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import Account
from tongxin.groups.models import Group, GroupMember, ServiceType
from tongxin.needs.models import Category, Channel, Incident, Need, OfferMade, Outcome, Service
from tongxin.people.models import Person
from tongxin.registers.kinds import VOID_BY_APP, EntryKind, entry, fact, ref, register

RECEPTION = register(
    "reception", _("Reception register"), _("Who came, what for, and what became of it"), is_book=True
)
SERVICE = register(
    "service", _("Service register"), _("What groups did for residents, with hours"), is_book=True
)
STEPS = register("needs", _("Record of needs"), _("Offers, answers, pauses, closings and reopenings"))


OF_THE_NEED = _("This stands in the reception's line: amend that one.")
REOPEN = _(
    "How and when a need was closed cannot be corrected: reopen the need on its page and close it again."
)


def _services() -> dict[str, Any]:
    return dict(ServiceType.choices)


@entry(
    "needs.received/1",
    book=RECEPTION,
    title=_("Received"),
    deed="needs.receive",
    topic="service_type",
    day="received_on",
    voids="is_void",
    creates=True,
)
class NeedReceived(EntryKind):
    need: UUID = ref(Need, _("Need"))
    received_on: date = fact(_("Date"), amends="received_on")
    channel: str = fact(_("Came by"), words=lambda: dict(Channel.choices), amends="channel")
    visitor: str = fact(_("Visitor"), personal=True, amends="visitor", default="")
    person: UUID | None = ref(
        Person,
        _("Resident"),
        personal=True,
        amends="person_id",
        hint=_(
            "Name, phone and place become those of the new resident where they are still the former one's."
        ),
        default=None,
    )
    party_size: int = fact(_("People in the party"), amends="party_size")
    phone: str = fact(_("Phone"), personal=True, amends="phone", default="")
    place: str = fact(_("Place"), personal=True, amends="place", default="")
    category: str = fact(_("Came for"), words=lambda: dict(Category.choices), amends="category")
    service_type: str = fact(_("Service"), words=_services, amends="service_type")
    matter: str = fact(_("What is asked"), personal=True, long=True, amends="matter")
    wanted_by: date | None = fact(_("Wanted by"), amends="wanted_by", default=None)
    reply: str = fact(_("Answer at the desk"), personal=True, long=True, amends="reply", default="")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step(EntryKind):
    need: UUID = ref(Need, _("Need"))


@entry(
    "needs.offered/1",
    book=STEPS,
    title=_("Offered to a group"),
    instead=_(
        "An offer cannot be corrected. Offer the need to another group on its page: this offer is then taken back."
    ),
)
class NeedOffered(_Step):
    group: UUID | None = ref(Group, _("Group"), default=None)
    group_name: str = fact(_("Group"))
    answer_due: date | None = fact(_("Answer due"), default=None)
    place_in_order: int = fact(_("Place among the candidates"))


@entry(
    "needs.accepted/1",
    book=STEPS,
    title=_("Accepted by the group"),
    instead=_(
        "An answer cannot be corrected. The group steps back with a reason on the need's page, or names another volunteer there."
    ),
)
class NeedAccepted(_Step):
    group: UUID | None = ref(Group, _("Group"), default=None)
    group_name: str = fact(_("Group"))
    volunteer: UUID = ref(GroupMember, _("Volunteer"), personal=True)


@entry(
    "needs.volunteer_named/1",
    book=STEPS,
    title=_("Another volunteer named"),
    instead=_("This cannot be corrected. Name the volunteer anew on the need's page."),
)
class VolunteerNamed(_Step):
    group: UUID | None = ref(Group, _("Group"), default=None)
    group_name: str = fact(_("Group"))
    volunteer: UUID = ref(GroupMember, _("Volunteer"), personal=True)


@entry(
    "needs.volunteer_left/1",
    book=STEPS,
    title=_("Volunteer left the group"),
    instead=_("This follows from a member's leaving. Name the volunteer anew on the need's page."),
)
class VolunteerLeft(_Step):
    group: UUID | None = ref(Group, _("Group"), default=None)
    group_name: str = fact(_("Group"))
    volunteer: UUID = ref(GroupMember, _("Volunteer"), personal=True)


@entry(
    "needs.taken/1",
    book=STEPS,
    title=_("Taken by the staff"),
    instead=_(
        "This cannot be corrected. Give the need back to the desk on its page, or let a colleague take it over there."
    ),
)
class NeedTaken(_Step):
    account: UUID = ref(Account, _("Account"))


@entry(
    "needs.offer_withdrawn/1",
    book=STEPS,
    title=_("Offer taken back"),
    instead=_("This cannot be corrected. Offer the need to the group again on its page."),
)
class OfferWithdrawn(_Step):
    group: UUID | None = ref(Group, _("Group"), default=None)
    group_name: str = fact(_("Group"))


@entry(
    "needs.handed_back/1",
    book=STEPS,
    title=_("Given back by the staff"),
    instead=_("This cannot be corrected. Take the need again on its page."),
)
class NeedHandedBack(_Step):
    account: UUID = ref(Account, _("Account"))
    reason: str = fact(_("Reason"), personal=True)


@entry(
    "needs.given_back/1",
    book=STEPS,
    title=_("Given back by the group"),
    deed="needs.answer",
    instead=_("This cannot be declared void. Offer the need to the group again on its page."),
)
class NeedGivenBack(EntryKind):
    offer: UUID = ref(OfferMade, _("Offer"))
    need: UUID = ref(Need, _("Need"))
    group: UUID | None = ref(Group, _("Group"), default=None)
    group_name: str = fact(
        _("Group"), instead=_("Which group answered cannot be corrected: it answered itself.")
    )
    reason: str = fact(_("Reason"), personal=True, amends="reason")


@entry(
    "needs.declined/1",
    book=STEPS,
    title=_("Declined by the group"),
    deed="needs.answer",
    instead=_("An answer cannot be declared void. Offer the need to the group again on its page."),
)
class NeedDeclined(EntryKind):
    offer: UUID = ref(OfferMade, _("Offer"))
    need: UUID = ref(Need, _("Need"))
    group: UUID | None = ref(Group, _("Group"), default=None)
    group_name: str = fact(
        _("Group"), instead=_("Which group answered cannot be corrected: it answered itself.")
    )
    reason: str = fact(_("Reason"), personal=True, amends="reason")


@entry(
    "needs.offer_expired/1",
    book=STEPS,
    title=_("No answer in time"),
    instead=_("The clock wrote this. Offer the need again on its page."),
)
class OfferExpired(_Step):
    group: UUID | None = ref(Group, _("Group"), default=None)
    group_name: str = fact(_("Group"))
    answer_due: date | None = fact(_("Answer due"), default=None)


@entry(
    "service.given/1",
    book=SERVICE,
    title=_("Served"),
    deed="needs.serve",
    topic="service_type",
    day="served_on",
    voids=VOID_BY_APP,
    creates=True,
)
class ServiceGiven(EntryKind):
    service: UUID = ref(Service, _("Service"))
    need: UUID = ref(Need, _("Need"), column="need_id")
    served_on: date = fact(_("Date"), amends="served_on")
    beneficiary: str = fact(_("Who was served"), personal=True, default="", instead=OF_THE_NEED)
    person: UUID | None = ref(Person, _("Resident"), personal=True, default=None)
    phone: str = fact(_("Phone"), personal=True, default="", instead=OF_THE_NEED)
    service_type: str = fact(_("Service"), words=_services, instead=OF_THE_NEED)
    request_source: str = fact(_("Request from"), instead=OF_THE_NEED)
    content: str = fact(_("What was done"), personal=True, long=True, amends="content")
    place: str = fact(_("Place"), personal=True, default="", instead=OF_THE_NEED)
    group: UUID | None = ref(Group, _("Group"), default=None)
    group_name: str = fact(_("Group"), default="")
    volunteer: UUID | None = ref(
        GroupMember, _("Volunteer"), personal=True, column="volunteer_id", default=None
    )
    volunteers: int = fact(_("Volunteers"))
    hours: Decimal = fact(_("Hours"), amends="hours")


@entry(
    "needs.closed/1",
    book=STEPS,
    title=_("Closed"),
    deed="needs.close",
    topic="outcome",
    day="closed_on",
    instead=_("A closing cannot be declared void. Reopen the need on its page, with the reason."),
)
class NeedClosed(_Step):
    outcome: str = fact(_("Outcome"), words=lambda: dict(Outcome.choices), instead=REOPEN, column="outcome")
    closed_on: date = fact(_("Closed on"), instead=REOPEN, column="closed_on")
    comment: str = fact(_("What the resident said"), personal=True, long=True, amends="comment", default="")
    reason: str = fact(_("Reason"), personal=True, long=True, amends="closing_reason", default="")


@entry(
    "needs.reopened/1",
    book=STEPS,
    title=_("Reopened by the resident"),
    resets=("comment", "closing_reason", "outcome", "closed_on"),
    instead=_("A reopening cannot be corrected. Close the need again on its page."),
)
class NeedReopened(_Step):
    reason: str = fact(_("Reason"), personal=True, long=True)
    due_on: date = fact(_("Due"))


@entry(
    "needs.paused/1",
    book=STEPS,
    title=_("Clock paused"),
    day="since",
    instead=_("A pause cannot be corrected. Let the clock run again on the need's page."),
)
class ClockPaused(_Step):
    since: date = fact(_("Clock stands since"))
    reason: str = fact(_("Reason"), personal=True)


@entry(
    "needs.resumed/1",
    book=STEPS,
    title=_("Clock runs again"),
    instead=_("This cannot be corrected. Pause the clock again on the need's page."),
)
class ClockResumed(_Step):
    due_on: date = fact(_("Due"))


@entry(
    "needs.incident_passed/1",
    book=STEPS,
    title=_("Incident passed to the police"),
    deed="needs.police",
    day="passed_on",
    voids=VOID_BY_APP,
    creates=True,
)
class IncidentPassed(EntryKind):
    incident: UUID = ref(Incident, _("Incident"))
    need: UUID = ref(Need, _("Need"), column="need_id")
    passed_on: date = fact(_("Passed on"), amends="passed_on")
    station: str = fact(_("Police station"), amends="station")
    what: str = fact(_("What happened"), personal=True, long=True, amends="what")
