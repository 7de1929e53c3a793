"""What phones sent, as a list."""

from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import names_of
from tongxin.kit.words import label_of
from tongxin.phones.models import Submission
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Tab, Table, table


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
            Column("received_at", _("Arrived"), lambda item: item.received_at, "moment", sort="received_at"),
            Column(
                "captured_at",
                _("Written down"),
                lambda item: item.captured_at,
                "moment",
                sort_few="captured_at",
            ),
            Column("owner", _("Written by"), lambda item: item.owner_name),
            Column(
                "state",
                _("State"),
                lambda item: label_of(Submission.State, item.state),
                "state",
                sort_few="state",
            ),
            Column("reason", _("Reason"), lambda item: item.reason, "long"),
            Column("made", _("In the register as"), lambda item: item.number),
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
