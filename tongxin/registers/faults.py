"""What is wrong with a register, in the reader's language: a fault is kept as a code with what belongs into its sentence."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _

from tongxin.registers.kinds import KINDS

SENTENCES = {
    "missing": _("Sequence number %(found)s stands where %(expected)s was expected: an entry is missing."),
    "not_chained": _("It does not follow the entry before it."),
    "header": _("Its sealed header was changed."),
    "number": _("Serial number %(found)s stands where %(expected)s was expected."),
    "unreadable": _("Its sealed header cannot be read."),
    "column": _("The column %(column)s differs from the sealed header."),
    "month": _("The column month differs from the day on which it happened."),
    "value_gone": _("The value “%(field)s” is gone without an erasure."),
    "value_changed": _("The value “%(field)s” was changed."),
    "value_added": _("The value “%(field)s” was added afterwards."),
    "head": _(
        "The head says %(head)s entries ending in %(head_hash)s, the chain has %(chain)s ending in %(chain_hash)s."
    ),
    "line": _("How this corrected line is said to stand differs from its corrections."),
    "subjects": _("The rows under which this entry is found are not those that it names."),
    "row_alone": _("%(rows)s: a row was written without an entry."),
    "row_gone": _("%(rows)s: a row of which an entry speaks is gone."),
    "row": _("%(rows)s: “%(column)s” does not hold what the entries say."),
}
# Columns without words of their own.
COLUMNS = {
    "is_void": _("Void"),
    "id": _("Row"),
    "rung": _("Rung of the ladder"),
    "times_reopened": _("Times reopened"),
}


def sentence(fault: Mapping[str, Any]) -> str:
    """Say a fault, kept or found just now, in the reader's language."""
    about = dict(fault["about"])
    if "field" in about:
        about["field"] = field_label(fault.get("schema", ""), about["field"])
    if fault.get("model"):
        about |= {
            "rows": rows_label(fault["model"]),
            "column": column_label(fault["model"], fault["column"]),
        }
    return str(SENTENCES[fault["code"]]) % about


def field_label(schema: str, name: str) -> str:
    """Return what a field of an entry is called; its own name where the kind is not known any more."""
    kind = KINDS.get(schema)
    return str(kind.labels().get(name, name)) if kind is not None else name


def rows_label(label: str) -> str:
    """Return what the rows of a model are called: as the entries that speak of them call them."""
    model = apps.get_model(label)
    for kind in KINDS.values():
        if kind.row_model() is model:
            return str(kind.labels()[kind.row_field()])
    return str(model._meta.verbose_name)


def column_label(label: str, column: str) -> str:
    """Return what a column is called: as entries call it, else as its model does."""
    model = apps.get_model(label)
    for kind in KINDS.values():
        name = next((name for name, held in kind.compared().items() if held == column), "")
        if kind.row_model() is model and name:
            return str(kind.labels()[name])
    if column in COLUMNS:
        return str(COLUMNS[column])
    return str(_column(label, column).verbose_name)


def shown(label: str, column: str, value: Any) -> str:
    """Put a value of a column into words: a code as its list has it, yes or no as a mark, nothing as a dash."""
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return "✓" if value else "—"
    try:
        choices = dict(_column(label, column).flatchoices)
    except FieldDoesNotExist:
        return str(value)
    return str(choices.get(value, value))


def _column(label: str, column: str) -> Any:
    return apps.get_model(label)._meta.get_field(column.removesuffix("_id"))
