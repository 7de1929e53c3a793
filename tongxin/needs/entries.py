"""Entries about needs: the reception register, the service register, and the record of the steps between."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.groups.models import ServiceType
from tongxin.needs.models import Category, Channel, Outcome
from tongxin.registers.kinds import EntryKind, fact, register

RECEPTION = register(
    "reception", _("Reception register"), _("Who came, what for, and what became of it"), is_book=True
)
SERVICE = register(
    "service", _("Service register"), _("What groups did for residents, with hours"), is_book=True
)
STEPS = register("needs", _("Record of needs"), _("Offers, answers, pauses, closings and reopenings"))


def _services() -> dict[str, Any]:
    return dict(ServiceType.choices)


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedReceived(EntryKind):
    schema: ClassVar = "needs.received/1"
    register: ClassVar = RECEPTION.code
    title: ClassVar = _("Received")
    subjects: ClassVar = ("need", "person")
    topic: ClassVar = "service_type"
    day: ClassVar = "received_on"
    need: UUID = fact(_("Need"))
    received_on: date = fact(_("Date"))
    channel: str = fact(_("Came by"), words=lambda: dict(Channel.choices))
    visitor: str = fact(_("Visitor"), personal=True)
    person: UUID | None = fact(_("Resident"), personal=True)
    party_size: int = fact(_("People in the party"))
    phone: str = fact(_("Phone"), personal=True)
    place: str = fact(_("Place"), personal=True)
    category: str = fact(_("Came for"), words=lambda: dict(Category.choices))
    service_type: str = fact(_("Service"), words=_services)
    matter: str = fact(_("What is asked"), personal=True)
    wanted_by: date | None = fact(_("Wanted by"))
    reply: str = fact(_("Answer at the desk"), personal=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step(EntryKind):
    register: ClassVar = STEPS.code
    subjects: ClassVar[tuple[str, ...]] = ("need",)
    need: UUID = fact(_("Need"))


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedOffered(_Step):
    schema: ClassVar = "needs.offered/1"
    title: ClassVar = _("Offered to a group")
    subjects: ClassVar = ("need", "group")
    group: UUID | None = fact(_("Group"))
    group_name: str = fact(_("Group"))
    answer_due: date | None = fact(_("Answer due"))
    place_in_order: int = fact(_("Place among the candidates"))


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedAccepted(_Step):
    schema: ClassVar = "needs.accepted/1"
    title: ClassVar = _("Accepted by the group")
    subjects: ClassVar = ("need", "group")
    group: UUID | None = fact(_("Group"))
    group_name: str = fact(_("Group"))
    volunteer: UUID = fact(_("Volunteer"), personal=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class VolunteerNamed(_Step):
    schema: ClassVar = "needs.volunteer_named/1"
    title: ClassVar = _("Another volunteer named")
    subjects: ClassVar = ("need", "group")
    group: UUID | None = fact(_("Group"))
    group_name: str = fact(_("Group"))
    volunteer: UUID = fact(_("Volunteer"), personal=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedTaken(_Step):
    schema: ClassVar = "needs.taken/1"
    title: ClassVar = _("Taken by the staff")
    subjects: ClassVar = ("need", "account")
    account: UUID = fact(_("Account"))


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedGivenBack(_Step):
    schema: ClassVar = "needs.given_back/1"
    title: ClassVar = _("Given back by the group")
    subjects: ClassVar = ("need", "group")
    group: UUID | None = fact(_("Group"))
    group_name: str = fact(_("Group"))
    reason: str = fact(_("Reason"))


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedDeclined(_Step):
    schema: ClassVar = "needs.declined/1"
    title: ClassVar = _("Declined by the group")
    subjects: ClassVar = ("need", "group")
    group: UUID | None = fact(_("Group"))
    group_name: str = fact(_("Group"))
    reason: str = fact(_("Reason"))


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferExpired(_Step):
    schema: ClassVar = "needs.offer_expired/1"
    title: ClassVar = _("No answer in time")
    subjects: ClassVar = ("need", "group")
    group: UUID | None = fact(_("Group"))
    group_name: str = fact(_("Group"))
    answer_due: date | None = fact(_("Answer due"))


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceGiven(EntryKind):
    schema: ClassVar = "service.given/1"
    register: ClassVar = SERVICE.code
    title: ClassVar = _("Served")
    subjects: ClassVar = ("need", "group", "person")
    topic: ClassVar = "service_type"
    day: ClassVar = "served_on"
    need: UUID = fact(_("Need"))
    served_on: date = fact(_("Date"))
    beneficiary: str = fact(_("Served"), personal=True)
    person: UUID | None = fact(_("Resident"), personal=True)
    phone: str = fact(_("Phone"), personal=True)
    service_type: str = fact(_("Service"), words=_services)
    request_source: str = fact(_("Request from"))
    content: str = fact(_("What was done"), personal=True)
    place: str = fact(_("Place"), personal=True)
    group: UUID | None = fact(_("Group"))
    group_name: str = fact(_("Group"))
    volunteers: int = fact(_("Volunteers"))
    hours: Decimal = fact(_("Hours"))


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedClosed(_Step):
    schema: ClassVar = "needs.closed/1"
    title: ClassVar = _("Closed")
    topic: ClassVar = "outcome"
    day: ClassVar = "closed_on"
    outcome: str = fact(_("Outcome"), words=lambda: dict(Outcome.choices))
    closed_on: date = fact(_("Closed on"))
    comment: str = fact(_("What the resident said"), personal=True)
    reason: str = fact(_("Reason"), personal=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedReopened(_Step):
    schema: ClassVar = "needs.reopened/1"
    title: ClassVar = _("Reopened by the resident")
    reason: str = fact(_("Reason"), personal=True)
    due_on: date = fact(_("Due"))


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockPaused(_Step):
    schema: ClassVar = "needs.paused/1"
    title: ClassVar = _("Clock paused")
    day: ClassVar = "since"
    since: date = fact(_("Clock stands since"))
    reason: str = fact(_("Reason"))


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockResumed(_Step):
    schema: ClassVar = "needs.resumed/1"
    title: ClassVar = _("Clock runs again")
    due_on: date = fact(_("Due"))


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentPassed(_Step):
    schema: ClassVar = "needs.incident_passed/1"
    title: ClassVar = _("Incident passed to the police")
    day: ClassVar = "passed_on"
    passed_on: date = fact(_("Passed on"))
    station: str = fact(_("Police station"))
    what: str = fact(_("What happened"), personal=True)
