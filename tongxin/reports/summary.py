"""The year's text (工作总结): the paragraphs that the apps declare, each number in it a link to its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongxin.kit.counting import NOTHING, Measured, YearCount
from tongxin.kit.figures import FIGURES, Figure, Number, Period
from tongxin.reports.yearend import (
    Reader,
    Shown,
    rows_link,
    shown,
    spared_parts,
    spared_text,
    text_of,
    words_for,
)
from tongxin.web.paragraphs import PARAGRAPHS, Item, Paragraph, Section, listed

MOST_PARTS = 8


@dataclass(frozen=True, slots=True)
class Written:
    """A paragraph as it is printed: its heading, its sentences run together, its list."""

    title: str
    text: SafeString
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the text with its number and heading."""

    title: str
    paragraphs: list[Written]


@dataclass
class Teller:
    """Answers what paragraphs ask of one year, for one reader; a figure is counted once however often it is named."""

    count: YearCount
    reader: Reader
    figures: dict[str, Shown] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """Return the year's days."""
        return self.count.year

    def __call__(self, text: str | Promise, **words: Any) -> SafeString:
        """Return a sentence with its figures filled in; what is not safe is escaped.

        A count that is withheld can be said to be under five. A sum cannot: its sentence is left out.
        """
        told = _Words({name: conditional_escape(word) for name, word in words.items()}, self)
        sentence = conditional_escape(str(text)) % told
        if told.untold:
            return SafeString("")
        return mark_safe(sentence)  # noqa: S308  # text and words are escaped one by one

    def value(self, code: str) -> Number:
        """Return a figure's value."""
        return self._shown(code).value

    def number(self, code: str) -> SafeString:
        """Return a figure's number, linked to its rows."""
        found = self._shown(code)
        return _linked(found.plain, found.href)

    def is_untold(self, code: str) -> bool:
        """Tell whether a figure is withheld from the reader and cannot be said to be under five either."""
        found = self._shown(code)
        return found.spared and found.figure.kind not in {"count", "distinct"}

    def value_ahead(self, code: str) -> Number:
        """Return the figure's value of the year after."""
        return self._ahead.value(FIGURES[code]).value

    def ahead(self, code: str) -> SafeString:
        """Return the figure's number of the year after, linked."""
        found = shown(FIGURES[code], self._ahead, self.reader)
        return _linked(found.plain, found.href)

    def part(self, code: str, value: str) -> SafeString:
        """Return the part of a figure that falls on one value of its splitting field, linked; nothing where it is 0."""
        figure = FIGURES[code]
        parts = self.count.split(figure)
        part = parts.get(value, NOTHING)
        if not part.value:
            return SafeString("")
        return self._part(figure, value, part.value, self._spared(figure, parts))

    def parts(self, code: str, text: str | Promise) -> SafeString:
        """Return how a figure divides, greatest first."""
        figure = FIGURES[code]
        values = {key: part for key, part in self.count.split(figure).items() if part.value}
        some = dict(list(values.items())[:MOST_PARTS])
        spared = self._spared(figure, values)
        told = [
            self(text, what=words_for(figure, key), number=self._part(figure, key, part.value, spared))
            for key, part in some.items()
            if key not in spared
        ]
        if len(told) < len(some):
            told.append(self(_("the others are not shown") if told else _("not shown")))
        return listed(told)

    def _spared(self, figure: Figure, parts: Mapping[Any, Measured]) -> Mapping[Any, str]:
        """Return which parts of a figure are withheld from the reader, each with what stands in its place."""
        if not self.reader.withheld:
            return {}
        untold = str(_("not shown"))
        found = spared_parts(figure, parts)
        if found is None:
            return dict.fromkeys(parts, untold)
        small, beside = found
        return dict.fromkeys(small, spared_text(figure)) | dict.fromkeys(beside, untold)

    def _part(self, figure: Figure, key: Any, value: Number, spared: Mapping[Any, str]) -> SafeString:
        if key in spared:
            return _linked(spared[key], "")
        asked = "" if key is None else key
        href = rows_link(figure, self.period.first.year, value=asked) if self.reader.may_open else ""
        return _linked(text_of(value), href)

    @cached_property
    def _ahead(self) -> YearCount:
        """Return the count of the year after."""
        return YearCount(self.period.first.year + 1, self.reader.today)

    def _shown(self, code: str) -> Shown:
        if code not in self.figures:
            self.figures[code] = shown(FIGURES[code], self.count, self.reader)
        return self.figures[code]


class _Words(dict[str, SafeString]):
    """What fills a sentence: the words given, and for any other name the figure of that code."""

    def __init__(self, words: Mapping[str, SafeString], teller: Teller) -> None:
        super().__init__(words)
        self.teller, self.untold = teller, False

    def __missing__(self, code: str) -> SafeString:
        self.untold |= self.teller.is_untold(code)
        return self.teller.number(code)


def _linked(text: str, href: str) -> SafeString:
    if href:
        return format_html('<a class="fig" href="{}">{}</a>', href, text)
    return format_html('<span class="fig">{}</span>', text)


def summary(count: YearCount, reader: Reader, figures: dict[str, Shown]) -> list[Part]:
    """Return the text of a year part by part; parts and paragraphs that have nothing to tell are left out.

    Of a year that has not begun there is nothing to tell, though states at its end could be counted.
    """
    if count.year.first > reader.today:
        return []
    teller = Teller(count, reader, figures)
    parts: list[Part] = []
    for section in Section:
        declared = sorted(
            (item for item in PARAGRAPHS if item.section == section), key=lambda item: item.order
        )
        written = _joined(
            [_written(item, teller) for item in declared if reader.may_open or not item.personal]
        )
        if written:
            parts.append(Part(_heading(len(parts) + 1, str(section.label)), written))
    return parts


def _written(paragraph: Paragraph, teller: Teller) -> Written:
    told = list(paragraph.tell(teller))
    items = [item for item in told if isinstance(item, Item)]
    sentences = [item for item in told if not isinstance(item, Item) and item]
    return Written(str(paragraph.title), _run_on(sentences), items)


def _run_on(sentences: list[SafeString]) -> SafeString:
    text = SafeString("")
    for sentence in sentences:
        follows = {"before": text, "after": sentence}
        text = mark_safe(pgettext("sentences", "%(before)s %(after)s") % follows) if text else sentence  # noqa: S308  # escaped
    return text


def _joined(written: list[Written]) -> list[Written]:
    """Number the lines of work; what has no heading of its own runs on as one paragraph."""
    headed = [item for item in written if item.title and (item.text or item.items)]
    plain = [item for item in written if not item.title]
    one = Written(
        "",
        _run_on([item.text for item in plain if item.text]),
        [line for item in plain for line in item.items],
    )
    lines = [
        Written(_line_heading(at, item.title), item.text, item.items) for at, item in enumerate(headed, 1)
    ]
    return [*([one] if one.text or one.items else []), *lines]


def _heading(at: int, title: str) -> str:
    numerals = pgettext("numerals of parts", "I II III IV V VI VII VIII IX X").split()
    return _("%(numeral)s. %(title)s") % {"numeral": _numeral(numerals, at), "title": title}


def _line_heading(at: int, title: str) -> str:
    numerals = pgettext("numerals of lines of work", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15").split()
    return _("(%(numeral)s) %(title)s") % {"numeral": _numeral(numerals, at), "title": title}


def _numeral(numerals: list[str], at: int) -> str:
    return numerals[at - 1] if at <= len(numerals) else str(at)
