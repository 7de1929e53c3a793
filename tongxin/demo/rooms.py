"""The venues of the demo: three rooms with a living week, made by the same actions."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from tongxin.demo.past import Happening, Past
from tongxin.groups.models import Group
from tongxin.kit.clock import local_date
from tongxin.kit.errors import RuleBroken
from tongxin.venues.bookings.actions import book, book_series
from tongxin.venues.bookings.changing import cancel_booking, decide, miss, record_use
from tongxin.venues.models import Booking, State, Venue
from tongxin.venues.rooms.actions import close_venue, open_venue
from tongxin.venues.rules import MONTHLY, WEEKLY, span_of

WEEK = {day: [(510, 690), (840, 1050)] for day in range(5)}
EVENINGS = {day: [(510, 690), (840, 1260)] for day in range(7)}
READING = {day: [(510, 1050)] for day in range(1, 7)}
# Name, where, people, equipment, key, approval, hours.
ROOMS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "阅览室",
        {"place": "服务中心二楼", "capacity": 30, "equipment": "书架、阅览桌、饮水机", "hours": READING},
    ),
    ("服务站", {"place": "服务中心一楼", "capacity": 16, "equipment": "咨询台、血压计", "hours": WEEK}),
    (
        "活动室",
        {
            "place": "服务中心三楼",
            "capacity": 60,
            "equipment": "投影仪、音响、折叠椅六十把",
            "has_key": True,
            "needs_approval": True,
            "hours": EVENINGS,
        },
    ),
)
# Room, weekday (0 is Monday), from, to, how it repeats, for what, who, how many.
REGULAR = (
    ("活动室", 1, "09:00", "10:30", WEEKLY, 1, "合唱排练", "夕阳红合唱队", 32),
    ("活动室", 3, "15:00", "16:30", WEEKLY, 1, "太极拳", "晨练队", 24),
    ("活动室", 4, "19:00", "20:30", WEEKLY, 2, "广场舞教学", "舞蹈队", 28),
    ("阅览室", 2, "14:30", "16:00", WEEKLY, 1, "读书会", "读书小组", 14),
    ("阅览室", 5, "09:00", "10:30", WEEKLY, 1, "四点半课堂", "助学志愿者", 18),
    ("服务站", 0, "09:00", "11:00", WEEKLY, 1, "法律咨询", "法律服务组", 10),
    ("服务站", 3, "14:30", "16:30", MONTHLY, 1, "义诊", "健康服务组", 12),
)
SINGLE = (
    ("活动室", "居民议事会", "居委会", 36),
    ("阅览室", "书法交流", "书画爱好者", 12),
    ("活动室", "消防知识讲座", "物业服务中心", 40),
    ("服务站", "手机使用指导", "青年志愿者", 8),
    ("活动室", "老党员座谈", "党支部", 22),
)
LEFT = ("桌椅归位，门窗已关", "整洁，灯已关", "一把椅子松动，已报修", "整洁")


def plan_venues(past: Past, *, first: date, last: date) -> None:
    """Put the rooms, their regular and single bookings and what became of them on the line; the coming weeks are booked too."""
    start = past.office_hour(first)
    for number, (name, facts) in enumerate(ROOMS):
        past.at(start + timedelta(minutes=number), partial(_open, past, name, facts))
    # A series is booked for half a year, and again.
    for begin in (first + timedelta(days=1), last - timedelta(days=120)):
        until = min(begin + timedelta(days=190), last + timedelta(days=28))
        for number, regular in enumerate(REGULAR):
            at = past.office_hour(begin) + timedelta(minutes=number)
            past.at(at, partial(_series, past, regular, until))
    for number in range((last - first).days // 6):
        day = first + timedelta(days=3 + number * 6 + past.chance.randrange(3))
        past.at(past.office_hour(day), partial(_single, past, SINGLE[number % len(SINGLE)], 2 + number % 9))
    past.at(past.office_hour(last - timedelta(days=2)), partial(_closed, past))
    past.at(past.office_hour(last - timedelta(days=1)), partial(_queue, past))


def _open(past: Past, name: str, facts: dict[str, Any], at: datetime) -> None:
    open_venue(name=name, **facts, by=past.actors["secretary"], at=at)


def _clocked(day: date, begins: str, ends: str) -> dict[str, Any]:
    span = span_of(day, time.fromisoformat(begins), time.fromisoformat(ends))
    return {"starts": span.starts, "ends": span.ends}


def _series(past: Past, regular: tuple[Any, ...], until: date, at: datetime) -> None:
    name, weekday, begins, ends, unit, every, purpose, holder, people = regular
    today = local_date(at)
    day = today + timedelta(days=1 + (weekday - today.weekday() - 1) % 7)
    group = Group.objects.active().filter(name=holder).first()
    facts: dict[str, Any] = {"purpose": purpose, "holder": holder, "people": people}
    facts |= {"group_id": group.pk if group else None, "unit": unit, "every": every, "until": until}
    try:
        series = book_series(
            Venue.objects.get(name=name).pk,
            **_clocked(day, begins, ends),
            **facts,
            leave_out=True,
            by=past.actors["deputy"],
            at=at,
        )
    except RuleBroken:
        return  # the half year before still holds all of its dates
    for booking in series.bookings.all():
        past.at(booking.ends + timedelta(minutes=5), _ends(past, booking))


def _single(past: Past, single: tuple[Any, ...], ahead: int, at: datetime) -> None:
    name, purpose, holder, people = single
    day = local_date(at) + timedelta(days=ahead)
    hour = past.chance.choice(("08:30", "10:00", "14:00", "15:30"))
    ends = f"{int(hour[:2]) + 1:02d}:{hour[3:]}"
    by = past.actors["worker"]
    facts: dict[str, Any] = {"purpose": purpose, "holder": holder, "people": people, "or_wait": True}
    try:
        made = book(Venue.objects.get(name=name).pk, **_clocked(day, hour, ends), **facts, by=by, at=at)
    except RuleBroken:
        return  # not open on that day
    if made.state == State.ASKED and local_date(past.until) - local_date(at) > timedelta(days=2):
        past.at(past.later(at, 0.2), partial(_decide, past, made))
    past.at(made.ends + timedelta(minutes=5), _ends(past, made))


def _decide(past: Past, made: Booking, at: datetime) -> None:
    booking = Booking.objects.get(pk=made.pk)
    if booking.state == State.ASKED:
        approved = past.chance.random() < 0.9
        reason = "" if approved else "当天另有安排，请改期"
        by = past.actors["deputy"]
        decide(booking.pk, approved=approved, reason=reason, seen=booking.version, by=by, at=at)


def _ends(past: Past, made: Booking) -> Happening:
    """Return what happens when the time of a booking is over."""

    def happening(at: datetime) -> None:
        booking = Booking.objects.get(pk=made.pk)
        chance = past.chance.random()
        if booking.state != State.CONFIRMED or (chance > 0.97 and past.until - at > timedelta(days=1)):
            return _give_up(past, booking, at)
        by: dict[str, Any] = {"seen": booking.version, "by": past.actors["worker"], "at": at}
        if chance > 0.94:
            miss(booking.pk, **by)
            return None
        came = max(1, booking.people - past.chance.randrange(8))
        record_use(booking.pk, came=came, checked=past.chance.choice(LEFT), **by)
        return None

    return happening


def _give_up(past: Past, booking: Booking, at: datetime) -> None:
    """Cancel late what nobody decided upon or what fell out."""
    if booking.state in {State.ASKED, State.WAITING, State.CONFIRMED}:
        by = past.actors["worker"]
        cancel_booking(booking.pk, reason="未能安排，已告知", seen=booking.version, by=by, at=at)


def _queue(past: Past, at: datetime) -> None:
    """Let one booking wait for approval, and one for a time that is taken."""
    room, by, today = Venue.objects.get(name="活动室"), past.actors["worker"], local_date(at)
    tuesday = today + timedelta(days=1 + (7 - today.weekday()) % 7)
    facts: dict[str, Any] = {"people": 30, "or_wait": True, "by": by, "at": at}
    for day, begins, ends, purpose, holder in (
        (tuesday, "09:00", "10:30", "京剧排练", "京剧票友社"),
        (tuesday + timedelta(days=1), "15:30", "17:00", "春联书写", "书画爱好者"),
    ):
        book(room.pk, **_clocked(day, begins, ends), purpose=purpose, holder=holder, **facts)


def _closed(past: Past, at: datetime) -> None:
    day = local_date(at) + timedelta(days=9)
    room = Venue.objects.get(name="服务站")
    by = past.actors["secretary"]
    close_venue(room.pk, first=day, last=day + timedelta(days=1), reason="线路检修", by=by, at=at)
