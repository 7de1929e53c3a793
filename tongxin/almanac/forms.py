"""Days as announced: one, or a file of them."""

import csv
import io
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.almanac.actions import DayChange
from tongxin.kit.words import clean, decode, read_day
from tongxin.web.forms import Form, Text

WORKED = frozenset({"1", "上班", "工作日", "班", "是", "yes", "true", "work"})
OFF = frozenset({"0", "放假", "休息", "休", "假", "否", "no", "false", "off"})
MOST_BYTES, MOST_LINES = 200_000, 800


class DayForm(Form):
    """A day as announced."""

    day = forms.DateField(label=gettext_lazy("Day"))
    is_working = forms.TypedChoiceField(
        label=gettext_lazy("This day is"),
        choices=[("1", gettext_lazy("a working day")), ("0", gettext_lazy("a day off"))],
        coerce=lambda value: value == "1",
    )
    name = Text(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("As announced, for example: make-up day"),
    )

    def changes(self) -> list[DayChange]:
        """Return the day as the action takes it."""
        facts = self.cleaned_data
        return [DayChange(facts["day"], facts["is_working"], facts["name"])]


class DayFileForm(Form):
    """A year's notice as a CSV file: date, working day or day off, name."""

    file = forms.FileField(
        label=gettext_lazy("Days as CSV"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
        help_text=gettext_lazy(
            "One line a day: date, working or off, name. For example: 2027-02-14,上班,make-up day"
        ),
    )

    def clean_file(self) -> list[DayChange]:
        """Read the lines; every line that cannot be read is named with what to mend."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("This file is too large for a list of days. Keep one line for each day.")
            )
        try:
            rows = list(csv.reader(io.StringIO(decode(file.read()))))
        except (ValueError, csv.Error):
            raise forms.ValidationError(
                _("This file cannot be read as CSV. Save it as CSV and upload it again.")
            ) from None
        found: list[DayChange] = []
        faults: list[Any] = []
        for line, row in enumerate(rows[:MOST_LINES], start=1):
            cells = [clean(cell) for cell in row] + ["", "", ""]
            if not any(cells) or (line == 1 and not any(letter.isdigit() for letter in cells[0])):
                continue  # a blank line, or the heads
            try:
                found.append(_read(cells))
            except ValueError as fault:
                faults.append(_("Line %(line)s: %(what)s") % {"line": line, "what": fault})
        if faults:
            raise forms.ValidationError(faults[:20])
        if not found:
            raise forms.ValidationError(_("There is no day in this file."))
        return found

    def changes(self) -> list[DayChange]:
        """Return the days as the action takes them."""
        days: list[DayChange] = self.cleaned_data["file"]
        return days


def _read(cells: list[str]) -> DayChange:
    try:
        day = read_day(cells[0])
    except ValueError:
        raise ValueError(
            _("“%(text)s” is no date. Write it as 2027-02-14.") % {"text": cells[0][:20]}
        ) from None
    word = cells[1].lower()
    if word not in WORKED | OFF:
        raise ValueError(
            _("“%(text)s” says neither working nor off. Write 上班 or 放假, or 1 or 0.")
            % {"text": cells[1][:20]}
        )
    return DayChange(day, word in WORKED, cells[2])
