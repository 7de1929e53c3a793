"""The fonts of paper: put into `build/fonts` at set-up, and any that the operator lays into `fonts` in the data folder."""

import logging
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from tongxin.kit.errors import TongxinError

log = logging.getLogger("tongxin.paper")
REGULAR, BOLD, RARE = "NotoSerifSC_400Regular.ttf", "NotoSerifSC_700Bold.ttf", "NotoSansCJK-VF.otf.ttc"
COVERAGE = "coverage.txt"
KINDS = {".ttf", ".otf", ".ttc"}
# In this order; a FangSong, which offices know from official papers, is taken where the operator has laid one down.
BODY = ("FangSong", "FangSong_GB2312", "Noto Serif SC", "Noto Sans CJK SC")
HEADING = ("Noto Sans CJK SC", "Noto Serif SC")
TITLE = ("Noto Serif SC", "Noto Sans CJK SC")


def folders() -> list[Path]:
    """Return the folders in which fonts are looked for: the program's own, and the operator's if there is one."""
    own = Path(settings.DATA) / "fonts"
    return [Path(settings.BUILD) / "fonts", *([own] if own.is_dir() else [])]


def missing() -> list[str]:
    """Return the files without which nothing is printed and that are not there."""
    folder = Path(settings.BUILD) / "fonts"
    return [name for name in (REGULAR, BOLD, RARE, COVERAGE) if not (folder / name).is_file()]


def require_fonts() -> None:
    """Go on if all fonts are there, else raise TongxinError (503) with what to do."""
    if names := missing():
        fault = TongxinError(
            _(
                "The fonts for paper are missing on the server (%(names)s). "
                "Ask whoever looks after it to run “make setup”; until then, take the list as XLSX."
            )
            % {"names": ", ".join(names)}
        )
        fault.status = 503
        raise fault


@lru_cache(maxsize=1)
def _own_coverage() -> frozenset[int]:
    """Read what was noted at set-up: reading the fonts themselves takes a second."""
    ranges = (Path(settings.BUILD) / "fonts" / COVERAGE).read_text().split()
    ends = [[int(end, 16) for end in text.split("-")] for text in ranges]
    return frozenset(code for pair in ends for code in range(pair[0], pair[-1] + 1))


@lru_cache(maxsize=2)
def _coverage(files: tuple[tuple[Path, float], ...]) -> frozenset[int]:
    from fontTools.ttLib import (
        TTFont,
        TTLibError,
    )  # a tenth of a second that only an operator's own font costs

    found: set[int] = set()
    for path, _changed in files:
        try:
            found.update(TTFont(path, lazy=True, fontNumber=0).getBestCmap() or ())
        except (TTLibError, OSError) as fault:  # the typesetter passes over it as well
            log.warning("paper: %s is no font that can be read: %s", path.name, fault)
    return _own_coverage() | found


def coverage() -> frozenset[int]:
    """Return the code points for which a font has a shape."""
    own = (
        [path for path in folders()[-1].iterdir() if path.suffix.lower() in KINDS]
        if len(folders()) > 1
        else []
    )
    return _coverage(tuple((path, path.stat().st_mtime) for path in sorted(own)))
