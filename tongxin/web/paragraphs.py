"""The year's text: what each app has to tell of the year, filled in its `AppConfig.ready()`.

A paragraph is a function that yields sentences while the report asks it. Numbers are never typed into a sentence:
`%(CODE)s` in its text stands for the figure of that code, and is shown as a link to the rows that make it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongxin.kit.figures import Number, Period


class Section(TextChoices):
    """The parts of a year's work summary (工作总结), in their order."""

    BASICS = "basics", gettext_lazy("The community")
    WORK = "work", gettext_lazy("The year's work")
    EXAMPLES = "examples", gettext_lazy("Typical examples")
    PROBLEMS = "problems", gettext_lazy("Problems")
    PLANS = "plans", gettext_lazy("Next year")


def listed(parts: Iterable[SafeString]) -> SafeString:
    """Return parts of a sentence one after the other, as the language separates them."""
    return format_html_join(_(", "), "{}", ((part,) for part in parts))


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list under the sentences: its words, and the page of the row if the reader may open it."""

    text: str
    href: str = ""


class Telling(Protocol):
    """What a paragraph may ask while it tells of a year, and how it puts a sentence."""

    @property
    def period(self) -> Period:
        """The days of the year."""

    def __call__(self, text: str | Promise, **words: Any) -> SafeString:
        """Return a sentence: each `%(CODE)s` becomes the figure of that code, or what `words` gives for it."""

    def value(self, code: str) -> Number:
        """Return a figure's value, to decide whether there is anything to tell."""

    def number(self, code: str) -> SafeString:
        """Return a figure's number, linked to its rows."""

    def value_ahead(self, code: str) -> Number:
        """Return the figure's value of the year after."""

    def ahead(self, code: str) -> SafeString:
        """Return the figure's number of the year after, linked."""

    def part(self, code: str, value: str) -> SafeString:
        """Return the part of a figure that falls on one value of its splitting field, linked; nothing where it is 0."""

    def parts(self, code: str, text: str | Promise) -> SafeString:
        """Return how a figure divides, greatest first; `text` puts one part of it: `%(what)s` and `%(number)s`."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the year's text; without sentences it is left out.

    `title` heads it where its section has several lines of work; paragraphs of a section without a title follow each
    other as one text. `personal` paragraphs hold free text, and are for those who may open a figure's rows.
    """

    section: Section
    order: int
    tell: Callable[[Telling], Iterable[SafeString | Item]]
    title: str | Promise = ""
    personal: bool = False


PARAGRAPHS: list[Paragraph] = []
