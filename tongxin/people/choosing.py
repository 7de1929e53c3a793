"""Choosing a resident in any form: the find-before-create box as a form field."""

from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person

NOBODY = "nobody"  # as the tick sends it: what stood is taken off, on purpose


class PersonChooser(forms.TextInput):
    """The finder's box with the hidden id of who was taken, what was typed, and a tick where whoever stands may be taken off."""

    may_take_off = False

    template_name = "people/chooser.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the name of who is taken now, or what was typed and is nobody."""
        context = super().get_context(name, value, attrs)
        person = Person.objects.filter(pk=value).first() if value and _is_id(value) else None
        typed = "" if value in (None, NOBODY) else str(value)
        context["widget"] |= {
            "taken": person.pk if person else "",
            "shown": person.name if person else typed,
            "off": value == NOBODY,
            "may_take_off": self.may_take_off,
            "find": reverse("find_person"),
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Return the id of who was taken, `NOBODY` for the tick, or else what was typed: it is nobody yet."""
        del files
        if self.may_take_off and data.get(f"{name}.off"):
            return NOBODY
        return str(data.get(name) or data.get(f"{name}.typed") or "").strip()


def _is_id(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


class PersonField(forms.UUIDField):
    """A resident of this community, found by name, pinyin, initials, phone or building.

    Who stands there already is taken off by the tick alone: a name that was typed and never chosen, or a box that was emptied, is refused.
    """

    widget = PersonChooser
    default_error_messages = {
        "unknown": _("Choose a resident from the list that opens while you type."),
        "unchosen": _("No resident is chosen: please choose one from the list."),
    }

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Let the box offer to take off who stands, where the entry may name nobody."""
        self.initial = form.get_initial_for_field(self, field_name)
        widget: Any = self.widget
        widget.may_take_off = bool(self.initial) and not self.required
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> Any:
        """Return the id of a resident who is held here, or None."""
        if value == NOBODY:
            return None
        if (value and not _is_id(value)) or (not value and self.initial):
            raise forms.ValidationError(self.error_messages["unchosen"], code="unchosen")
        found = super().clean(value)
        if found and not Person.objects.filter(pk=found).exists():
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found


def person_field(label: str | Promise) -> forms.Field:
    """Return the field with which a correction names another resident."""
    hint = _("Name, pinyin, initials, last digits of the phone or building")
    return PersonField(label=str(label), required=False, help_text=hint)
