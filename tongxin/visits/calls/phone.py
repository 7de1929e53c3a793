"""Visits as phones write them: one kind of item of `phones`, made by the same action as a visit from the desk."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kit.actor import Actor
from tongxin.kit.words import label_of
from tongxin.people.models import Household
from tongxin.phones.items import Coming, ItemKind, Line, Made
from tongxin.visits.calls.actions import record_visit
from tongxin.visits.calls.facts import Came, Went
from tongxin.visits.calls.payload import VisitSaid, read_visit
from tongxin.visits.calls.taking import homes_taken_along
from tongxin.visits.duties.tables import duty_rows, reason_words
from tongxin.visits.models import Duty, Mode, VisitDuty, VisitOutcome
from tongxin.web.navigation import link_to
from tongxin.web.templatetags.web import full_day, money

FLAGS = {
    "reassigned": lambda: _(
        "the visit had been given to somebody else meanwhile; whoever went keeps the credit"
    ),
    "done_before": lambda: _(
        "the visit had been done by somebody else before; both are kept, it is counted once"
    ),
    "changed": lambda: _("the duty had been changed since the phone last saw it"),
}


def apply(said: VisitSaid, coming: Coming, by: Actor, at: datetime) -> Made:
    """Record a visit that a phone wrote; what a reader should know about its duties is flagged."""
    duties = list(Duty.objects.filter(pk__in=said.duties))
    if any(
        duty.account_id not in {None, by.account_id} and duty.group_id not in by.group_ids for duty in duties
    ):
        coming.flag("reassigned")
    if any(said.base_versions.get(duty.pk, duty.version) != duty.version for duty in duties):
        coming.flag("changed")
    nobody = not said.went.accounts and not said.went.members
    visit = record_visit(
        visited_on=coming.day(said.visited_on, at=at),
        outcome=said.outcome,
        went=Went([by.account_id]) if nobody and coming.decided else said.went,
        told=said.told,
        mode=said.mode,
        household_id=said.household,
        person_id=said.person,
        duty_ids=() if coming.apart else said.duties,
        gifts=said.gifts,
        came=Came(coming.came_by, coming.written_at, coming.pictures, coming.also),
        by=by,
        at=at,
        key=coming.key,
    )
    if VisitDuty.objects.filter(visit_id=visit.pk, counted=False).exists():
        coming.flag("done_before")
    return Made(visit.pk, visit.number)


def tell(said: VisitSaid) -> list[Line]:
    """Say what a phone wrote of a visit, line by line, what is empty left out."""
    home = Household.objects.filter(pk=said.household).first()
    told = (
        (_("Household"), home.address if home else "—"),
        (_("Visited on"), full_day(said.visited_on)),
        (_("How"), label_of(Mode, said.mode)),
        (_("Outcome"), label_of(VisitOutcome, said.outcome)),
        (_("Situation in brief"), said.told.situation),
        (_("Need"), said.told.need),
        (_("Suggestions"), said.told.suggestions),
        (_("To be followed up"), said.told.follow_up),
    )
    lines = [Line(label, text) for label, text in told if text]
    lines += [Line(_("Gift"), f"{gift.item} {money(gift.value)} · {gift.signed_by}") for gift in said.gifts]
    rows = duty_rows(Duty.objects.filter(pk__in=said.duties))
    lines += [
        Line(_("Duty"), reason_words(row), link_to("duty", row.pk), row.get_state_display()) for row in rows
    ]
    return lines


def apart(said: VisitSaid) -> str:
    """Name the button that takes a visit without its duties, if it has any."""
    return _("Take as a visit of its own, without the duty") if said.duties else ""


def address(visit_id: UUID) -> str:
    """Return where a visit's page is."""
    return link_to("visit", visit_id)


def words() -> dict[str, str]:
    """Return the sentences that the script of a visit's form says."""
    return {
        "missing_outcome": _("Say what came of it."),
        "missing_situation": _("Say in a few words how they are."),
        "two": _("Goods and money are handed over by two. Name the second visitor."),
        "who": _("Say who went."),
        "gift": _("Of each gift say what it is, its value, where the money came from, and who signed."),
        "duties": _("Tick which visits are not wanted."),
        "day": _("The visit lies in the future. Check the day."),
    }


VISIT = ItemKind(
    code="visit",
    label=gettext_lazy("Visit"),
    template="visits/on_phone.html",
    read=read_visit,
    apply=apply,
    tell=tell,
    address=address,
    takes_along=homes_taken_along,
    words=words,
    apart=apart,
    flags=FLAGS,
)
