"""What becomes of each row: new, changed, unchanged, refused or doubtful, and why. No row is written here."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tongxin.kit.ids import uuid7
from tongxin.people import rules
from tongxin.people.keeping import card_print
from tongxin.people.keys import fold
from tongxin.people.sheets.matching import FIELDS, find_head, guess_mapping
from tongxin.people.sheets.reading import SheetRows

OUTCOMES = ("new", "changed", "unchanged", "refused", "doubtful")
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Known:
    """A person held, or new in this sheet, as far as rows are compared with it."""

    id: UUID
    name: str
    folded: str
    birth_date: date | None
    phone: str
    address: str
    card_print: str
    relation: str = ""
    card_kind: str = ""
    card_last4: str = ""
    household_number: str = ""
    is_new: bool = False
    changed: bool = False

    def same_facts(self, other: "Known") -> bool:
        """Tell whether a row adds nothing to what is held."""
        return all(
            not value or value == mine
            for value, mine in (
                (other.birth_date, self.birth_date),
                (other.phone, self.phone),
                (other.address, self.address),
                (other.card_print, self.card_print),
                (other.relation, self.relation),
            )
        )

    def take_over(self, other: "Known") -> None:
        """Take the facts that a row gives."""
        for name in ("birth_date", "phone", "address", "card_print", "card_kind", "card_last4", "relation"):
            if getattr(other, name):
                setattr(self, name, getattr(other, name))
        if other.household_number:
            self.household_number = other.household_number


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that is not taken in, by sheet, row and field, with what to do."""

    sheet: str
    row: int
    field: str
    value: str
    reason: str
    outcome: str
    cells: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what `import-people --json` prints for the row."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "field": self.field,
            "value": self.value,
            "reason": self.reason,
            "outcome": self.outcome,
        }


@dataclass(slots=True)
class Judgement:
    """The whole sheet judged."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    fresh: list[Known] = field(default_factory=list)
    changed: dict[UUID, Known] = field(default_factory=dict)
    heads: tuple[str, ...] = ()

    def numbers(self) -> dict[str, int]:
        """Return the counts in the order in which they are told."""
        return {"read": self.counts["read"], **{name: self.counts[name] for name in OUTCOMES}}


class Held:
    """The people known, by card and by name; grows with the rows of the sheet."""

    def __init__(self, people: Iterable[Known]) -> None:
        self.by_card: dict[str, Known] = {}
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        for person in people:
            self.add(person)

    def add(self, person: Known) -> None:
        """Make a person known."""
        if person.card_print:
            self.by_card[person.card_print] = person
        self.by_name[person.folded].append(person)


def weigh(row: Known, other: Known) -> str:
    """Judge whether a row speaks of a held person of the same name: same | changed | doubt | another.

    A card or a birth date that both have and that differ makes them two people. An equal birth date with another
    phone or address is the same person, changed. Only a phone or an address that differs leaves doubt.
    """
    pairs = ((row.birth_date, other.birth_date), (row.phone, other.phone), (row.address, other.address))
    if row.card_print and other.card_print:
        return "another"  # equal cards were matched before
    agreed = [bool(mine and mine == theirs) for mine, theirs in pairs]
    differing = [bool(mine and theirs and mine != theirs) for mine, theirs in pairs]
    if differing[0]:
        return "another"
    if agreed[0] or (any(agreed) and not any(differing)):
        return "changed" if any(differing) else "same"
    if any(agreed):
        return "changed"
    if not any(mine for mine, _theirs in pairs) and not any(theirs for _mine, theirs in pairs):
        return "same"
    return "doubt"


@dataclass(slots=True)
class _Reader:
    sheet: SheetRows
    mapping: Mapping[str, int]
    today: date

    def cell(self, row: Sequence[Any], name: str) -> Any:
        at = self.mapping.get(name)
        value = row[at] if at is not None and at < len(row) else ""
        return "" if value is None else value

    def known(self, line: int, row: Sequence[Any]) -> Known | Problem:
        """Read a row, or say which field cannot be taken and why."""
        if self.sheet.formulas:
            for name, at in self.mapping.items():
                if (line, at + 1) in self.sheet.formulas:
                    return self.problem(
                        line, row, name, _("This cell holds a formula. Paste its value instead.")
                    )
        found = Known(uuid7(), "", "", None, "", "", "", is_new=True)
        for name in ("name", "card_number", "birth_date", "phone"):
            value = self.cell(row, name)
            if name != "name" and str(value).strip() in {"", "-", "—", "无", "/"}:
                continue
            try:
                self._take(found, name, value)
            except rules.Unreadable as fault:
                return self.problem(line, row, name, str(fault.reason))
        address = rules.address(self.cell(row, "address"))
        for name in ("building", "room"):
            part = rules.address(self.cell(row, name))
            address = address if part in address else address + part
        found.address = address[:80]
        found.relation = rules.relation(self.cell(row, "relation"))
        found.household_number = rules.address(self.cell(row, "household"))[:20]
        return found

    def _take(self, found: Known, name: str, value: Any) -> None:
        if isinstance(value, str) and value.startswith(("=", "@")):
            raise rules.Unreadable(_("This cell holds a formula. Paste its value instead."))
        if name == "name":
            found.name = rules.person_name(value)
            found.folded = fold(found.name)
        elif name == "card_number":
            if rules.lost_digits(value):
                raise rules.Unreadable(
                    _(
                        "The spreadsheet has rounded this identity number: its last digits are lost. "
                        "Format the column as text and type the number from the card."
                    )
                )
            card = rules.identity(str(value), today=self.today)
            found.card_print, found.card_kind, found.card_last4 = (
                card_print(card.number),
                card.kind,
                card.last4,
            )
            found.birth_date = card.born
        elif name == "birth_date":
            born = rules.birth_date(value, today=self.today)
            if found.birth_date and found.birth_date != born:
                raise rules.Unreadable(
                    _(
                        "The birth date differs from the one in the identity number. Compare both with the card."
                    )
                )
            found.birth_date = born
        else:
            found.phone = rules.phone(value)

    def problem(
        self, line: int, row: Sequence[Any], name: str, reason: str, outcome: str = "refused"
    ) -> Problem:
        value = str(self.cell(row, name))[:60]
        if name == "card_number":
            # The number itself is never kept: enough to find the row.
            value = f"…{value[-4:]}" if len(value) > 4 else value
        cells = tuple("" if cell is None else str(cell) for cell in row)
        return Problem(self.sheet.name, line, name, value, reason, outcome, cells)


def judge(
    sheets: Sequence[SheetRows],
    held: Iterable[Known],
    *,
    today: date,
    mapping: Mapping[str, int] | None = None,
    progress: Progress | None = None,
) -> Judgement:
    """Judge every row of every sheet that has a header. `mapping` (field: column) is for the first such sheet's heads."""
    result = Judgement()
    known = Held(held)
    total = sum(len(sheet.rows) for sheet in sheets)
    done = 0
    heads = [find_head(sheet.rows) for sheet in sheets]
    main = next((head for head in heads if head), None)
    for sheet, head in zip(sheets, heads, strict=True):
        if head is None and (main is not None or mapping is None):
            continue  # a cover or a legend beside the list
        same = head is None or main is None or head.texts == main.texts
        chosen = dict(mapping) if mapping is not None and same else guess_mapping(head) if head else {}
        reader = _Reader(sheet, chosen, today)
        first = head.line if head else 0
        result.heads = result.heads or (head.texts if head else ())
        for at, row in enumerate(sheet.rows[first:], start=first + 1):
            if _blank(row) or (head and _repeats_head(row, head.texts, chosen)):
                continue
            _judge_row(result, known, reader, at, row)
            done += 1
            if progress and done % 200 == 0:
                progress(done, total)
    if progress:
        progress(total, total)
    return result


