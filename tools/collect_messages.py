"""Collect the texts for translation and make the Traditional catalogue from the Simplified one.

Needs GNU gettext. English is the source; zh-Hans is written by hand; zh-Hant follows from it by OpenCC (s2twp) and a few corrections, so
that the two never drift apart.
"""

import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "tongxin/locale"
# What the phrase table for Taiwan gets wrong in a community's own words.
CORRECTED = {"社群": "社區", "專案": "項目", "物件": "對象", "籤": "簽", "臺賬": "臺帳", "賬號": "帳號"}


def traditional(text: str) -> str:
    """Return a Simplified text in Traditional characters, in the words used in Taiwan."""
    found = OpenCC("s2twp").convert(text)
    for wrong, right in CORRECTED.items():
        found = found.replace(wrong, right)
    return found


def catalogue(language: str) -> Path:
    """Return the path of a catalogue."""
    return LOCALE / language / "LC_MESSAGES/django.po"


def main() -> None:
    """Run makemessages, convert, and tell what is missing."""
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hans", "--no-location", "--no-obsolete"],
        cwd=ROOT / "tongxin",
        check=True,
    )
    with catalogue("zh_Hans").open("rb") as source:
        found = read_po(source, locale="zh_Hans")
    missing = [str(message.id) for message in found if message.id and not any(_strings(message.string))]
    found.locale = "zh_Hant"
    found.header_comment = (
        "# Tongxin: Traditional Chinese, made from the Simplified catalogue by tools/collect_messages.py"
    )
    for message in found:
        if message.id:
            texts = [traditional(text) for text in _strings(message.string)]
            message.string = texts[0] if isinstance(message.id, str) else tuple(texts[:1])
    catalogue("zh_Hant").parent.mkdir(parents=True, exist_ok=True)
    with catalogue("zh_Hant").open("wb") as out:
        write_po(out, found, width=0)
    print(f"{len(missing)} texts without Chinese", *missing, sep="\n  ")


def _strings(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(text) for text in value]  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
