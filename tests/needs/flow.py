"""Short ways to a need at some stage, for tests of the next."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.conftest import Home
from tongxin.needs import actions, actions_closing
from tongxin.needs.models import Need


def received(home: Home, at: datetime, **facts: Any) -> Need:
    """Return a need just received."""
    wanted: dict[str, Any] = {
        "channel": "walk_in",
        "category": "help",
        "service_type": "legal",
        "matter": "租房押金不退",
        "person_id": home.people["张伟明"],
        "by": home.by("worker"),
        "at": at,
    }
    return actions.receive(**{**wanted, **facts})


def offered(home: Home, at: datetime, group: str = "legal", **facts: Any) -> Need:
    """Return a need offered to a group."""
    need = received(home, at, **facts)
    return actions.offer(need.pk, home.groups[group], seen=need.version, by=home.by("worker"), at=at)


def accepted(home: Home, at: datetime, **facts: Any) -> Need:
    """Return a need accepted by the lawyers."""
    need = offered(home, at, **facts)
    return actions.accept(need.pk, home.members["单建国"], seen=need.version, by=home.by("leader"), at=at)


def done(home: Home, at: datetime, **facts: Any) -> Need:
    """Return a need that was served."""
    need = accepted(home, at, **facts)
    day: date = at.date()
    return actions_closing.finish(
        need.pk,
        done_on=day,
        hours=Decimal("1.50"),
        result="讲明了权利和步骤",
        seen=need.version,
        by=home.by("leader"),
        at=at,
    )
