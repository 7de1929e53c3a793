"""Forms made from what an entry's kind says of its facts: the one that writes an entry, and the one that amends it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import Conflict
from tongxin.registers import hooks
from tongxin.registers.amending import changed
from tongxin.registers.carrying import whole_refusal
from tongxin.registers.kinds import About, EntryKind, is_many, python_type, refs_in
from tongxin.registers.models import Entry
from tongxin.registers.reading import current_values, in_words, named, typed, values_at, version_of
from tongxin.registers.stepping import used
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
    """An entry's facts as they stand, those that can be amended as fields, and why they are corrected.

    The form carries the version of the entry from which it was made; only what differs from that is a change.
    """

    reason = Text(
        label=_("Reason"),
        max_length=300,
        help_text=_("Stands beside the line: what was wrong, and who said so."),
    )

    made_from = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, entry: Entry, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry, self.by = entry, by
        self.fields["made_from"].initial = version_of(entry)
        values = current_values(entry)
        kind = entry.kind_class
        self.fixed: list[
            tuple[Any, str, Any]
        ] = []  # label, words, what to do instead where the field has its own way
        self.fixed_all: Any = ""  # what to do instead for the others
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
                    self.fixed.append((about.label, words, about.instead))
                    if not about.instead:
                        self.fixed_all = whole_refusal(kind, by)
        for field in self.fields.values():
            self.dress(field)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def field_of(self, name: str) -> str | None:
        """Return the field of a fact by the fact's own name."""
        return super().field_of(f"{PREFIX}{name}") or super().field_of(name)

    def changes(self) -> dict[str, Any]:
        """Return field name: value, of what differs from the version that the form was made from.

        Raises Conflict for a version that is none of the entry's.
        """
        said = {
            name.removeprefix(PREFIX): tuple(value) if isinstance(value, list) else value
            for name, value in self.cleaned_data.items()
            if name.startswith(PREFIX)
        }
        try:
            stood, _erased = values_at(self.entry, self.version)
        except LookupError:
            raise used() from None
        return changed(self.entry.kind_class, said, stood)

    def add_faults(self, faults: Mapping[str, str]) -> None:
        """Say beside what the fields themselves refuse what the rules would: all at once."""
        for name, text in faults.items():
            field = self.field_of(name)
            if field is not None and field not in self.errors:
                self.add_error(field, text)

    @property
    def version(self) -> UUID:
        """The version that the form was made from."""
        return self.cleaned_data.get("made_from") or version_of(self.entry)

    def after(self, conflict: Conflict) -> "AmendForm":
        """Return the form on the entry as it stands now, with what was typed kept and said beside it what somebody else changed."""
        fresh = AmendForm(entry=self.entry, by=self.by)
        data = QueryDict(mutable=True)
        sent: Any = self.data  # a page's form has several values for a name
        kept = {"key", "reason", *(f"{PREFIX}{name}" for name in self.changes())}
        for name in fresh.fields:
            if name in kept:
                # A field of several inputs names them after itself with a dot.
                for sent_name in (each for each in sent if each == name or each.startswith(f"{name}.")):
                    data.setlist(sent_name, sent.getlist(sent_name))
            else:
                data.setlist(name, as_sent(fresh[name].value()))
        again = AmendForm(data, entry=self.entry, by=self.by)
        again.add_error(None, str(conflict.message))
        for name, text in conflict.fields.items():
            again.add_error(again.field_of(name), text)
        return again


def as_sent(value: Any) -> list[str]:
    """Return a field's value as a browser sends it."""
    if isinstance(value, list | tuple):
        return [str(item) for item in value]
    return [] if value is None else [str(value)]


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
