"""Figures about needs: by day received or done, by service, outcome and group."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.groups.models import ServiceType
from tongxin.kit.figures import Figure, Only, Period, figure
from tongxin.needs.models import Channel, Incident, Need, OfferMade, Outcome, State

# Who served a need, where it is not a group.
SERVED_BY = {None: _("the community itself")}


def _received(period: Period) -> QuerySet[Any]:
    return Need.objects.counted().filter(received_on__range=(period.first, period.last))


def _done(period: Period) -> QuerySet[Any]:
    return Need.objects.counted().filter(done_on__range=(period.first, period.last))


def _closed(period: Period) -> QuerySet[Any]:
    return Need.objects.counted().filter(closed_on__range=(period.first, period.last))


figure(
    Figure(
        code="received",
        label=_("People received"),
        rows=_received,
        table="needs",
        measure="sum:party_size",
        column="party_size",
        unit=_("people"),
        day="received_on",
        by="channel",
        words=dict(Channel.choices),
    )
)
figure(
    Figure(
        code="receptions",
        label=_("Receptions"),
        rows=_received,
        table="needs",
        day="received_on",
        by="service_type",
        words=dict(ServiceType.choices),
        charts=("month", "split"),
    )
)
figure(
    Figure(
        code="served",
        label=_("Needs served"),
        rows=_done,
        table="needs",
        day="done_on",
        by="group__name",
        words=SERVED_BY,
        charts=("split",),
    )
)
figure(
    Figure(
        code="answered",
        label=_("Answered at the desk"),
        table="needs",
        day="closed_on",
        by="service_type",
        words=dict(ServiceType.choices),
        rows=Only(_closed, Q(outcome=Outcome.ANSWERED)),
    )
)
figure(
    Figure(
        code="closed",
        label=_("Needs closed"),
        rows=_closed,
        table="needs",
        day="closed_on",
        by="outcome",
        words=dict(Outcome.choices),
        charts=("split",),
    )
)
figure(
    Figure(
        code="days_to_done",
        label=_("Median days to done"),
        rows=_done,
        table="needs",
        measure="median:days_to_done",
        column="days",
        unit=_("working days"),
        day="done_on",
        by="group__name",
        words=SERVED_BY,
        public=True,
    )
)
figure(
    Figure(
        code="open",
        label=_("Still open"),
        table="needs",
        standing=True,
        by="state",
        words=dict(State.choices),
        rows=lambda period: (
            Need.objects.counted().filter(received_on__lte=period.last).exclude(closed_on__lte=period.last)
        ),
    )
)
figure(
    Figure(
        code="reopened",
        label=_("Reopened by residents"),
        table="reopened_needs",
        day="received_on",
        by="service_type",
        words=dict(ServiceType.choices),
        headline=False,
        rows=Only(_received, Q(times_reopened__gt=0)),
    )
)
figure(
    Figure(
        code="jobs_found",
        label=_("Jobs found"),
        table="needs",
        day="done_on",
        by="group__name",
        words=SERVED_BY,
        rows=Only(_done, Q(service_type="jobs")),
        note=_("Needs for work that were served"),
    )
)
figure(
    Figure(
        code="offers",
        label=_("Offers to groups"),
        table="offers",
        day="offered_at__date",
        by="answer",
        words=dict(OfferMade.Answer.choices),
        headline=False,
        rows=lambda period: OfferMade.objects.select_related("need", "group").filter(
            offered_at__date__range=(period.first, period.last)
        ),
    )
)
figure(
    Figure(
        code="incidents",
        label=_("Swindles passed to the police"),
        table="incidents",
        day="passed_on",
        by="station",
        rows=lambda period: (
            Incident.objects.counted()
            .select_related("need")
            .filter(passed_on__range=(period.first, period.last))
        ),
    )
)
