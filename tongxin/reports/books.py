"""The books on the shelf: what each shows of its entries, column by column as on paper."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import names_of
from tongxin.needs.models import Need
from tongxin.registers.kinds import KINDS, REGISTERS
from tongxin.registers.models import Entry, EntryField, EntrySubject
from tongxin.registers.reading import Line, in_words, lines
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Filter, Table, month_choices

FACTS: dict[str, tuple[str, ...]] = {
    "reception": (
        "received_on",
        "channel",
        "visitor",
        "party_size",
        "phone",
        "place",
        "category",
        "service_type",
        "matter",
        "reply",
    ),
    "service": (
        "served_on",
        "beneficiary",
        "phone",
        "service_type",
        "request_source",
        "content",
        "place",
        "group_name",
        "volunteers",
        "hours",
    ),
    "work": ("worked_on", "category", "place", "participants", "content", "problems", "next_steps"),
    "activity": (
        "held_on",
        "name",
        "theme",
        "place",
        "group_names",
        "planned_count",
        "actual_count",
        "volunteers",
        "hours",
        "content",
        "outcome",
        "funding",
        "amount",
    ),
    "visits": (
        "visited_on",
        "reasons",
        "visited",
        "place",
        "mode",
        "outcome",
        "visitors",
        "situation",
        "suggestions",
        "goods",
        "value",
        "follow_up",
    ),
    "handouts": (
        "given_on",
        "recipient",
        "reasons",
        "item",
        "quantity",
        "unit",
        "value",
        "fund_source",
        "signed_by",
        "relation",
        "handed_by",
    ),
}
MAIN_SCHEMA = {
    "reception": "needs.received/1",
    "service": "service.given/1",
    "work": "work.logged/1",
    "activity": "activities.held/1",
    "visits": "visits.made/1",
    "handouts": "handouts.given/1",
}
LONG = frozenset(
    {
        "matter",
        "reply",
        "content",
        "problems",
        "next_steps",
        "situation",
        "suggestions",
        "follow_up",
        "outcome",
    }
)
# On paper these columns are filled in later by hand; here they are read from the need as it stands.
LATER: dict[str, tuple[tuple[str, Any, Callable[[Need], Any]], ...]] = {
    "reception": (
        ("assigned_to", _("Passed to"), lambda need: need.group.name if need.group else ""),
        ("due_on", _("Due"), lambda need: need.due_on),
        ("outcome", _("Outcome"), lambda need: need.get_outcome_display() or need.get_state_display()),
        ("closed_on", _("Closed on"), lambda need: need.closed_on),
    ),
    "service": (
        ("comment", _("What the resident said"), lambda need: need.comment),
        ("confirmed", _("Confirmed"), lambda need: need.closed_on if need.outcome == "served" else None),
    ),
    "visits": (
        ("need_number", _("Need recorded"), lambda need: need.number),
        (
            "settled",
            _("What became of the need"),
            lambda need: need.get_outcome_display() or need.get_state_display(),
        ),
    ),
}


class BookLine:
    """A line of a book with what stands beside the entry."""

    def __init__(self, line: Line, recorder: str, need: Need | None, personal: bool) -> None:
        self.line, self.entry, self.recorder, self.need, self.personal = (
            line,
            line.entry,
            recorder,
            need,
            personal,
        )
        self.pk = line.entry.pk

    def fact(self, name: str) -> str:
        """Return a column's value in words."""
        if name in self.line.erased:
            return str(_("erased"))
        if name not in self.line.values:
            return ""
        return in_words(self.entry, name, self.line.values[name], personal=self.personal)

    def later(self, read: Callable[[Need], Any]) -> Any:
        """Return a column read from the need as it stands."""
        return read(self.need) if self.need is not None else ""

    @property
    def remark(self) -> str:
        """Return whether the line was amended or is void."""
        words = [str(_("void"))] if self.line.void else []
        return "、".join([*words, *([str(_("amended"))] if self.line.amended else [])])


