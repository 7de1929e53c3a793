"""The list of events in families."""

from django.utils.translation import gettext_lazy as _

from tongxin.kit.words import mask_name
from tongxin.visits.models import event_words
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Filter, Table, table

EVENTS = table(
    Table(
        code="family_events",
        title=_("Events in families"),
        columns=(
            Column(
                "happened_on", _("Happened on"), lambda event: event.happened_on, "date", sort="happened_on"
            ),
            Column("kind", _("What happened"), lambda event: event.words),
            Column("person", _("Whom"), lambda event: mask_name(event.person.name)),
            Column("home", _("Household"), lambda event: event.household.address),
            Column("told_on", _("Told on"), lambda event: event.told_on, "date"),
            Column("void", _("Remarks"), lambda event: _("void") if event.void_on else ""),
        ),
        order=("-happened_on", "-id"),
        filters=(
            Filter(
                "kind",
                _("What happened"),
                lambda rows, value: rows.filter(kind=value),
                lambda: list(event_words().items()),
            ),
            Filter(
                "from",
                _("Happened from"),
                lambda rows, value: rows.filter(happened_on__gte=value),
                kind="date",
            ),
            Filter(
                "to",
                _("Happened until"),
                lambda rows, value: rows.filter(happened_on__lte=value),
                kind="date",
            ),
        ),
        href=lambda event: link_to("family_event", event.pk),
        empty=_("No event is recorded. The family, the person or a worker tells of one."),
        row_class=lambda event: "void" if event.void_on else "",
    )
)
