"""The lists of residents and households."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.kit.words import mask_phone
from tongxin.people.access import EXPORT
from tongxin.people.models import Household, Person, SheetImport
from tongxin.people.rules import CATEGORIES
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Few, Filter, Tab, Table, table


def _with_home(rows: Any) -> Any:
    return rows.select_related("household")


def _matching(rows: Any, value: str) -> Any:
    return rows.matching(value)


def _in_category(rows: Any, value: str) -> Any:
    return rows.in_category(value)


def _with_sizes(homes: list[Any]) -> list[Any]:
    """Count the members of the households of a page in one query."""
    ids = [home.pk for home in homes]
    found = Person.objects.living_here().filter(household_id__in=ids).order_by().values_list("household_id")
    sizes = dict(found.annotate(n=Count("pk")))
    for home in homes:
        home.size = sizes.get(home.pk, 0)
    return homes


def people_rows() -> Any:
    """Return the residents with their homes."""
    return _with_home(Person.objects.all())


def household_rows() -> Any:
    """Return the households."""
    return Household.objects.all()


PEOPLE = table(
    Table(
        code="people",
        title=_("Residents"),
        columns=(
            Column("name", pgettext_lazy("of a person", "Name"), lambda person: person.name, sort="folded"),
            Column(
                "birth_date", _("Birth date"), lambda person: person.birth_date, "date", sort="birth_date"
            ),
            Column("phone", _("Phone"), lambda person: mask_phone(person.phone)),
            Column("address", _("Address"), lambda person: person.address),
            Column(
                "relation",
                _("Relation to the head"),
                lambda person: person.get_relation_display(),
                hidden=True,
            ),
            Column("card", _("Identity number, last four"), lambda person: person.card_last4, hidden=True),
        ),
        order=("folded", "id"),
        filters=(
            Filter(
                "q",
                _("Name, pinyin, phone or building"),
                _matching,
                kind="text",
            ),
            Filter(
                "category",
                _("Served category"),
                _in_category,
                lambda: list(CATEGORIES.items()),
            ),
        ),
        tabs=(
            Tab("here", _("Living here"), lambda: Q(left_on__isnull=True), lambda: True),
            Tab("left", _("Moved away"), lambda: Q(left_on__isnull=False)),
        ),
        tallied_within=lambda: Q(left_on__isnull=True),
        href=lambda person: link_to("person", person.pk),
        empty=_("Nobody found. Try another part of the name, or add the person."),
        export=EXPORT,
        rows=people_rows,
    )
)

HOUSEHOLDS = table(
    Table(
        code="households",
        title=_("Households"),
        columns=(
            Column("address", _("Address"), lambda home: home.address, sort="folded"),
            Column("number", _("Household number"), lambda home: home.number),
            Column("members", _("People in the household"), lambda home: home.size, "number"),
        ),
        order=("folded", "id"),
        filters=(
            Filter(
                "q",
                _("Address"),
                lambda rows, value: rows.filter(folded__contains=value.lower()),
                kind="text",
            ),
        ),
        href=lambda home: link_to("household", home.pk),
        empty=_("No household at such an address."),
        export=EXPORT,
        rows=household_rows,
        prepare=_with_sizes,
    )
)

IMPORTS = table(
    Table(
        code="imports",
        title=_("Sheets taken in"),
        columns=(
            Column("uploaded_at", _("Uploaded"), lambda sheet: sheet.uploaded_at, "moment"),
            Column("file_name", _("File"), lambda sheet: sheet.file_name),
            Column("state", _("State"), lambda sheet: sheet.get_state_display(), "state"),
            Column("new", _("New"), lambda sheet: sheet.counts.get("new"), "number"),
            Column("changed", _("Changed"), lambda sheet: sheet.counts.get("changed"), "number"),
            Column("refused", _("Refused"), lambda sheet: sheet.counts.get("refused"), "number"),
        ),
        order=("-uploaded_at", "-id"),
        few=Few(1_000, "a sheet is taken in now and then"),
        href=lambda sheet: link_to("import", sheet.pk),
        empty=_("No sheet has been taken in yet."),
        exportable=False,
    )
)


def import_rows() -> Any:
    """Return the imports."""
    return SheetImport.objects.all()
