"""The file that a phone wrote because it found no network."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.web.forms import Form

MOST_FILE_BYTES = 60 * 2**20
MOST_ITEMS = 500


class OutboxForm(Form):
    """A file that a phone wrote because it found no network."""

    file = forms.FileField(
        label=gettext_lazy("File from a phone"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        help_text=gettext_lazy("Saved on the visit page. It is sealed: only this server opens it."),
    )

    def clean_file(self) -> list[dict[str, Any]]:
        """Read the items of the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_FILE_BYTES:
            raise forms.ValidationError(
                _("The file is too large. Let the phone send directly, or save fewer items.")
            )
        try:
            said = json.loads(file.read())
            items = said["items"]
            if said["tongxin"] != "outbox" or not isinstance(items, list):
                raise ValueError
        except (ValueError, KeyError, TypeError, RecursionError):
            raise forms.ValidationError(
                _("This is not a file of the visit page. Save it again on the phone.")
            ) from None
        if not items:
            raise forms.ValidationError(_("There is no visit in this file."))
        if len(items) > MOST_ITEMS:
            raise forms.ValidationError(_("There are too many visits in one file."))
        return items
