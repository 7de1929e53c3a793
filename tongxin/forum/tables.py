"""The list of suggestions."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from tongxin.forum.models import Adopted, Source, State, Subject, Suggestion
from tongxin.kit.clock import local_date, now
from tongxin.kit.words import label_of, mask_name
from tongxin.people.keys import fold
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Few, Filter, Tab, Table, table

WORD_LENGTH = 60


def _search(rows: Any, value: str) -> Any:
    return rows.filter(
        Q(number__icontains=value) | Q(content__icontains=value) | Q(proposer__icontains=fold(value))
    )


def _silent() -> Q:
    return Q(answered_on=None, merged_into=None, due_on__lt=local_date(now()))


def _state(row: Suggestion) -> Any:
    if row.merged_into_id:
        return _("Merged into another")
    if row.state == State.ANSWERED:
        return label_of(Adopted, row.adopted)
    return label_of(State, row.state)


def _with_names(rows: Sequence[Suggestion]) -> list[Suggestion]:
    """Read who is in charge of a page of suggestions at once: a join would be made for every row before a page is cut out."""
    found = list(rows)
    prefetch_related_objects(found, "in_charge")
    return found


def _state_tab(state: State) -> Tab:
    return Tab(state.value, state.label, lambda: Q(merged_into=None, state=state))


SUGGESTIONS = table(
    Table(
        code="suggestions",
        title=_("Suggestions"),
        columns=(
            Column("number", _("Number"), lambda row: row.number, sort_few="number"),
            Column("made_on", _("Suggested on"), lambda row: row.made_on, "date", sort="made_on"),
            Column(
                "source", _("Where"), lambda row: label_of(Source, row.source), sort_few="source", hidden=True
            ),
            Column("subject", _("About"), lambda row: label_of(Subject, row.subject), sort_few="subject"),
            Column("content", _("What is suggested"), lambda row: row.content[:WORD_LENGTH], "long"),
            Column(
                "proposer",
                _("Suggested by"),
                lambda row: mask_name(row.proposer) if row.proposer else _("no name given"),
            ),
            Column(
                "in_charge", _("Person in charge"), lambda row: row.in_charge.name if row.in_charge else ""
            ),
            Column("state", _("State"), _state, "state", sort_few="state"),
            Column("due_on", _("Answer due"), lambda row: row.due_on, "date", sort_few="due_on"),
            Column(
                "answered_on", _("Answered on"), lambda row: row.answered_on, "date", sort_few="answered_on"
            ),
            Column(
                "published_on",
                _("Published on"),
                lambda row: row.published_on,
                "date",
                sort_few="published_on",
                hidden=True,
            ),
        ),
        order=("-made_on", "-id"),
        few=Few(3_000, "ten years of three hundred a year"),
        filters=(
            Filter("q", _("Number, words or proposer"), _search, kind="text"),
            Filter(
                "subject",
                _("About"),
                lambda rows, value: rows.filter(subject=value),
                lambda: Subject.choices,
            ),
            Filter(
                "source", _("Where"), lambda rows, value: rows.filter(source=value), lambda: Source.choices
            ),
            Filter(
                "adopted",
                _("Adopted or not"),
                lambda rows, value: rows.filter(adopted=value),
                lambda: Adopted.choices,
            ),
        ),
        tabs=(
            Tab("open", _("Unanswered"), lambda: Q(answered_on=None, merged_into=None)),
            Tab("late", _("Overdue"), _silent),
            *(_state_tab(state) for state in State),
            Tab("merged", _("Merged into another"), lambda: Q(merged_into__isnull=False)),
            Tab("all", _("All"), Q),
        ),
        href=lambda row: link_to("suggestion", row.pk),
        empty=_("No suggestion here."),
        prepare=_with_names,
        row_class=lambda row: "late" if row.days_late(local_date(now())) else "",
    )
)
