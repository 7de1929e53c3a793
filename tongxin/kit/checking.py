"""What a model itself says of a row, as a refusal in the project's words."""

import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models

from tongxin.kit.errors import RuleBroken
from tongxin.kit.words import labelled


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
