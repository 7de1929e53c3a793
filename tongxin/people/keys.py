"""Search keys: what people type to find somebody, folded so that a prefix query finds it. Pure."""

import os
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import islice, product

from tongxin.kit.words import narrow

MOST_READINGS = 24
KEY_LENGTH = 40
END = "\U0010ffff"
# Keys of another sort than names carry a mark, so that a name never collides with a number.
PHONE_MARK, ADDRESS_MARK = "#", "@"


@lru_cache(maxsize=1)
def _traditional() -> Callable[[str], str]:
    """Return OpenCC's conversion, loaded when first needed: commands that search nobody start without it."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


@lru_cache(maxsize=1)
def _pinyin() -> Callable[[str], list[str]]:
    """Return the readings of a single character, loaded when first needed and without the dictionary of phrases."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, pinyin

    return lambda letter: list(pinyin(letter, style=Style.NORMAL, heteronym=True, v_to_u=False)[0])


@lru_cache(maxsize=20_000)
def _simplified(letter: str) -> str:
    return _traditional()(letter)


@lru_cache(maxsize=20_000)
def readings(letter: str) -> tuple[str, ...]:
    """Return every reading of a character without tones; ü as lv, lu and lyu."""
    found: list[str] = []
    for syllable in _pinyin()(letter):
        plain = syllable.lower().replace("ü", "v")
        found += [plain, plain.replace("v", "u"), plain.replace("v", "yu")] if "v" in plain else [plain]
    return tuple(dict.fromkeys(item for item in found if item.isascii() and item.isalpha())) or (letter,)


def fold(text: str) -> str:
    """Fold text for comparison only: narrow, lower case, simplified, without blanks and the dots in names."""
    plain = re.sub(r"[\s·•・.'\-]", "", narrow(text).lower())
    return plain if plain.isascii() else "".join(_simplified(letter) for letter in plain)


def name_keys(name: str, spelling: str = "") -> set[str]:
    """Return every suffix of the folded name, of its pinyin by syllable and of its initials.

    All readings are kept, at most 24 combinations a suffix; `spelling` is the person's own pinyin.
    """
    letters = fold(name)
    found: set[str] = set()
    for start in range(len(letters)):
        rest = letters[start:]
        found.add(rest)
        if not rest.isascii():
            combined = product(*(readings(letter) for letter in rest))
            for syllables in islice(combined, MOST_READINGS):
                found.add("".join(syllables))
                found.add("".join(syllable[0] for syllable in syllables))
    if spelling:
        found.add(fold(spelling))
    return {key[:KEY_LENGTH] for key in found}


def phone_key(phone: str) -> str:
    """Return the number backwards, so that its last digits are a prefix."""
    return PHONE_MARK + phone[::-1]


def address_key(address: str) -> str:
    """Return the folded address."""
    return (ADDRESS_MARK + fold(address))[:KEY_LENGTH]


def keys_for(*, name: str, spelling: str = "", phone: str = "", address: str = "") -> set[str]:
    """Return all keys of a person."""
    found = name_keys(name, spelling)
    if phone:
        found.add(phone_key(phone))
    if address:
        found.add(address_key(address))
    return found


def prefixes(query: str) -> Iterable[str]:
    """Return the key prefixes that a typed query may mean: a name or pinyin, the end of a number, an address."""
    folded = fold(query)[: KEY_LENGTH - 1]
    if not folded:
        return ()
    if folded.isdigit():
        return (PHONE_MARK + folded[::-1], ADDRESS_MARK + folded)
    if re.search(r"\d", folded):
        return (ADDRESS_MARK + folded,)
    return (folded,) if folded.isascii() else (folded, ADDRESS_MARK + folded)
