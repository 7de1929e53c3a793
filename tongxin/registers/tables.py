"""The books on the shelf: what each shows of its entries, column by column as on paper; and its corrections."""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tongxin.kit.words import listed
from tongxin.registers import hooks
from tongxin.registers.kinds import CORRECTION_REASON, REGISTERS, About, columns_of, kinds_of, python_type
from tongxin.registers.models import Corrected, Entry, EntryField
from tongxin.registers.reading import Line, in_words, lines, typed
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Filter, Table, Volume, month_choices


class BookLine:
    """A line of a book with what stands beside the entry."""

    def __init__(self, line: Line, recorder: str, later: dict[str, Any], personal: bool) -> None:
        self.line, self.entry, self.recorder = line, line.entry, recorder
        self.later, self.personal = later, personal
        self.pk = line.entry.pk

    def fact(self, name: str) -> Any:
        """Return a column's value: a date or number as such, everything else in words."""
        if name in self.line.erased:
            return str(_("erased"))
        value = self.line.values.get(name)
        kind = self.entry.kind_class
        if value in (None, "") or name not in kind.facts():
            return ""
        if python_type(kind, name) in {date, Decimal} and (self.personal or not kind.is_personal(name)):
            return typed(kind, name, value)
        return in_words(self.entry, name, value, personal=self.personal)

    @property
    def remark(self) -> str:
        """Return whether the line was amended or is void, with the number of the correction."""
        words = {
            Entry.Kind.AMEND: _("amended (correction %(number)s)"),
            Entry.Kind.VOID: _("void (correction %(number)s)"),
            Entry.Kind.ERASE: _("erased (correction %(number)s)"),
        }
        told = [
            words[Entry.Kind(item.kind)] % {"number": f"{item.year}-{item.number:03d}"}
            for item in self.line.corrections
            if item.kind in words
        ]
        return str(_(", ")).join(told)


def prepare(code: str, personal: bool) -> Callable[[list[Any]], list[Any]]:
    """Return what joins a page of entries with corrections, names and later columns: a fixed number of queries."""

    def join(entries: list[Any]) -> list[Any]:
        joined = lines(entries)
        names = hooks.actors({line.entry.actor_ref for line in joined})
        declared = hooks.LATER.get(code)
        told = declared.read([entry.pk for entry in entries]) if declared else {}
        return [
            BookLine(line, names.get(line.entry.actor_ref, ""), told.get(line.entry.pk, {}), personal)
            for line in joined
        ]

    return join


def _columns(code: str) -> tuple[Column, ...]:
    found = [
        Column("number", _("No."), lambda row: row.entry.number, "number", sort="number"),
        # Beside the number, where it is seen however wide the book is: what stands here was corrected.
        Column("remark", _("Remarks"), lambda row: row.remark, "remark"),
    ]
    if REGISTERS[code].is_book:
        found += [_column(code, name, about) for name, about in columns_of(code).items()]
        declared = hooks.LATER.get(code)
        for name, label in declared.columns if declared else ():
            found.append(Column(f"later_{name}", label, _later_reader(name), "text"))
    else:
        found += [
            Column("recorded_at", _("Recorded"), lambda row: row.entry.recorded_at, "moment", sort="number"),
            Column("what", _("What"), lambda row: row.entry.kind_class.title),
            Column("topic", _("Of"), _topic),
        ]
    found += [
        Column("recorder", _("Recorded by"), lambda row: row.recorder),
    ]
    return tuple(found)


def _column(code: str, name: str, about: About) -> Column:
    kind = next(kind for kind in kinds_of(code) if name in kind.facts())
    shown = {date: "date", Decimal: "number", int: "number"}.get(python_type(kind, name), "text")
    return Column(name, about.label, _reader(name), "long" if about.long else shown)


def _topic(row: BookLine) -> str:
    kind = row.entry.kind_class
    value = row.line.values.get(kind.topic)
    return in_words(row.entry, kind.topic, value) if kind.topic and value else ""


def _reader(name: str) -> Callable[[BookLine], Any]:
    return lambda row: row.fact(name)


def _later_reader(name: str) -> Callable[[BookLine], Any]:
    return lambda row: row.later.get(name, "")


