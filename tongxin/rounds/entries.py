"""Entries about plans before a festival and calendar addresses."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.almanac.rules import Festival
from tongxin.communities.models import Account
from tongxin.registers.kinds import EntryKind, entry, fact, ref, register
from tongxin.rounds.models import VisitPlan

ROUNDS = register(
    "rounds",
    _("Record of rounds"),
    _("Plans before a festival drafted, changed, confirmed; calendar addresses made and revoked"),
)
_ON_THE_DUTY = _(
    "A plan cannot be corrected once it is confirmed. Give single homes to others on their pages."
)


@entry(
    "rounds.plan_confirmed/1",
    book=ROUNDS,
    title=_("Plan of visits confirmed"),
    day="festival_on",
    instead=_ON_THE_DUTY,
)
class PlanConfirmed(EntryKind):
    plan: UUID = ref(VisitPlan, _("Plan"))
    festival: str = fact(_("Festival"), words=lambda: dict(Festival.choices))
    festival_on: date = fact(_("Falls on"))
    homes: int = fact(_("Homes"))
    visitors: int = fact(_("Visitors"))


@entry(
    "rounds.plan_changed/1",
    book=ROUNDS,
    title=_("Plan of visits drafted, changed or dropped"),
    topic="what",
    instead=_("A step with a draft cannot be corrected. Move the home again, or draft the plan anew."),
)
class PlanChanged(EntryKind):
    plan: UUID = ref(VisitPlan, _("Plan"))
    what: str = fact(
        _("What"),
        words=lambda: {"drafted": _("Drafted"), "moved": _("A home moved by hand"), "dropped": _("Dropped")},
    )


@entry(
    "rounds.feed_changed/1",
    book=ROUNDS,
    title=_("Calendar address made or revoked"),
    instead=_("This cannot be corrected. Make or revoke the address on its page."),
)
class FeedChanged(EntryKind):
    account: UUID = ref(Account, _("Account"))
    revoked: bool = fact(_("Revoked"))
