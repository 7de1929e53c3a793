"""Whom to ask, and when a need is late. Pure; nothing here looks at who the resident is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongxin.almanac.rules import Count, DayFact, Pause, add_working_days
from tongxin.kit.words import listed

# A swindle is told to the neighbours at once, whatever the community's usual limit.
SWINDLE_DAYS = 1


@dataclass(frozen=True, slots=True)
class Refusal:
    """That a group will not serve this need: it declined, let the offer pass, or gave the need back; and why, in its words."""

    answer: str  # declined | expired | returned
    reason: str = ""

    def words(self, group: str) -> str:
        """Say it of the group in the reader's language, as a sentence of its own."""
        who = {"group": group}
        said = {
            "declined": lambda: _("%(group)s declined") % who,
            "expired": lambda: _("%(group)s did not answer in time") % who,
            "returned": lambda: _("%(group)s gave it back") % who,
        }
        return _with_reason(said[self.answer](), self.reason)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What counts when a group is asked: its offer, its load, its days, its last turn, whether it said no already."""

    id: UUID
    name: str
    offers: frozenset[str]
    capacity: int
    load: int
    weekdays: str
    last_turn: date | None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for and by when."""

    service_type: str
    today: date
    wanted_by: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """A short reason: a code and its numbers, put into words when shown. `good` speaks for the group."""

    code: str
    good: bool
    numbers: tuple[Any, ...] = ()

    def words(self) -> str:
        """Say it in the reader's language."""
        if self.code == "load":
            return _("carries %(load)s of %(capacity)s") % {
                "load": self.numbers[0],
                "capacity": self.numbers[1],
            }
        if self.code == "waited" and self.numbers[0] == 0:
            return _("had its turn today")
        if self.code == "waited":
            return ngettext("last turn %(n)s day ago", "last turn %(n)s days ago", self.numbers[0]) % {
                "n": self.numbers[0]
            }
        if self.code in _REFUSALS:
            return _with_reason(_REFUSALS[self.code](), str(self.numbers[0]))
        return _FIXED[self.code]()


def _with_reason(said: str, reason: str) -> str:
    return _("%(what)s: %(why)s") % {"what": said, "why": reason} if reason else said


_REFUSALS = {
    "declined": lambda: _("declined this need"),
    "expired": lambda: _("did not answer this need in time"),
    "returned": lambda: _("gave this need back"),
}


