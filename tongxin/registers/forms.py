"""Forms made from what an entry's kind says of its facts: the one that writes an entry, and the one that amends it."""

from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import Actor
from tongxin.registers import hooks
from tongxin.registers.carrying import refusal
from tongxin.registers.kinds import About, EntryKind, is_many, python_type, refs_in
from tongxin.registers.models import Entry
from tongxin.registers.reading import current_values, in_words, named, typed
from tongxin.web.forms import Form, Text

PREFIX = "fact_"


class EntryForm(Form):
    """The form in which something is recorded: a field for each fact of the entry's kind, named as the fact is.

    A field is as strict as the column of the same meaning, and required where the fact is. Raises LookupError for a fact
    that is no column of the row: such a form is written by hand, in the app's `forms.py`.
    """

    def __init__(self, *args: Any, kind: type[EntryKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        facts = {name: fact_field(kind, name, about, None) for name, about in kind.facts().items()}
        for field in facts.values():
            self.dress(field)
        self.fields = {**facts, **self.fields}


class AmendForm(Form):
    """An entry's facts as they stand, those that can be amended as fields, and why they are corrected."""

    reason = Text(
        label=_("Reason"),
        max_length=300,
        help_text=_("Stands beside the line: what was wrong, and who said so."),
    )

    def __init__(self, *args: Any, entry: Entry, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = current_values(entry)
        kind = entry.kind_class
        self.fixed: list[tuple[Any, str, Any]] = []  # label, words, why it cannot be amended
        for name, about in kind.abouts().items():
            value = values.get(name)
            if about.amends:
                self.fields[f"{PREFIX}{name}"] = fact_field(kind, name, about, value)
            elif value not in (None, "", []):
                words = (
                    _(", ").join(item.text for item in named(kind, name, value))
                    if about.refers
                    else in_words(entry, name, value)
                )
                if about.refers is None and not about.before:
                    self.fixed.append((about.label, words, refusal(kind, name, by)))
        for field in self.fields.values():
            self.dress(field)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def field_of(self, name: str) -> str | None:
        """Return the field of a fact by the fact's own name."""
        return super().field_of(f"{PREFIX}{name}") or super().field_of(name)

    def changes(self) -> dict[str, Any]:
        """Return field name: value."""
        return {
            name.removeprefix(PREFIX): tuple(value) if isinstance(value, list) else value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }


def fact_field(kind: type[EntryKind], name: str, about: About, value: Any) -> forms.Field:
    """Return the field in which a fact is typed anew, as strict as the column that it ends in."""
    required = name in kind.required()
    found: forms.Field
    if about.refers is not None:
        found = _reference_field(about)
        found.initial = next(iter(refs_in(value)), None)
    elif about.words is not None:
        choices = [(str(code), label) for code, label in about.words().items()]
        if is_many(kind, name):
            found = forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
        elif python_type(kind, name) is bool:
            found = forms.TypedChoiceField(choices=choices, coerce=lambda chosen: chosen == str(True))
        else:
            found = forms.ChoiceField(choices=choices if required else [("", "—"), *choices])
        found.initial = str(value) if isinstance(value, bool) else value or ""
    else:
        found = _column_field(kind, name, about)
        found.initial = typed(kind, name, value)
    found.label, found.required = str(about.label), required
    if about.hint:
        found.help_text = str(about.hint)
    return found


def _reference_field(about: About) -> forms.Field:
    naming = hooks.NAMINGS.get(about.refers) if about.refers is not None else None
    if naming is None or naming.choose is None:
        raise LookupError(f"nothing says how another {about.refers} is chosen: give its Naming a `choose`")
    return naming.choose(about.label)


def _column_field(kind: type[EntryKind], name: str, about: About) -> forms.Field:
    model = kind.row_model()
    try:
        column: Any = model._meta.get_field(about.amends or name) if model is not None else None
    except FieldDoesNotExist:
        column = None
    if column is None:
        raise LookupError(f"{kind.schema}: {about.amends or name} is no column of its row")
    if isinstance(column, models.CharField | models.TextField) and not column.choices:
        widget = forms.Textarea(attrs={"rows": 3}) if about.long else forms.TextInput()
        if column.max_length is None:
            raise LookupError(
                f"{kind.schema}: the column {column.name} has no greatest length: give it a `max_length`"
            )
        return Text(max_length=column.max_length, widget=widget)
    found: forms.Field = column.formfield(**_limits(column))
    if isinstance(found, forms.DateField):
        found.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return found


def _limits(column: Any) -> dict[str, Any]:
    """Return a number's limits as its column has them: Django's form fields know only some of them."""
    if not isinstance(column, models.IntegerField | models.DecimalField):
        return {}
    least = [item.limit_value for item in column.validators if isinstance(item, MinValueValidator)]
    most = [item.limit_value for item in column.validators if isinstance(item, MaxValueValidator)]
    found = {"min_value": max(least, default=None), "max_value": min(most, default=None)}
    return {name: limit for name, limit in found.items() if limit is not None}
