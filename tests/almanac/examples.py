"""One example of each kind of entry about the calendar."""

from datetime import date

from tests.examples import Example
from tongxin.almanac.actions import DayChange, set_days

KINDS = {
    "almanac.day_set/1": Example(
        write=lambda world, at, _before: set_days(
            [DayChange(date(2027, 2, 20), True, "调休上班")], by=world.here.by("deputy"), at=at
        )
    )
}
