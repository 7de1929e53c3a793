"""Judgements about people's facts: identity numbers, dates, phones, relations. Pure; each cites its source."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongxin.kit.words import clean, narrow, read_day

# GB/T 4761-2008, one-digit list: relation to the head of the household.
RELATIONS: Mapping[str, str | Promise] = {
    "0": _("Head of household"),
    "1": _("Spouse"),
    "2": _("Son"),
    "3": _("Daughter"),
    "4": _("Grandchild"),
    "5": _("Parent"),
    "6": _("Grandparent"),
    "7": _("Brother or sister"),
    "8": _("Other"),
}
RELATION_WORDS: Mapping[str, str] = {
    "户主": "0",
    "本人": "0",
    "本人或户主": "0",
    "户主本人": "0",
    "配偶": "1",
    "妻": "1",
    "妻子": "1",
    "夫": "1",
    "丈夫": "1",
    "爱人": "1",
    "老伴": "1",
    "子": "2",
    "儿子": "2",
    "长子": "2",
    "次子": "2",
    "独生子": "2",
    "养子": "2",
    "女": "3",
    "女儿": "3",
    "长女": "3",
    "次女": "3",
    "独生女": "3",
    "养女": "3",
    "孙子": "4",
    "孙女": "4",
    "外孙": "4",
    "外孙女": "4",
    "孙辈": "4",
    "外孙子": "4",
    "父": "5",
    "母": "5",
    "父亲": "5",
    "母亲": "5",
    "父母": "5",
    "岳父": "5",
    "岳母": "5",
    "公公": "5",
    "婆婆": "5",
    "祖父": "6",
    "祖母": "6",
    "爷爷": "6",
    "奶奶": "6",
    "外祖父": "6",
    "外祖母": "6",
    "祖父母": "6",
    "兄": "7",
    "弟": "7",
    "姐": "7",
    "妹": "7",
    "哥哥": "7",
    "弟弟": "7",
    "姐姐": "7",
    "妹妹": "7",
    "兄弟姐妹": "7",
    "其他": "8",
    "女婿": "8",
    "儿媳": "8",
    "非亲属": "8",
    "租户": "8",
    "保姆": "8",
}

# Why the community serves somebody apart: recorded with consent for this purpose only, seen by the staff.
CATEGORIES: Mapping[str, str | Promise] = {
    "taiwan_compatriot": _("Taiwan compatriot"),
    "taiwan_relative": _("Relative of a Taiwan compatriot"),
    "allowance": _("On the minimum living allowance"),
    "elderly_alone": _("Elderly person living alone"),
    "disabled": _("Person with a disability"),
    "laid_off": _("Laid off, looking for work"),
    "special_hardship": _("In special hardship"),
}


@dataclass(frozen=True, slots=True)
class Purpose:
    """What somebody may agree to. A new `version` of the wording asks anew (PIPL art. 14)."""

    code: str
    label: str | Promise
    version: str
    wording: str | Promise


PURPOSES: Mapping[str, Purpose] = {
    item.code: item
    for item in (
        Purpose(
            "served_category",
            _("Served category"),
            "2026-1",
            _(
                "I agree that the community keeps, for the purpose of serving me, that I belong to the category named. "
                "Only its staff see it. I can withdraw this at any time and am served all the same."
            ),
        ),
        Purpose(
            "volunteer",
            _("Volunteer roster"),
            "2026-1",
            _(
                "I agree that the community keeps my name, how to reach me and my hours as a volunteer of the group named. "
                "Only the group's leader and the deputy see the roster. I can withdraw this at any time."
            ),
        ),
        Purpose(
            "follow_up",
            _("Being called on"),
            "2026-1",
            _(
                "I agree that the community's staff call on me at festivals, in illness and after events in the family. "
                "I can withdraw this at any time."
            ),
        ),
        Purpose(
            "example",
            _("Example in the report"),
            "2026-1",
            _(
                "I agree that what was done for me is told, without my name, as an example in the year-end report."
            ),
        ),
    )
}

CONSENT_WAYS: Mapping[str, str | Promise] = {
    "paper": _("On paper, signed"),
    "spoken": _("Spoken, before a witness"),
    "web": _("On a page of this site"),
}
# What somebody agreed to that calls on their home rest on.
FOR_HOMES = frozenset({"served_category", "follow_up"})

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
EARLIEST_BIRTH = date(1900, 1, 1)
OLDEST_YEARS = 130


class Unreadable(ValueError):
    """A value that cannot be taken; the message says why and what to do."""

    def __init__(self, reason: Any) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Identity:
    """A checked identity number: the kind of card, its last four characters, the birth date in it."""

    number: str
    kind: str
    last4: str
    born: date


CARD_KINDS: Mapping[str, str | Promise] = {
    "resident": _("Resident identity card"),
    "hmt": _("Residence permit for Hong Kong, Macao and Taiwan residents"),
    "foreigner": _("Foreign permanent resident card"),
}


def identity(text: str, *, today: date) -> Identity:
    """Check an 18-character identity number (GB 11643: MOD 11-2).

    Address codes are not judged: they change. 81, 82, 83 begin a residence permit (国办发〔2018〕81号 art. 3), 9 a
    foreigner's card. Raises Unreadable saying what is wrong.
    """
    number = narrow(text).replace(" ", "").upper().lstrip("'")
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise Unreadable(_("An identity number has 18 characters: 17 digits and a digit or X."))
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Unreadable(
            _("The birth date inside the identity number is no date. Compare it with the card.")
        ) from None
    _check_birth(born, today)
    if _check_digit(number) != number[17]:
        raise Unreadable(_("The check digit of the identity number is wrong. Compare it with the card."))
    kind = "hmt" if number[:2] in {"81", "82", "83"} else "foreigner" if number[0] == "9" else "resident"
    return Identity(number, kind, number[-4:], born)


def _check_digit(number: str) -> str:
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False)) % 11]


def lost_digits(value: Any) -> bool:
    """Tell whether a spreadsheet has rounded an identity number: kept as a number it has 15 digits, then zeros.

    A text that ends in 000 is a rounded number only if its check digit is wrong: one true number in a thousand
    ends so.
    """
    if isinstance(value, float | int) and not isinstance(value, bool):
        return abs(value) >= 10**15
    text = narrow(str(value)).upper()
    if re.fullmatch(r"\d{15}000", text):
        return _check_digit(text) != "0"
    return bool(re.fullmatch(r"\d(\.\d+)?E\+?1[67]", text))


def _check_birth(born: date, today: date) -> None:
    if born > today:
        raise Unreadable(_("The birth date lies in the future."))
    if born < EARLIEST_BIRTH or (today.year - born.year) > OLDEST_YEARS:
        raise Unreadable(_("The birth date lies too far back."))


_SPREADSHEET_ZERO = date(1899, 12, 30)


def birth_date(value: Any, *, today: date) -> date:
    """Read a birth date as sheets hold it: five written forms, a date cell, or a spreadsheet's day number.

    Raises Unreadable for anything else, for a day that does not exist, and for the future.
    """
    if isinstance(value, datetime):
        found = value.date()
    elif isinstance(value, date):
        found = value
    elif isinstance(value, float | int) and not isinstance(value, bool) and 1000 < value < 80_000:
        found = _SPREADSHEET_ZERO + timedelta(days=int(value))
    else:
        found = _written_date(value)
    _check_birth(found, today)
    return found


def _written_date(value: Any) -> date:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    try:
        return read_day(text)
    except ValueError:
        raise Unreadable(
            _("Not understood as a date: “%(text)s”. Write it as 1956-03-05.") % {"text": narrow(text)[:20]}
        ) from None


def phone(value: Any) -> str:
    """Read a phone number: digits only, a mobile number (1[3-9] and 9 digits) or 7 to 12 digits of a land line."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = re.sub(r"[\s\-－—()（）]", "", narrow(str(value))).removeprefix("+86").lstrip("'")
    if text.startswith("86") and len(text) == 13:
        text = text[2:]
    if re.fullmatch(r"1[3-9]\d{9}", text) or re.fullmatch(r"(?!1)\d{7,12}", text):
        return text
    if re.fullmatch(r"1\d{10}", text):
        # Number ranges grow; 10x to 12x are the operators' own and are what the demo uses.
        return text
    raise Unreadable(
        _("Not a phone number: “%(text)s”. A mobile number has 11 digits.") % {"text": text[:20]}
    )