def prepare(personal: bool) -> Callable[[list[Any]], list[Any]]:
    """Return what joins a page of entries with corrections, names and needs: six queries whatever their number."""

    def join(entries: list[Any]) -> list[Any]:
        joined = lines(entries)
        names = names_of({line.entry.actor_ref for line in joined})
        refs = dict(
            EntrySubject.objects.filter(
                entry_id__in=[entry.pk for entry in entries], name="need"
            ).values_list("entry_id", "ref")
        )
        needs: dict[UUID, Need] = {
            need.pk: need for need in Need.objects.filter(pk__in=list(refs.values())).select_related("group")
        }
        return [
            BookLine(line, names.get(line.entry.actor_ref, ""), needs.get(refs.get(line.entry.pk)), personal)  # type: ignore[arg-type]  # None is no key
            for line in joined
        ]

    return join


def _columns(code: str) -> tuple[Column, ...]:
    kind = KINDS[MAIN_SCHEMA[code]] if code in MAIN_SCHEMA else None
    found = [Column("number", _("No."), lambda row: row.entry.number, "number", sort="number")]
    if kind is None:
        found += [
            Column(
                "recorded_at", _("Recorded"), lambda row: row.entry.recorded_at, "moment", sort="recorded_at"
            ),
            Column("what", _("What"), lambda row: row.entry.kind_class.title),
            Column("topic", _("Of"), _topic),
        ]
    else:
        labels = kind.labels()
        for name in FACTS[code]:
            found.append(
                Column(
                    name,
                    labels[name],
                    _reader(name),
                    "long" if name in LONG else "text",
                    sort="happened_on" if name.endswith("_on") and name == FACTS[code][0] else "",
                )
            )
        for name, label, read in LATER.get(code, ()):
            found.append(Column(name, label, _later_reader(read), "text"))
    found += [
        Column("recorder", _("Recorded by"), lambda row: row.recorder),
        Column("remark", _("Remarks"), lambda row: row.remark),
    ]
    return tuple(found)


def _topic(row: BookLine) -> str:
    kind = row.entry.kind_class
    return in_words(row.entry, kind.topic, row.entry.topic) if kind.topic and row.entry.topic else ""


def _reader(name: str) -> Callable[[BookLine], Any]:
    return lambda row: row.fact(name)


def _later_reader(read: Callable[[Need], Any]) -> Callable[[BookLine], Any]:
    return lambda row: row.later(read)


def _search(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    found = EntryField.objects.filter(value__icontains=value).values("entry_id")
    return rows.filter(pk__in=found)


def topics(code: str) -> Sequence[tuple[Any, Any]]:
    """Return the codes by which a book's entries are counted, in words."""
    kind = KINDS.get(MAIN_SCHEMA.get(code, ""))
    return list(kind.words(kind.topic).items()) if kind and kind.topic else []


def book(code: str, year: int, *, personal: bool) -> Table:
    """Return a register as the table of its book for a year."""
    declared = REGISTERS[code]
    filters = [
        Filter(
            "month",
            _("Month"),
            lambda rows, value: rows.filter(month=year * 100 + int(value)),
            lambda: month_choices(year),
        ),
        Filter("topic", _("Kind"), lambda rows, value: rows.filter(topic=value), lambda: topics(code)),
    ]
    if personal:
        filters.append(Filter("q", _("Words in the entry"), _search, kind="text"))
    return Table(
        code=f"register-{code}",
        title=declared.title,
        columns=_columns(code),
        order=("seq",) if code in MAIN_SCHEMA else ("-seq",),
        filters=tuple(filters),
        href=lambda row: link_to("entry", row.pk),
        empty=_("No entry yet in this book and year."),
        prepare=prepare(personal),
        row_class=lambda row: "void" if row.line.void else "",
    )


def book_rows(code: str, year: int) -> QuerySet[Any]:
    """Return the entries of a book, without the corrections, which stand beside what they correct."""
    return Entry.objects.in_book(code, year).filter(kind=Entry.Kind.CREATE).with_values()


def years_of(code: str) -> list[int]:
    """Return the years in which a register has entries, latest first."""
    return list(
        Entry.objects.filter(register=code).order_by("-year").values_list("year", flat=True).distinct()
    )
