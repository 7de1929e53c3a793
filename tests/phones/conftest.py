"""A duty of the worker's, and a phone in the worker's hand."""

from datetime import datetime

import pytest

from tests.conftest import World
from tests.phones.phone import Phone
from tests.visits.flow import due_at_winter
from tongxin.visits.models import Duty
from tongxin.visits.reasons.actions import set_beat


@pytest.fixture
def duty(world: World, at: datetime) -> Duty:
    by = world.here.by("secretary")
    set_beat(building="3栋", account_id=world.here.by("worker").account_id, by=by, at=at)
    return due_at_winter(world.here, at)


@pytest.fixture
def phone(world: World, duty: Duty) -> Phone:
    return Phone(world)
