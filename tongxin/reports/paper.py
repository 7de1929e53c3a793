"""The year's report as paper: set as official papers are, the text first, then the figures as tables."""

import html
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from tongxin.reports.summary import Part
from tongxin.reports.yearend import Shown
from tongxin.web.charts import Chart
from tongxin.web.paper.documents import Block, Document, Grid, PaperColumn, PaperRow, Words
from tongxin.web.paper.lists import Imprint, signatures
from tongxin.web.templatetags.web import full_day, number


def report_document(context: Mapping[str, Any], imprint: Imprint) -> Document:
    """Return what the report's page shows its reader as it stands on paper; what is withheld there is withheld here."""
    year = context["year"]
    return Document(
        _("Work summary %(year)s") % {"year": year},
        [(_("Community"), imprint.community), (_("As of"), full_day(imprint.at))],
        _blocks(context),
        signed=signatures(),
        letter=True,
        foot=imprint.foot,
    )


def _blocks(context: Mapping[str, Any]) -> Iterator[Block]:
    if not context["begun"]:
        yield Words(_("This year has not begun yet."))
        return
    if not context["parts"]:
        yield Words(_("Nothing is recorded of this year yet."))
    yield from _text(context["parts"])
    if context["reader"].withheld:
        yield Words(
            _(
                "Only figures travel to the sub-district; counts under five are withheld where they could tell of one person."
            ),
            "note",
        )
    yield Words(_("Figures"), "part")
    yield _figures([*context["headline"], *context["others"]])
    yield from _charts(context["charts"])
    if context["quarters"]:
        yield Words(_("By quarter"), "line")
        yield _quarters(context["quarters"])


def _plain(text: Any) -> str:
    return html.unescape(strip_tags(str(text)))


def _text(parts: Iterable[Part]) -> Iterator[Block]:
    for part in parts:
        yield Words(_plain(part.title), "part")
        for paragraph in part.paragraphs:
            if paragraph.title:
                yield Words(_plain(paragraph.title), "line")
            if paragraph.text:
                yield Words(_plain(paragraph.text))
            for item in paragraph.items:
                yield Words(_plain(item.text), "item")


def _figures(items: Sequence[Shown]) -> Grid:
    compares = any(item.change for item in items)
    columns = [PaperColumn(_("Figure"), "long"), PaperColumn(_("Value"), "number")]
    if compares:
        columns.append(PaperColumn(_("Against the same days of the year before"), "number"))
    rows = (
        PaperRow([str(item.figure.label), item.text, *([item.change] if compares else [])]) for item in items
    )
    return Grid(columns, rows)


def _charts(charts: Iterable[Chart]) -> Iterator[Block]:
    for chart in charts:
        if not chart.marks:
            continue
        yield Words(str(chart.title), "line")
        if chart.upright:
            columns = [PaperColumn(mark.label, "number") for mark in chart.marks]
            yield Grid(columns, [PaperRow([mark.text or "0" for mark in chart.marks])])
        else:
            rows = [PaperRow([mark.label, mark.text]) for mark in chart.marks]
            yield Grid([PaperColumn("", "long"), PaperColumn(_("Value"), "number")], rows)


def _quarters(quarters: Iterable[tuple[Any, Sequence[tuple[Any, str]]]]) -> Grid:
    labels = (_("First quarter"), _("Second quarter"), _("Third quarter"), _("Fourth quarter"))
    columns = [PaperColumn(_("Figure"), "long"), *(PaperColumn(label, "number") for label in labels)]
    rows = (
        PaperRow([str(figure.label), *(number(value) if value else "0" for value, _href in cells)])
        for figure, cells in quarters
    )
    return Grid(columns, rows)
