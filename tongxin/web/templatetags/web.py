"""How dates, moments, money and numbers look, in one place."""

import html
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any

from django import template
from django.utils import dateformat, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from tongxin.kit import words
from tongxin.kit.clock import CHINA, local_date
from tongxin.kit.words import listed

register = template.Library()
WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)


@register.filter
def day(value: Any, year: bool = False) -> str:
    """Show a day as 11月26日 周四, or 26 Nov Thu; with the year if asked."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = local_date(value)
    return _day(date(value.year, value.month, value.day), year, translation.get_language() or "")


@lru_cache(maxsize=8192)
def _day(value: date, year: bool, language: str) -> str:
    """Write a day in a language; lists show the same days over and over."""
    del language  # part of the key: the patterns are those of the language at hand
    if year:
        return dateformat.format(value, pgettext("date with year", "j M Y"))
    short = dateformat.format(
        value, pgettext("date", "j M")
    )  # outside an f-string: texts are collected from the source
    return f"{short} {WEEKDAYS[value.weekday()]}"


@register.filter
def bare_day(value: date | None) -> str:
    """Show a day without year and weekday, as the text of a year does."""
    return dateformat.format(value, pgettext("date", "j M")) if value else ""


@register.filter
def month(value: date) -> str:
    """Show the month of a day, without the year."""
    return dateformat.format(value, pgettext("month", "F"))


@register.filter
def weekday(value: date) -> str:
    """Show the weekday of a day."""
    return str(WEEKDAYS[value.weekday()])


@register.filter
def full_day(value: Any) -> str:
    """Show a day with its year."""
    return day(value, True)


@register.filter
def moment(value: datetime | None) -> str:
    """Show a moment as day and time in China."""
    if not value:
        return ""
    return f"{day(local_date(value), True)} {value.astimezone(CHINA):%H:%M}"


@register.filter
def number(value: Any) -> str:
    """Show a number with thousands, at most two decimals, none where they are zero."""
    if isinstance(value, Decimal | float):
        value = Decimal(str(value)).quantize(Decimal("0.01")).normalize()
        if value == value.to_integral():
            value = int(value)
    return f"{value:,}" if isinstance(value, int | Decimal) else str(value)


@register.filter
def money(value: Any) -> str:
    """Show yuan with two places."""
    return f"¥{Decimal(value or 0):,.2f}"


WAYS: dict[str, Callable[[Any], str]] = {"date": full_day, "moment": moment, "number": number, "money": money}


@register.filter
def shown(value: Any, kind: str = "text") -> Any:
    """Show a cell by the kind of its column."""
    if value in (None, ""):
        return ""
    if kind == "text":
        return full_day(value) if isinstance(value, date) else value
    way = WAYS.get(kind)
    return way(value) if way else value


def way_of(kind: str) -> Callable[[Any], Any]:
    """Return what shows the cells of a column of a kind on one page. Days recur on it: each is put into words once."""
    way = partial(shown, kind=kind)
    return cache(way) if kind == "date" else way


@register.filter
def capped(counted: tuple[int, bool]) -> str:
    """Show a count that stops at 10,000."""
    found, more = counted
    return _("more than %(count)s") % {"count": number(found)} if more else number(found)


@register.filter
def swap(href: str) -> SafeString:
    """Return the attributes of a link whose answer takes the place of the list; without scripts it is a link like any other."""
    address = html.escape(href)
    return mark_safe(  # noqa: S308  # the address is escaped
        f'href="{address}" hx-get="{address}" hx-target="#table" hx-swap="outerHTML" hx-push-url="true"'
    )


@register.simple_tag
def options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """Return the options of a select. A list has dozens: a loop of the template would take five times as long over them."""
    return mark_safe(  # noqa: S308  # codes and labels are escaped
        "".join(
            f'<option value="{html.escape(code)}"{" selected" if code == chosen else ""}>{html.escape(label)}</option>'
            for code, label in choices
        )
    )


@register.simple_tag
def boxes(name: str, choices: Iterable[tuple[str, str]], chosen: Collection[str]) -> SafeString:
    """Return a box to tick for each choice, joined here for the same reason as the options."""
    return mark_safe(  # noqa: S308  # codes and labels are escaped
        "\n".join(
            f'<label><input type="checkbox" name="{name}" value="{html.escape(code)}"'
            f"{' checked' if code in chosen else ''}> {html.escape(label)}</label>"
            for code, label in choices
        )
    )


@register.filter
def joined(items: Any) -> str:
    """Put the items of a list behind each other as the reader's language does."""
    return listed(items)


@register.simple_tag
def colon() -> str:
    """Return what stands between a label and its text in the reader's language."""
    return words.colon()


@register.simple_tag
def comma() -> str:
    """Return what stands between the items of a list in the reader's language."""
    return words.comma()


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Return the languages, each by its own name."""
    return [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]


@register.simple_tag
def language_now() -> str:
    """Return the language of the page."""
    return translation.get_language() or "zh-hans"


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """Read a key of a mapping."""
    return mapping.get(key, "") if mapping else ""
