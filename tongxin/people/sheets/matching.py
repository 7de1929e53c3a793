"""Which column holds what: the many wordings of heads, guessed; and which held person a row speaks of."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tongxin.kit.words import narrow

FIELDS: Mapping[str, str | Promise] = {
    "name": pgettext_lazy("of a person", "Name"),
    "card_number": _("Identity number"),
    "birth_date": _("Birth date"),
    "phone": _("Phone"),
    "address": _("Address"),
    "building": _("Building (joined to the address)"),
    "room": _("Room (joined to the address)"),
    "relation": _("Relation to the head"),
    "household": _("Household number"),
}

WORDINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "居民姓名", "人员姓名", "成员姓名", "姓 名", "name"),
    "card_number": (
        "身份证号",
        "身份证号码",
        "公民身份号码",
        "身份证",
        "证件号码",
        "证件号",
        "身份号码",
        "idnumber",
        "idno",
    ),
    "birth_date": ("出生日期", "出生年月日", "出生年月", "生日", "出生", "birthdate", "dateofbirth"),
    "phone": (
        "电话",
        "联系电话",
        "手机",
        "手机号",
        "手机号码",
        "联系方式",
        "电话号码",
        "移动电话",
        "phone",
        "tel",
        "mobile",
    ),
    "address": ("住址", "地址", "家庭住址", "居住地址", "现住址", "详细地址", "住所", "楼栋房号", "address"),
    "building": ("楼栋", "楼号", "栋号", "幢号", "楼栋号", "building"),
    "room": ("房号", "门牌", "门牌号", "室号", "单元房号", "房间号", "room"),
    "relation": ("与户主关系", "关系", "家庭关系", "户主关系", "与户主之关系", "relation"),
    "household": ("户号", "户编号", "家庭编号", "户口簿号", "户口本号", "household"),
}
# Columns that old sheets have and this system has no place for: never read, and said so.
NEVER_TAKEN = (
    "民族",
    "宗教",
    "信仰",
    "政治面貌",
    "党派",
    "党员",
    "性别",
    "备注",
    "学历",
    "收入",
    "评分",
    "等级",
)
HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class Head:
    """The header found in a sheet: its line (from 1) and the text of each column."""

    line: int
    texts: tuple[str, ...]

    @property
    def signature(self) -> str:
        """Return what a sheet with the same heads is remembered by."""
        return hashlib.sha256("\x1f".join(self.texts).encode()).hexdigest()


def _plain(cell: Any) -> str:
    return re.sub(r"[\s*＊:：]|[(（].*?[)）]", "", narrow(str(cell or ""))).lower()


def guess_field(head: str) -> str:
    """Return the field that a column's head names, or nothing."""
    text = _plain(head)
    if not text or any(word in text for word in NEVER_TAKEN):
        return ""
    for field, words in WORDINGS.items():
        if text in words:
            return field
    for field, words in WORDINGS.items():
        if any(len(word) > 1 and word in text for word in words) and "户主姓名" not in text:
            return field
    return ""


def find_head(rows: Sequence[Sequence[Any]]) -> Head | None:
    """Find the header: the first row, below any titles, in which a name column and another are recognised."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        fields = {guess_field(str(cell)) for cell in row if cell not in (None, "")} - {""}
        if "name" in fields and len(fields) >= 2:
            return Head(at + 1, tuple(narrow(str(cell or "")) for cell in row))
    return None


def guess_mapping(head: Head) -> dict[str, int]:
    """Return field: column (from 0), each field once, the first column that names it."""
    found: dict[str, int] = {}
    for at, text in enumerate(head.texts):
        field = guess_field(text)
        if field and field not in found:
            found[field] = at
    return found


def left_out(head: Head, mapping: Mapping[str, int]) -> list[str]:
    """Return the heads of the columns that are not taken in."""
    used = set(mapping.values())
    return [text for at, text in enumerate(head.texts) if text and at not in used]
