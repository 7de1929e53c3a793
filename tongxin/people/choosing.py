"""Choosing a resident in any form: the find-before-create box as a form field."""

from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.people.models import Person


class PersonChooser(forms.TextInput):
    """The finder's box with the hidden id of who was taken."""

    template_name = "people/chooser.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the name of who is taken now."""
        context = super().get_context(name, value, attrs)
        person = Person.objects.filter(pk=value).first() if value and _is_id(value) else None
        context["widget"] |= {"taken": person.name if person else "", "find": reverse("find_person")}
        return context


def _is_id(value: Any) -> bool:
    try:
        UUID(str(value))
    except ValueError:
        return False
    return True


class PersonField(forms.UUIDField):
    """A resident of this community, found by name, pinyin, initials, phone or building; empty if nobody known."""

    widget = PersonChooser
    default_error_messages = {"unknown": _("Choose a resident from the list that opens while you type.")}

    def clean(self, value: Any) -> Any:
        """Return the id of a resident who is held here."""
        found = super().clean(value)
        if found and not Person.objects.filter(pk=found).exists():
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        return found


def person_field(label: str | Promise) -> forms.Field:
    """Return the field with which a correction names another resident."""
    hint = _(
        "Name, pinyin, initials, last digits of the phone or building. Leave empty if it was nobody known."
    )
    return PersonField(label=str(label), required=False, help_text=hint)
