"""Collect the texts for translation and make the Traditional catalogue from the Simplified one.

Needs GNU gettext for the extraction only. English is the source; zh-Hans is written by hand; zh-Hant follows from it by OpenCC (s2twp)
and a few corrections, so that the two never drift apart. A text keeps its translation only under the same source text: nothing is guessed.
The catalogues are written in the order of the texts, one line each, so that a change of three texts is a change of three places.
"""

import io
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "tongxin/locale"
# What the phrase table for Taiwan gets wrong in a community's own words.
CORRECTED = {"社群": "社區", "專案": "項目", "物件": "對象", "籤": "簽", "臺賬": "臺帳", "賬號": "帳號"}
HEADS = {
    "zh_Hans": "# Tongxin: Simplified Chinese, written by hand.",
    "zh_Hant": "# Tongxin: Traditional Chinese, made from the Simplified catalogue by tools/collect_messages.py",
}


@cache
def _converter() -> OpenCC:
    return OpenCC("s2twp")  # it reads its phrase tables: once for two thousand texts


def traditional(text: str) -> str:
    """Return a Simplified text in Traditional characters, in the words used in Taiwan."""
    found = _converter().convert(text)
    for wrong, right in CORRECTED.items():
        found = found.replace(wrong, right)
    return found


def catalogue(language: str) -> Path:
    """Return the path of a catalogue."""
    return LOCALE / language / "LC_MESSAGES/django.po"


def read(path: Path, language: str) -> Catalog:
    """Read a catalogue."""
    with path.open("rb") as source:
        return read_po(source, locale=language)


def collected() -> Catalog:
    """Return every text of the sources, as Django's own extraction finds them, without any translation."""
    # Every language is left out, and the template is kept: the extraction merges into none of ours, so it guesses nothing.
    extraction = [
        "makemessages",
        "--exclude",
        "zh_Hans",
        "--exclude",
        "zh_Hant",
        "--keep-pot",
        "--no-location",
    ]
    subprocess.run([sys.executable, "-m", "django", *extraction], cwd=ROOT / "tongxin", check=True)
    template = LOCALE / "django.pot"
    text = template.read_text(encoding="utf-8")
    # Chinese has one form for any number.
    text = text.replace("nplurals=INTEGER; plural=EXPRESSION;", "nplurals=1; plural=0;").replace(
        'msgstr[1] ""\n', ""
    )
    template.unlink()
    return read_po(io.BytesIO(text.encode()), locale="zh_Hans")


def translated(found: Catalog, known: Catalog) -> Catalog:
    """Return the texts of `found` with the words of `known`, where the source text is the very same."""
    result = Catalog(
        locale=known.locale, header_comment=HEADS["zh_Hans"], project="Tongxin", version="", fuzzy=False
    )
    for message in sorted(found, key=_order):
        if not message.id:
            continue
        before = known.get(message.id, message.context)
        words = before.string if before is not None else ("" if isinstance(message.id, str) else ("",))
        result.add(message.id, words, flags=message.flags - {"fuzzy"}, context=message.context)
    return result


def _order(message: Message) -> tuple[str, str]:
    return (message.id if isinstance(message.id, str) else message.id[0], message.context or "")


def write(catalog: Catalog, language: str) -> None:
    """Write a catalogue: one line a text, no dates, which would change each time."""
    path = catalogue(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.header_comment = HEADS[language]
    with tempfile.TemporaryFile() as out:
        write_po(out, catalog, width=0, omit_header=False)
        out.seek(0)
        lines = out.read().decode().splitlines(keepends=True)
    dated = ('"POT-Creation-Date', '"PO-Revision-Date', '"Report-Msgid', '"Last-Translator', '"Generated-By')
    path.write_text("".join(line for line in lines if not line.startswith(dated)), encoding="utf-8")


def write_both(simplified: Catalog) -> None:
    """Write the Simplified catalogue, and the Traditional one made from it."""
    write(simplified, "zh_Hans")
    hant = Catalog(locale="zh_Hant", project="Tongxin", version="", fuzzy=False)
    for message in simplified:
        if message.id:
            texts = [traditional(text) for text in _strings(message.string)]
            words = texts[0] if isinstance(message.id, str) else tuple(texts[:1])
            hant.add(message.id, words, flags=message.flags, context=message.context)
    write(hant, "zh_Hant")


def add_words(path: Path) -> None:
    """Add the texts of another catalogue with their Chinese; what is translated already keeps its words."""
    known, more = read(catalogue("zh_Hans"), "zh_Hans"), read(path, "zh_Hans")
    for message in more:
        if message.id and not known.get(message.id, message.context):
            known.add(message.id, message.string, context=message.context)
    write_both(translated(known, known))


def main() -> None:
    """Collect, keep what is translated, convert, and tell what is missing."""
    simplified = translated(collected(), read(catalogue("zh_Hans"), "zh_Hans"))
    write_both(simplified)
    missing = [str(message.id) for message in simplified if message.id and not all(_strings(message.string))]
    print(f"{len(missing)} texts without Chinese", *missing, sep="\n  ")
    if missing:
        print(f"Write it into {catalogue('zh_Hans').relative_to(ROOT)}, then run `make messages` again.")


def _strings(value: object) -> list[str]:
    return [value] if isinstance(value, str) else [str(text) for text in value]  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
