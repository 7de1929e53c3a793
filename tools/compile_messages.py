"""Compile the catalogues with babel, so that set-up needs no GNU gettext."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE, OUT = ROOT / "tongxin/locale", ROOT / "build/locale"


def main() -> None:
    """Write build/locale/<language>/LC_MESSAGES/django.mo for each catalogue."""
    for po in SOURCE.glob("*/LC_MESSAGES/django.po"):
        target = OUT / po.relative_to(SOURCE).with_suffix(".mo")
        target.parent.mkdir(parents=True, exist_ok=True)
        with po.open("rb") as source, target.open("wb") as out:
            write_mo(out, read_po(source, locale=po.parent.parent.name))


if __name__ == "__main__":
    main()
