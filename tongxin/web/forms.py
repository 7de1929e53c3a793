"""Forms: one look, an error summary, the client-made id, and rule errors shown on their fields."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.validators import (
    BaseValidator,
    DecimalValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinValueValidator,
)
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from tongxin.kit.errors import RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.words import clean

Done = TypeVar("Done")


class Renderer(TemplatesSetting):
    """Renders forms and fields with the templates of the shell."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"


class Text(forms.CharField):
    """Text without control characters or blanks at the ends. What is too long is refused whole, never cut."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = _(
                    "Too long: %(show_value)s characters, and at most %(limit_value)s fit. Nothing was cut off: shorten it and send it again."
                )

    def to_python(self, value: Any) -> str:
        """Clean what was typed."""
        return clean(super().to_python(value) or "")


def name_faults(field: forms.Field) -> None:
    """Let what is missing or unreadable be refused by the field's own name, with what to do."""
    if not field.label:
        return
    told = {"field": str(field.label)}
    chosen = isinstance(field, forms.ChoiceField)
    field.error_messages["required"] = (
        _("Choose “%(field)s”.") if chosen else _("Fill in “%(field)s”.")
    ) % told
    unreadable: dict[type[forms.Field], Any] = {
        forms.DateField: _("“%(field)s” is no day: write year, month and day, such as 2026-11-25."),
        forms.DecimalField: _("“%(field)s” is no number."),
        forms.IntegerField: _("“%(field)s” must be a whole number."),
    }
    # A decimal field is an integer field to Django: the first that fits is meant.
    text = next((words for kind, words in unreadable.items() if isinstance(field, kind)), None)
    if text is not None:
        field.error_messages["invalid"] = text % told
    if isinstance(field, forms.DecimalField) and field.max_value is not None:
        # How many digits fit is said by the greatest value: one fault, one sentence.
        field.validators = [item for item in field.validators if not isinstance(item, DecimalValidator)]
        field.validators.append(DecimalValidator(None, field.decimal_places))


def name_limits(field: forms.Field) -> None:
    """Let a number that is too small or too large be refused by the field's own name: “People must be at least 1.”"""
    texts: dict[type[BaseValidator], Any] = {
        MinValueValidator: _("%(field)s must be at least %(limit)s."),
        MaxValueValidator: _("%(field)s must be at most %(limit)s."),
    }
    for at, validator in enumerate(field.validators):
        text = texts.get(type(validator)) if isinstance(validator, BaseValidator) else None
        if text is not None and isinstance(validator, BaseValidator) and field.label:
            # A model's validator is everybody's: this field gets one of its own.
            words = {"field": str(field.label).replace("%", "%%"), "limit": "%(limit_value)s"}
            field.validators[at] = type(validator)(validator.limit_value, message=text % words)


class Form(forms.Form):
    """Base of every form. `key` is made when the form opens: sent twice, it is recorded once."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    use_required_attribute = False
    unmarked: frozenset[str] = frozenset()  # fields that need no “optional” beside their label

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid7
        for field in self.fields.values():
            self.dress(field)

    @staticmethod
    def dress(field: forms.Field) -> None:
        """Give a field the widget and the marks that the pages' scripts read."""
        if isinstance(field, forms.DateField):
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        # A browser would cut off what is pasted beyond `maxlength`, without a word. The page counts instead, and
        # what is too long comes back whole, with what to do.
        if isinstance(field, Text) and field.max_length:
            field.widget.attrs.pop("maxlength", None)
            field.widget.attrs |= {"data-most": field.max_length, "data-over": _("%(n)s too many")}
        if isinstance(field.widget, forms.Textarea):
            # Ten rows are the widget's own default; a phrase needs three.
            field.widget.attrs["rows"] = {"10": 3}.get(
                str(field.widget.attrs.get("rows")), field.widget.attrs.get("rows")
            )
        field.widget.attrs.setdefault("autocomplete", "off")
        name_faults(field)
        name_limits(field)

    def field_of(self, name: str) -> str | None:
        """Return the field at which a fault of this name is shown; None above the form."""
        return name if name in self.fields else None

    def facts(self) -> dict[str, Any]:
        """Return the cleaned data, with a key also when the page was made without one."""
        return {**self.cleaned_data, "key": self.cleaned_data.get("key") or uuid7()}


def perform(form: Form, deed: Callable[[], Done]) -> Done | None:
    """Run an action; a broken rule becomes an error on the form's fields and None is returned."""
    try:
        return deed()
    except RuleBroken as broken:
        alone = len(broken.fields) == 1  # then the whole sentence stands at the field, remedy and all
        for name, text in broken.fields.items():
            form.add_error(form.field_of(name), str(broken.message if alone else text))
        if not broken.fields:
            form.add_error(None, str(broken.message))
        return None


class ReasonForm(Form):
    """Why something is done."""

    reason = Text(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def status_of(form: forms.Form) -> int:
    """Return 422 for a form with errors, so that a script can tell."""
    return 422 if form.is_bound and form.errors else 200
