"""The list of work recorded."""

from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import WorkLog
from tongxin.web.tables import Column, Filter, Table, table

WORK = table(
    Table(
        code="work",
        title=_("Work recorded"),
        columns=(
            Column("worked_on", _("Date"), lambda row: row.worked_on, "date", sort="worked_on"),
            Column("category", _("Kind of work"), lambda row: row.get_category_display()),
            Column("content", _("What was done"), lambda row: row.content, "long"),
            Column("place", _("Place"), lambda row: row.place),
        ),
        order=("-worked_on", "-id"),
        filters=(
            Filter(
                "category",
                _("Kind of work"),
                lambda rows, value: rows.filter(category=value),
                lambda: WorkLog.Category.choices,
            ),
        ),
        empty=_("No work recorded yet."),
    )
)
