"""What homes do not want: kept by the visit on which it was said, taken back when that visit is void."""

from collections.abc import Iterable, Iterator

from tongxin.visits.entries import WishKept, WishLifted
from tongxin.visits.models import Visit, VisitReason, VisitWish


def keep_wishes(visit: Visit, reasons: Iterable[VisitReason]) -> list[WishKept]:
    """Keep one wish for each kind of visit refused, unless one stands; return the entries, for the action to record."""
    written = []
    for reason in {reason.pk: reason for reason in reasons}.values():
        home = visit.household_id
        if VisitWish.objects.filter(household_id=home, reason_id=reason.pk, until__isnull=True).exists():
            continue
        wish = VisitWish.objects.create(
            community_id=visit.community_id,
            household_id=home,
            reason=reason,
            visit=visit,
            since=visit.visited_on,
        )
        written.append(WishKept(wish=wish.pk, household=home, name=str(reason), since=wish.since))
    return written


def wishes_of(visit: Visit) -> list[VisitWish]:
    """Return, locked, the standing wishes that a visit left."""
    rows = VisitWish.objects.filter(visit_id=visit.pk, until__isnull=True)
    return list(rows.select_related("reason").order_by("id").locked())


def take_back(wishes: Iterable[VisitWish]) -> Iterator[WishLifted]:
    """End wishes on the day they began: they never stood."""
    for wish in wishes:
        wish.until = wish.since
        wish.save(update_fields=["until"])
        yield WishLifted(wish=wish.pk, household=wish.household_id, name=str(wish.reason), until=wish.until)