_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffffA-Za-z·.' \-]{1,40}")
_TWO_PEOPLE = re.compile(r"[、,，/;；\n&＆+＋]|\s和\s")


def person_name(value: Any) -> str:
    """Read a name: letters, Chinese characters, · and blanks between Latin words.

    Raises Unreadable for an empty cell, for two people in one cell, and for anything that is no name.
    """
    raw = clean(str(value))
    if not raw:
        raise Unreadable(_("The name is missing."))
    if _TWO_PEOPLE.search(raw) or re.fullmatch(r"[\u3400-\u9fff]{2,4}[\s\u3000]+[\u3400-\u9fff]{2,4}", raw):
        raise Unreadable(_("Two people in one cell. Give each a row of their own."))
    text = narrow(raw).replace("•", "·").replace("・", "·")
    if re.search(r"[\u3400-\u9fff]", text):
        text = text.replace(" ", "")  # 张 伟 is how forms spread a two-character name
    if not _NAME.fullmatch(text):
        raise Unreadable(
            _("Not a name: “%(text)s”. A name has letters or characters only.") % {"text": text[:20]}
        )
    return text


def relation(value: Any) -> str:
    """Read a relation to the head of the household as its GB/T 4761 one-digit code; unknown words give 8, other."""
    text = narrow(str(value))
    if text in RELATIONS:
        return text
    return RELATION_WORDS.get(text, "8" if text else "")


def address(value: Any) -> str:
    """Read an address line: narrow characters, no blanks."""
    text = narrow(str(int(value)) if isinstance(value, float) and value.is_integer() else str(value))
    return text.replace(" ", "")[:80]


def is_minor(born: date | None, *, on: date) -> bool:
    """Tell whether somebody is under 14: then a guardian consents (PIPL art. 31)."""
    if born is None:
        return False
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return years < 14
