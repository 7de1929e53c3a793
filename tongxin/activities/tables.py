"""The list of activities."""

from django.utils.translation import gettext_lazy as _

from tongxin.activities.models import Theme
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Few, Filter, Table, table

ACTIVITIES = table(
    Table(
        code="activities",
        title=_("Activities"),
        columns=(
            Column("held_on", _("Held on"), lambda row: row.held_on, "date", sort="held_on"),
            Column("title", _("Title"), lambda row: row.title, sort_few="title"),
            Column("theme", _("Kind"), lambda row: row.get_theme_display(), sort_few="theme"),
            Column("place", _("Place"), lambda row: row.place),
            Column(
                "actual_count",
                _("People who came"),
                lambda row: row.actual_count,
                "number",
                sort_few="actual_count",
            ),
            Column(
                "amount", _("Amount in yuan"), lambda row: row.amount, "money", sort_few="amount", hidden=True
            ),
            Column("content", _("What was done"), lambda row: row.content, "long", hidden=True),
        ),
        order=("-held_on", "-id"),
        few=Few(2_000, "ten years of four a week"),
        filters=(
            Filter("theme", _("Kind"), lambda rows, value: rows.filter(theme=value), lambda: Theme.choices),
            Filter("from", _("Held from"), lambda rows, value: rows.filter(held_on__gte=value), kind="date"),
            Filter("to", _("Held until"), lambda rows, value: rows.filter(held_on__lte=value), kind="date"),
        ),
        href=lambda row: link_to("activity", row.pk),
        empty=_("No activity yet."),
    )
)
