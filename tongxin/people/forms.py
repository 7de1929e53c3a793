"""Forms about residents."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.people.rules import CATEGORIES, CONSENT_WAYS, PURPOSES, RELATIONS
from tongxin.people.sheets.matching import FIELDS
from tongxin.web.forms import Form, Text


class PersonForm(Form):
    """A resident's facts."""

    name = Text(label=pgettext_lazy("of a person", "Name"), max_length=40)
    birth_date = forms.DateField(label=_("Birth date"), required=False)
    phone = Text(label=_("Phone"), max_length=30, required=False)
    address = Text(
        label=_("Address"),
        max_length=80,
        required=False,
        help_text=_("Building, unit and room, as in 3栋2单元501"),
    )
    relation = forms.ChoiceField(
        label=_("Relation to the head"), required=False, choices=[("", "—"), *RELATIONS.items()]
    )
    card_number = Text(
        label=_("Identity number"),
        max_length=24,
        required=False,
        help_text=_(
            "Optional. Only the last four characters and a fingerprint are kept, to find the person again."
        ),
    )
    spelling = Text(label=_("Own spelling in pinyin"), max_length=40, required=False)


class NewPersonForm(PersonForm):
    """A new resident."""

    another = forms.BooleanField(label=_("This is another person than the one already held"), required=False)


class CorrectPersonForm(PersonForm):
    """A resident's facts as the form was opened with them."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    left_on = forms.DateField(label=_("Moved away on"), required=False)
    reason = Text(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Stands beside the old facts: who said so, or what was wrong."),
    )


class ConsentForm(Form):
    """A consent as it was given."""

    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=[(code, item.label) for code, item in PURPOSES.items()]
    )
    category = forms.ChoiceField(
        label=_("Served category"),
        required=False,
        choices=[("", "—"), *CATEGORIES.items()],
        help_text=_("Only for the purpose “Served category”"),
    )
    given_on = forms.DateField(label=_("Given on"))
    way = forms.ChoiceField(label=_("How given"), choices=list(CONSENT_WAYS.items()))
    by_guardian = Text(
        label=_("Guardian who consented"), max_length=40, required=False, help_text=_("Needed under 14")
    )


class UploadForm(Form):
    """A sheet to take in."""

    file = forms.FileField(
        label=_("Sheet"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt,.et"}),
        help_text=_("XLSX, XLS or CSV, as you keep it: titles above the heads do not matter."),
    )

    @property
    def limit(self) -> int:
        """Return the largest size in megabytes."""
        return int(settings.UPLOAD_MB)


class MappingForm(Form):
    """Which column holds what: a choice for each column of the sheet."""

    def __init__(self, *args: object, columns: list[str], mapping: dict[str, int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        chosen = {at: field for field, at in mapping.items()}
        for at, text in enumerate(columns):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=text or _("Column %(number)s") % {"number": at + 1},
                required=False,
                choices=[("", _("not taken in")), *FIELDS.items()],
                initial=chosen.get(at, ""),
            )

    def mapping(self) -> dict[str, int]:
        """Return field: column; a field chosen twice keeps both so that the action can refuse it."""
        found: dict[str, int] = {}
        for name, value in self.cleaned_data.items():
            if name.startswith("column_") and value:
                if value in found:
                    self.add_error(name, _("Chosen for two columns."))
                found[value] = int(name.removeprefix("column_"))
        return found
