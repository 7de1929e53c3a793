"""The list of work recorded."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.communities.entries import WorkLogged
from tongxin.communities.models import WorkLog
from tongxin.registers.telling import lines_of
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Filter, Table, table


def _prepare(rows: list[Any]) -> list[Any]:
    entries = lines_of(WorkLogged, [row.pk for row in rows])
    for row in rows:
        row.entry_id = entries.get(row.pk)  # a line without its entry is reported by the verification
    return rows


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
        href=lambda row: link_to("entry", row.entry_id) if row.entry_id else "",
        empty=_("No work recorded yet."),
        prepare=_prepare,
    )
)