def _blank(row: Sequence[Any]) -> bool:
    return not any(cell not in (None, "") and str(cell).strip() for cell in row)


def _repeats_head(row: Sequence[Any], texts: Sequence[str], mapping: Mapping[str, int]) -> bool:
    at = mapping.get("name", 0)
    return at < len(row) and str(row[at] or "").strip() == texts[at]


def _judge_row(result: Judgement, known: Held, reader: _Reader, line: int, row: Sequence[Any]) -> None:
    result.counts["read"] += 1
    found = reader.known(line, row)
    if isinstance(found, Problem):
        result.counts["refused"] += 1
        result.problems.append(found)
        return
    match = known.by_card.get(found.card_print) if found.card_print else None
    verdict = "same"
    if match is not None and match.folded != found.folded:
        reason = _("This identity number belongs to %(name)s here. Compare both with the card.") % {
            "name": match.name
        }
        result.counts["doubtful"] += 1
        result.problems.append(reader.problem(line, row, "card_number", reason, "doubtful"))
        return
    if match is None:
        verdict, match = _by_name(found, known)
    if verdict == "doubt":
        reason = _(
            "Somebody of this name is held with other facts. Add the birth date or identity number to tell who it is."
        )
        result.counts["doubtful"] += 1
        result.problems.append(reader.problem(line, row, "name", reason, "doubtful"))
    elif match is None:
        known.add(found)
        result.fresh.append(found)
        result.counts["new"] += 1
    elif match.same_facts(found):
        result.counts["unchanged"] += 1
    else:
        match.take_over(found)
        if match.card_print:
            known.by_card[match.card_print] = match
        result.counts["changed"] += 1
        if not match.is_new:
            result.changed[match.id] = match


def _by_name(found: Known, known: Held) -> tuple[str, Known | None]:
    verdicts = [(weigh(found, other), other) for other in known.by_name.get(found.folded, ())]
    for wanted in ("same", "changed"):
        fitting = [other for verdict, other in verdicts if verdict == wanted]
        if len(fitting) == 1:
            return wanted, fitting[0]
        if fitting:
            exact = [other for other in fitting if other.same_facts(found)]
            return ("same", exact[0]) if exact else ("doubt", fitting[0])
    if any(verdict == "doubt" for verdict, _other in verdicts):
        return "doubt", None
    return "another", None


def field_label(name: str) -> Any:
    """Return the words for a field of a row."""
    return FIELDS.get(name, name)
