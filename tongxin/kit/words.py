"""Text as people type and read it: cleaning for storage, masking for those who need no name, labels of codes."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import get_language, gettext, pgettext

_SPACES = re.compile(r"[\s\u3000]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff\ud800-\udfff]")


def clean(text: str) -> str:
    """Return text as stored: NFC, lines ended by a line feed, no control or invisible characters, no blanks at the ends."""
    one_line_end = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", unicodedata.normalize("NFC", one_line_end)).strip()


def listed(items: Iterable[Any]) -> str:
    """Put the items of a list behind each other as the reader's language does: 甲、乙 or A, B."""
    return comma().join(str(item) for item in items)


def comma() -> str:
    """Return what stands between the items of a list in the reader's language."""
    return gettext(", ")


def colon() -> str:
    """Return what stands between a label and its text in the reader's language: a full-width colon, or a colon and a blank."""
    return pgettext("between a label and its text", ": ")


def labelled(label: Any, text: Any) -> str:
    """Put a label before a text."""
    return f"{label}{colon()}{text}"


def enumerated(items: Iterable[Any]) -> str:
    """Put several half sentences behind each other in one."""
    return pgettext("between half sentences", "; ").join(str(item) for item in items)


def run_on(*sentences: Any) -> str:
    """Put sentences behind each other as the reader's language does; empty ones are left out."""
    text = ""
    for sentence in (str(item) for item in sentences if item):
        text = (
            pgettext("sentences", "%(before)s %(after)s") % {"before": text, "after": sentence}
            if text
            else sentence
        )
    return text


def narrow(text: str) -> str:
    """Return text with full-width digits and letters made narrow and inner blanks made single (NFKC)."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", clean(text))).strip()


def decode(raw: bytes) -> str:
    """Read the text of a file as spreadsheets write it: UTF-8, UTF-16 with its mark, or GBK. ValueError otherwise."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw.decode("utf-8-sig")
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16" if marked else "utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8 nor GBK")


_DAY_FORMS = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?"),
    re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"),
    re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)


def read_day(text: str) -> date:
    """Read a day as people write it: 1956-3-5, 1956/3/5, 1956.3.5, 1956年3月5日, 19560305. ValueError otherwise."""
    plain = narrow(text)
    for form in _DAY_FORMS:
        match = form.fullmatch(plain) or form.fullmatch(plain.replace(" ", ""))
        if match:
            return date(*(int(part) for part in match.groups()))
    raise ValueError(f"not a day: {plain[:20]}")


def mask_name(name: str) -> str:
    """Show the first character of a name only: 张伟明 gives 张*明, 张伟 gives 张*."""
    if len(name) <= 1:
        return name
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_phone(phone: str) -> str:
    """Show the first three and last four digits: 138****5678."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "****" if phone else ""


_BUILDING = re.compile(r"^(.*?[栋幢楼号座])")


def building_of(address: str) -> str:
    """Return the building of an address: what stands before the first unit or room; nothing if none is named."""
    found = _BUILDING.match(address)
    return found.group(1) if found else ""


def mask_address(address: str) -> str:
    """Show the building only."""
    return building_of(address) or ("****" if address else "")


@lru_cache(maxsize=256)
def _labels(choices: type[TextChoices], language: str) -> dict[str, str]:
    del language  # part of the key: the labels are those of the language at hand
    return {str(code): str(label) for code, label in choices.choices}


def label_of(choices: type[TextChoices], code: str) -> str:
    """Return the words for a code in the reader's language: lists show the same few over and over."""
    return _labels(choices, get_language() or "").get(code, code)


def walking_order(address: str) -> tuple[Any, ...]:
    """Return a key that puts 3栋2单元501 before 12栋: numbers by value."""
    return tuple(
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"\d+|\D+", address)
    )
