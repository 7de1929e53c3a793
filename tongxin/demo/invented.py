"""Invented people: names put together by chance, numbers that no authority gives out."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

SURNAMES = "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文单解仇区查翟"
GIVEN_ONE = (
    "伟芳敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红梅建国秀珍志海云波辉斌鹏宇浩欣怡琳雪晨悦涵轩博睿凯"
)
GIVEN_TWO = "文德志建国家春秋永嘉子思雨梓若晓雅俊天佳明秀玉淑桂海学少世正兴荣光宏"
# 00 begins no issued identity number, and no phone number of eleven digits begins with 100.
AREA = "0001"
PHONE_START = "100"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(born: date, serial: int) -> str:
    """Return a number with a right check digit that cannot belong to anyone."""
    body = f"{AREA}{serial // 1000 % 100:02d}{born:%Y%m%d}{serial % 1000:03d}"
    return (
        body
        + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]
    )


def phone_number(chance: random.Random) -> str:
    """Return eleven digits that are nobody's."""
    return f"{PHONE_START}{chance.randrange(10**8):08d}"


@dataclass(frozen=True, slots=True)
class Invented:
    """A person as a sheet would have them."""

    name: str
    born: date
    number: str
    phone: str
    building: str
    room: str
    relation: str


def _name(chance: random.Random) -> str:
    surname = chance.choice(SURNAMES)
    if chance.random() < 0.25:
        return surname + chance.choice(GIVEN_ONE)
    return surname + chance.choice(GIVEN_TWO) + chance.choice(GIVEN_ONE)


def people(count: int, chance: random.Random, *, on: date) -> Iterator[Invented]:
    """Yield people by households, nobody with the name and birth date of another."""
    used: set[tuple[str, date]] = set()
    made = 0
    home = 0
    while made < count:
        home += 1
        building, room = f"{home // 96 + 1}栋", f"{home // 24 % 4 + 1}单元{home // 4 % 6 + 1}0{home % 4 + 1}"
        size = min(chance.choices((1, 2, 3, 4, 5), (22, 32, 28, 12, 6))[0], count - made)
        eldest = on - timedelta(days=chance.randrange(26 * 365, 88 * 365))
        for at in range(size):
            relation, born = _place(at, eldest, chance, on)
            name = _name(chance)
            while (name, born) in used:
                name = _name(chance)
            used.add((name, born))
            made += 1
            number = identity_number(born, made) if chance.random() < 0.6 else ""
            phone = phone_number(chance) if chance.random() < 0.7 else ""
            yield Invented(name, born, number, phone, building, room, relation)


def _place(at: int, eldest: date, chance: random.Random, on: date) -> tuple[str, date]:
    if at == 0:
        return "户主", eldest
    if at == 1:
        return "配偶", eldest + timedelta(days=chance.randrange(-1800, 1800))
    relation = chance.choice(("儿子", "女儿", "孙子", "孙女", "母亲"))
    years = {"儿子": 26, "女儿": 26, "孙子": 52, "孙女": 52, "母亲": -25}[relation]
    born = eldest + timedelta(days=years * 365 + chance.randrange(2000))
    return relation, max(min(born, on - timedelta(days=chance.randrange(40, 900))), date(1915, 1, 1))
