"""What a model itself says of a row, as a refusal in the project's words."""

import re
from collections.abc import Collection

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from tongxin.kit.errors import RuleBroken
from tongxin.kit.words import labelled

UNIQUE_VIOLATION = "23505"  # PostgreSQL's code


def check_row(row: models.Model) -> None:
    """Raise RuleBroken, by field, if a row is not what its model allows; what must be unique is looked up."""
    try:
        row.full_clean(exclude=["community"])
    except ValidationError as fault:
        fields = {name: " ".join(texts) for name, texts in fault.message_dict.items()}
        raise RuleBroken(" ".join(fields.values()), fields=fields) from fault


def check_columns(row: models.Model, columns: Collection[str]) -> None:
    """Raise RuleBroken, by field, if changed columns of a row that exists hold what its model does not allow."""
    changed = {name for column in columns for name in (column, column.removesuffix("_id"))}
    others = [field.name for field in row._meta.fields if field.name not in changed]
    try:
        row.full_clean(exclude=others)
    except ValidationError as fault:
        fields = {name: " ".join(texts) for name, texts in fault.message_dict.items()}
        raise RuleBroken(" ".join(fields.values()), fields=fields) from fault


def check_fields(row: models.Model, *, exclude: Collection[str] = (), under: str = "") -> None:
    """Raise RuleBroken if a field of a row is too long, out of range or no choice of its list; nothing is looked up.

    `under` names the field of the form that all faults belong to, where the row is only a part of what was sent.
    """
    keys = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.clean_fields(exclude={*keys, *exclude})
    except ValidationError as fault:
        fields = {name: " ".join(texts) for name, texts in fault.message_dict.items()}
        if under:
            labels = {field.name: str(field.verbose_name) for field in row._meta.fields}
            fields = {under: " ".join(labelled(labels[name], text) for name, text in fields.items())}
        raise RuleBroken(" ".join(fields.values()), fields=fields) from fault


_TAKEN = re.compile(r"UNIQUE constraint failed: \w+\.id\b")  # SQLite's words


def names_taken_id(fault: IntegrityError) -> bool:
    """Tell whether a row was refused because another one has its id, in this community or elsewhere."""
    said = getattr(fault.__cause__, "diag", None)
    if said is not None:
        return str(said.constraint_name).endswith("_pkey")
    return bool(_TAKEN.search(str(fault)))


_UNIQUE = re.compile(r"UNIQUE constraint failed: (\w+)\.")  # SQLite's words


def taken_meanwhile(fault: IntegrityError) -> RuleBroken | None:
    """Return the refusal of a row that another one, written at the same moment, has made impossible; None for any other fault.

    Ids and the chains are left out: an id that is taken has a refusal of its own, and two entries of one number are a fault of the program.
    """
    if names_taken_id(fault):
        return None
    said = getattr(fault.__cause__, "diag", None)
    found = _UNIQUE.search(str(fault))
    table = found.group(1) if found else ""
    if said is not None:
        table = str(said.table_name) if said.sqlstate == UNIQUE_VIOLATION else ""
    model = next((item for item in apps.get_models() if item._meta.db_table == table), None)
    if model is None or model._meta.app_label == "registers":
        return None
    return RuleBroken(
        _(
            "Somebody else recorded the same (%(what)s) at this very moment, so nothing was recorded now. Open the page anew to see it."
        )
        % {"what": model._meta.verbose_name}
    )