def _search(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    found = EntryField.objects.filter(value__icontains=value).values("entry_id")
    amended = Entry.objects.filter(pk__in=found, kind=Entry.Kind.AMEND).values("refers_to")
    return rows.filter(pk__in=found) | rows.filter(pk__in=amended)


def topics(code: str) -> Sequence[tuple[Any, Any]]:
    """Return the codes by which a register's entries are counted, in words."""
    return [pair for kind in kinds_of(code) if kind.topic for pair in kind.words(kind.topic).items()]


def book(code: str, year: int, *, personal: bool) -> Table:
    """Return a register as the table of its book for a year."""
    declared = REGISTERS[code]
    filters = [
        Filter(
            "month",
            _("Month"),
            lambda rows, value: rows.standing_in_month(year * 100 + int(value)),
            lambda: month_choices(year),
        ),
        Filter("topic", _("Kind"), lambda rows, value: rows.standing_under(value), lambda: topics(code)),
    ]
    if personal:
        filters.append(Filter("q", _("Words in the entry"), _search, kind="text"))
    return Table(
        code=f"register-{code}",
        title=declared.title,
        columns=_columns(code),
        # Numbers of a year rise as its lines were written, and an index holds them by year.
        order=("number",) if declared.is_book else ("-number",),
        filters=tuple(filters),
        href=lambda row: link_to("entry", row.pk),
        empty=_("No entry yet in this book and year."),
        prepare=prepare(code, personal),
        row_class=lambda row: "void" if row.line.void else "corrected" if row.line.corrections else "",
        volume=lambda used: _volume(code, year, used),
        opens_last=declared.is_book,
        by_hand=declared.by_hand,
        summed=declared.summed,
    )


def _volume(code: str, year: int, used: Mapping[str, str]) -> Volume:
    """Return the volume that a year of a book is on paper, or a month of it; anything narrower is an extract."""
    months = dict(month_choices(year))
    month = int(used["month"]) if used.get("month") in months else 0
    first, last = month or 1, month or 12
    until = date(year, last, monthrange(year, last)[1])
    return Volume(date(year, first, 1), until, ("seq",), closing, is_extract=bool(used.keys() - {"month"}))


def missing_numbers(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the spans of numbers, first and last, that are missing between the least and the greatest."""
    found = sorted(numbers)
    return [(one + 1, other - 1) for one, other in pairwise(found) if other - one > 1]


def closing(rows: QuerySet[Any]) -> list[str]:
    """Return what stands at the end of a volume: how many lines, from which number to which, how many were corrected.

    A month holds the lines of its days, which may have been written down later: numbers that it does not hold are named.
    """
    told = rows.order_by().aggregate(lines=Count("pk"), first=Min("number"), last=Max("number"))
    if not told["lines"]:
        return [str(_("This volume has no line."))]
    sentences = [
        _(
            "This volume has %(lines)s lines, from No. %(first)s to No. %(last)s. The last serial number is %(last)s."
        )
        % told
    ]
    if told["last"] - told["first"] + 1 != told["lines"]:
        spans = missing_numbers(list(rows.order_by().values_list("number", flat=True)))
        sentences.append(
            _("The numbers are not consecutive. Between them %(numbers)s stand in other volumes.")
            % {"numbers": listed(_span_words(*span) for span in spans)}
        )
    corrected = Corrected.objects.filter(entry_id__in=rows.order_by().values("pk"))
    counts = corrected.aggregate(
        amended=Count("pk", filter=Q(is_void=False)), void=Count("pk", filter=Q(is_void=True))
    )
    if any(counts.values()):
        sentences.append(
            _(
                "Lines amended: %(amended)s; declared void: %(void)s. The numbers of the corrections stand beside them."
            )
            % counts
        )
    return sentences


def _span_words(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def book_rows(code: str, year: int) -> QuerySet[Any]:
    """Return the lines of a book, without the corrections, which stand beside what they correct."""
    rows: QuerySet[Any] = Entry.objects.in_book(code, year).filter(series=Entry.Series.ENTRY).with_values()
    return rows


def corrections(code: str, *, personal: bool) -> Table:
    """Return the corrections of a register as a table: they count by themselves, so that the book has no gap.

    Reasons are free words and withheld where `personal` is False.
    """
    return Table(
        code=f"corrections-{code}",
        title=_("Corrections"),
        columns=(
            Column("number", _("No."), lambda row: f"{row.entry.year}-{row.entry.number:03d}", sort="number"),
            Column("recorded_at", _("Recorded"), lambda row: row.entry.recorded_at, "moment", sort="number"),
            Column("kind", _("What"), lambda row: row.entry.get_kind_display(), "state"),
            Column("line", _("Line"), lambda row: row.line),
            Column("reason", _("Reason"), lambda row: row.reason if personal else "＊", "long"),
            Column("recorder", _("Recorded by"), lambda row: row.recorder),
        ),
        order=("number",),
        href=lambda row: link_to("entry", row.pk),
        empty=_("Nothing in this book was corrected this year."),
        prepare=_corrections_prepared,
    )


class CorrectionLine:
    """A correction with the line that it corrects."""

    def __init__(self, entry: Entry, line: str, reason: str, recorder: str) -> None:
        self.entry, self.line, self.reason, self.recorder = entry, line, reason, recorder
        self.pk = entry.pk


def _corrections_prepared(entries: list[Any]) -> list[Any]:
    corrected = Entry.objects.in_bulk([entry.refers_to for entry in entries])
    first = Entry.objects.in_bulk([entry.refers_to for entry in corrected.values() if entry.refers_to])
    names = hooks.actors({entry.actor_ref for entry in entries})
    told = []
    for entry in entries:
        line = corrected[entry.refers_to]
        line = first.get(line.refers_to, line) if line.refers_to else line
        values = entry.values()
        reason = values.get(CORRECTION_REASON) or values.get("ground", "")
        told.append(CorrectionLine(entry, line.label, reason, names.get(entry.actor_ref, "")))
    return told


def correction_rows(code: str, year: int) -> QuerySet[Any]:
    """Return the amendments, voids and erasures of a register in a year."""
    rows: QuerySet[Any] = (
        Entry.objects.in_book(code, year).filter(series=Entry.Series.CORRECTION).with_values()
    )
    return rows


def years_of(code: str) -> list[int]:
    """Return the years in which a register has entries, latest first."""
    return list(
        Entry.objects.filter(register=code).order_by("-year").values_list("year", flat=True).distinct()
    )