_FIXED = {
    "offers": lambda: _("offers this service"),
    "offers_not": lambda: _("does not offer this service"),
    "full": lambda: _("carries as many as it can"),
    "days": lambda: _("available before the day wanted"),
    "days_not": lambda: _("not available before the day wanted"),
    "no_turn": lambda: _("has had no turn yet"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group with its place and the reasons for it; none is hidden."""

    group: GroupFacts
    suits: bool
    reasons: tuple[Reason, ...]

    def against(self) -> str:
        """Say what speaks against asking this group; nothing where it suits."""
        return listed(reason.words() for reason in self.reasons if not reason.good)


def available_before(weekdays: str, today: date, wanted_by: date | None) -> bool:
    """Tell whether a group has a day between today and the day wanted, both included."""
    if wanted_by is None or (wanted_by - today).days >= 6:
        return bool(weekdays)
    days = {
        str(date.fromordinal(day).isoweekday()) for day in range(today.toordinal(), wanted_by.toordinal() + 1)
    }
    return bool(days & set(weekdays))


def _judged(group: GroupFacts, asked: Asked) -> Candidate:
    offers = asked.service_type in group.offers
    free = group.load < group.capacity
    on_time = available_before(group.weekdays, asked.today, asked.wanted_by)
    reasons = [
        Reason("offers" if offers else "offers_not", offers),
        Reason("load", free, (group.load, group.capacity)) if free else Reason("full", False),
    ]
    if asked.wanted_by is not None:
        reasons.append(Reason("days" if on_time else "days_not", on_time))
    if group.last_turn is None:
        reasons.append(Reason("no_turn", True))
    else:
        reasons.append(Reason("waited", True, ((asked.today - group.last_turn).days,)))
    if group.refusal is not None:
        # First of all that speaks against it: nobody should ask again without having read it.
        reasons.insert(0, Reason(group.refusal.answer, False, (group.refusal.reason,)))
    return Candidate(group, offers and free and on_time and group.refusal is None, tuple(reasons))


def rank(groups: Iterable[GroupFacts], asked: Asked) -> list[Candidate]:
    """Order groups, best first: who suits, then who offers it, then the lighter load, then the longer wait.

    A group that said no to this need stands behind all that have not been asked.
    """

    def place(candidate: Candidate) -> tuple[Any, ...]:
        group = candidate.group
        return (
            group.refusal is not None,
            not candidate.suits,
            asked.service_type not in group.offers,
            group.load / group.capacity,
            group.last_turn or date.min,
            group.name,
        )

    return sorted((_judged(group, asked) for group in groups), key=place)


def days_allowed(service_type: str, usual: int) -> int:
    """Return the working days for a need: the community's limit, one day for a swindle warning."""
    return min(SWINDLE_DAYS, usual) if service_type == "swindle" else usual


def due(
    received_on: date, days: int, calendar: Mapping[date, DayFact], pauses: Sequence[Pause] = ()
) -> Count:
    """Return the day by which a need is to be served, counted in working days without pauses."""
    return add_working_days(received_on, days, calendar, pauses)


# A service is written in quarters of an hour at the least, and took no longer than a day.
LEAST_HOURS = Decimal("0.25")
MOST_HOURS = Decimal(24)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing recorded about a need: what, the day it says, the group and volunteer it names, the hours; and whether it is void."""

    what: str  # received | offered | accepted | named | unnamed | taken | back | paused | resumed | served | closed | reopened
    on: str = ""
    group: str = ""
    volunteer: str = ""
    hours: str = ""
    void: bool = False


@dataclass(frozen=True, slots=True)
class NeedStanding:
    """How a need stands by what was recorded about it; days, ids and hours as the chain stores them, empty where there are none."""

    state: str = "open"
    group: str = ""
    volunteer: str = ""
    done_on: str = ""
    hours: str = ""
    paused_since: str = ""
    times_reopened: int = 0


AT_THE_DESK: dict[str, Any] = {"state": "open", "group": "", "volunteer": ""}


def _after(held: NeedStanding, said: Said) -> NeedStanding:
    """Return how a need stands after one more thing that was recorded about it and is not void."""
    becomes: dict[str, dict[str, Any]] = {
        "received": {},
        "offered": {"state": "offered", "group": said.group, "volunteer": ""},
        "accepted": {"state": "accepted", "volunteer": said.volunteer},
        "named": {"volunteer": said.volunteer},
        "unnamed": {"volunteer": ""},
        "taken": {**AT_THE_DESK, "state": "accepted"},
        "back": AT_THE_DESK,
        "paused": {"paused_since": said.on},
        "resumed": {"paused_since": ""},
        "served": {"state": "done", "done_on": said.on, "hours": said.hours},
        "closed": {"state": "closed"},
        "reopened": {
            **AT_THE_DESK,
            "done_on": "",
            "hours": "",
            "times_reopened": held.times_reopened + 1,
        },
    }
    return replace(held, **becomes[said.what])


def standing_by(said: Iterable[Said]) -> NeedStanding:
    """Return how a need must stand by everything recorded about it, in the order in which it was; void things too.

    A pause ends when the need was done or closed, whatever was declared void since. A closing is void with its incident: the need is
    at the desk again. A reception declared void ends what ran; who had the need stays named.
    """
    held, void = NeedStanding(), False
    for one in said:
        if one.what in {"served", "closed"}:
            held = replace(held, paused_since="")
        if not one.void:
            held = _after(held, one)
        elif one.what == "closed":
            held = replace(held, **AT_THE_DESK)
        void = void or (one.what == "received" and one.void)
    if void and held.state != "closed":
        held = replace(held, state="open", volunteer="", paused_since="")
    return held
