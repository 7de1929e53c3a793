"""Spreading homes over visitors and days before a festival. Pure: calls, visitors and days are arguments.

First each building goes to a visitor, by a small integer programme (HiGHS): load even, buildings together, last year's
visitor where it can be. Then each visitor's homes go to days in walking order, the earliest days first, so that the
days just before the festival stay free for homes where nobody opened.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tongxin.kit.words import walking_order

# What weighs how much: a home more than the even share costs two homes of continuity; a building divided costs two.
UNEVEN, CONTINUITY, DIVIDED = 2.0, 1.0, 2.0
# A plan a hundredth dearer than the best is as good. Nodes are limited, not seconds, so that it is the same every time.
OPTIONS = {
    "output_flag": False,
    "threads": 1,
    "mip_rel_gap": 0.01,
    "mip_abs_gap": 3.0,
    "mip_max_nodes": 400,
    "time_limit": 60.0,
}


@dataclass(frozen=True, slots=True)
class Call:
    """A home to call on: its building, its address, and who called last year."""

    home: UUID
    building: str
    address: str
    last_visitor: UUID | None = None


@dataclass(frozen=True, slots=True)
class Walker:
    """A visitor and the days on which they can go, leave days left out."""

    id: UUID
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A home in a round: who, when, as which stop from 1 on."""

    home: UUID
    visitor: UUID
    day: date
    place: int


class TooMany(ValueError):
    """There are more homes than the visitors can call on in the days given."""

    def __init__(self, homes: int, room: int) -> None:
        super().__init__(f"{homes} homes, room for {room}")
        self.homes, self.room = homes, room


def blocks(calls: Iterable[Call], most: int) -> list[list[Call]]:
    """Return the homes building by building in walking order, a building of more than a day's round divided evenly."""
    by_building: dict[str, list[Call]] = defaultdict(list)
    for call in sorted(
        calls, key=lambda item: (walking_order(item.building), walking_order(item.address), str(item.home))
    ):
        by_building[call.building].append(call)
    found: list[list[Call]] = []
    for homes in by_building.values():
        parts = -(-len(homes) // most)
        size = -(-len(homes) // parts)
        found += [homes[at : at + size] for at in range(0, len(homes), size)]
    return found


def spread(calls: Sequence[Call], walkers: Sequence[Walker], most_per_day: int) -> list[Stop]:
    """Return every home once, with its visitor, day and place in the round.

    Nobody has more than `most_per_day` homes on a day or any on a day not theirs. The same arguments give the same
    result. Raises TooMany.
    """
    going = [walker for walker in walkers if walker.days]
    room = sum(len(walker.days) for walker in going) * most_per_day
    if len(calls) > room:
        raise TooMany(len(calls), room)
    parts = blocks(calls, most_per_day)
    given: dict[UUID, list[Call]] = {walker.id: [] for walker in going}
    for part, at in zip(parts, _assigned(parts, going, most_per_day), strict=True):
        given[going[at].id] += part
    _make_room(given, going, most_per_day)
    return [stop for walker in going for stop in _rounds(walker, given[walker.id], most_per_day)]


def _assigned(parts: Sequence[Sequence[Call]], walkers: Sequence[Walker], most: int) -> list[int]:
    """Return for each block the index of its visitor."""
    if len(walkers) == 1 or not parts:
        return [0] * len(parts)
    import highspy  # half a second and numpy: only a plan should cost that

    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor has no annotations
    for option, value in OPTIONS.items():
        model.setOptionValue(option, value)
    people = range(len(walkers))
    take = [[model.addBinary() for _who in people] for _part in parts]
    total, days = sum(len(part) for part in parts), sum(len(walker.days) for walker in walkers)
    cost: Any = 0
    for at, part in enumerate(parts):
        model.addConstr(sum(take[at]) == 1)
        before = Counter(call.last_visitor for call in part)
        cost += sum(-CONTINUITY * before[walkers[who].id] * take[at][who] for who in people)
    for who in people:
        load = sum(len(part) * take[at][who] for at, part in enumerate(parts))
        room = len(walkers[who].days) * most
        model.addConstr(load <= room + most)  # a block may stand over; `_make_room` moves what does not fit
        over = model.addVariable(lb=0)
        model.addConstr(load - over <= total * len(walkers[who].days) / days)
        cost += UNEVEN * over
    cost += _divided(model, take, parts, people)
    model.minimize(cost)
    chosen = [[model.val(take[at][who]) for who in people] for at in range(len(parts))]
    return [max(people, key=lambda who, row=row: row[who]) for row in chosen]  # type: ignore[misc]  # the default keeps each row


def _divided(model: Any, take: Any, parts: Sequence[Sequence[Call]], people: range) -> Any:
    """Return the cost of every further visitor of a building that is divided into blocks."""
    same: dict[str, list[int]] = defaultdict(list)
    for at, part in enumerate(parts):
        same[part[0].building].append(at)
    cost: Any = 0
    for blocks_of_one in same.values():
        if len(blocks_of_one) > 1:
            for who in people:
                goes = model.addBinary()
                for at in blocks_of_one:
                    model.addConstr(take[at][who] <= goes)
                cost += DIVIDED * goes
    return cost


def _make_room(given: dict[UUID, list[Call]], walkers: Sequence[Walker], most: int) -> None:
    """Move homes from who has more than their days hold to who has room, the last of the walk first."""
    free = {walker.id: len(walker.days) * most - len(given[walker.id]) for walker in walkers}
    for walker in walkers:
        while free[walker.id] < 0:
            other = max(free, key=lambda who: (free[who], str(who)))
            given[other].append(given[walker.id].pop())
            free[walker.id] += 1
            free[other] -= 1


def _rounds(walker: Walker, calls: list[Call], most: int) -> Iterable[Stop]:
    """Yield a visitor's homes in walking order, as few days as they need, a building on one day where it fits."""
    left = blocks(calls, most)
    waiting = len(calls)
    days = list(walker.days)
    at, on_day = 0, 0
    for part in left:
        # A new day for a building that does not fit into this one, as long as the days left still hold everything.
        if on_day and on_day + len(part) > most and (len(days) - at - 1) * most >= waiting:
            at, on_day = at + 1, 0
        for call in part:
            if on_day == most:
                at, on_day = at + 1, 0
            on_day += 1
            waiting -= 1
            yield Stop(call.home, walker.id, days[at], on_day)
