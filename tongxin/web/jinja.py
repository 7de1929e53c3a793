"""Jinja for what is rendered by the thousand: the cells of lists. Pages themselves stay Django templates."""

from typing import Any

from django.utils.translation import gettext
from jinja2 import Environment

from tongxin.kit.words import colon
from tongxin.web.templatetags.web import capped


def environment(**options: Any) -> Environment:
    """Return the environment with our words and ways of showing things."""
    made = Environment(**options)  # noqa: S701  # Django's backend turns autoescaping on
    made.globals["_"] = gettext
    made.globals["colon"] = colon
    made.filters["capped"] = capped
    return made
