"""Text as people type and read it: cleaning for storage, masking for those who need no name, labels of codes."""

import re
import unicodedata
from functools import lru_cache

from django.db.models import TextChoices
from django.utils.translation import get_language

_SPACES = re.compile(r"[\s\u3000]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff]")


def clean(text: str) -> str:
    """Return text as stored: NFC, no control or invisible characters, no blanks at the ends."""
    return _CONTROLS.sub("", unicodedata.normalize("NFC", text)).strip()


def narrow(text: str) -> str:
    """Return text with full-width digits and letters made narrow and inner blanks made single (NFKC)."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", clean(text))).strip()


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


def mask_address(address: str) -> str:
    """Show the building only: what stands before the first unit or room."""
    found = re.match(r"^(.*?[栋幢楼号座])", address)
    return found.group(1) if found else "****" if address else ""


@lru_cache(maxsize=256)
def _labels(choices: type[TextChoices], language: str) -> dict[str, str]:
    del language  # part of the key: the labels are those of the language at hand
    return {str(code): str(label) for code, label in choices.choices}


def label_of(choices: type[TextChoices], code: str) -> str:
    """Return the words for a code in the reader's language: lists show the same few over and over."""
    return _labels(choices, get_language() or "").get(code, code)
