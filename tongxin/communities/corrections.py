"""What is checked when a line of the work record book is corrected."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tongxin.communities.entries import WorkLogged
from tongxin.kit.actor import Actor
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.kit.words import clean
from tongxin.registers.carrying import follows


def read_work(changes: Mapping[str, Any], by: Actor, at: datetime) -> Mapping[str, Any]:
    """Read a line's facts as they were recorded."""
    del by
    if changes.get("worked_on") and changes["worked_on"] > local_date(at):
        text = _("The day lies in the future.")
        raise RuleBroken(text, fields={"worked_on": text})
    return {name: clean(value) if isinstance(value, str) else value for name, value in changes.items()}


def declare() -> None:
    """Tell the registers; from `AppConfig.ready()`."""
    follows(WorkLogged, read=read_work)
