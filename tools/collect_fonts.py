"""Put the fonts of paper into `build/fonts`: two files of Noto Serif SC from node_modules, one of Noto Sans CJK from its wheel.

The packages hold many more weights; what is not needed for paper stays where it is. Both are under the SIL Open Font License.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path

from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
SERIF = ROOT / "node_modules/@expo-google-fonts/noto-serif-sc"


def main() -> None:
    """Copy what is not there yet."""
    spec = find_spec("manimgx_fonts_cjk")
    if spec is None or spec.origin is None:
        raise SystemExit("the package with Noto Sans CJK is missing: run `make setup`")
    rare = Path(spec.origin).parent
    wanted = [
        SERIF / "400Regular/NotoSerifSC_400Regular.ttf",
        SERIF / "700Bold/NotoSerifSC_700Bold.ttf",
        rare / "NotoSansCJK-VF.otf.ttc",
    ]
    out = ROOT / "build/fonts"
    out.mkdir(parents=True, exist_ok=True)
    for source in wanted:
        target = out / source.name
        if not target.exists() or target.stat().st_size != source.stat().st_size:
            fresh = target.with_suffix(".new")
            shutil.copyfile(source, fresh)
            fresh.replace(target)
    (out / "coverage.txt").write_text("\n".join(ranges(out)) + "\n")


def ranges(folder: Path) -> list[str]:
    """Return the code points that the fonts have shapes for, as 4e00-9fff: who prints need not read the fonts for it."""
    codes: set[int] = set()
    for path in folder.iterdir():
        if path.suffix in {".ttf", ".ttc"}:
            codes.update(TTFont(path, lazy=True, fontNumber=0).getBestCmap() or ())
    ordered = sorted(codes)
    starts = [code for code in ordered if code - 1 not in codes]
    ends = [code for code in ordered if code + 1 not in codes]
    return [f"{start:x}-{end:x}" for start, end in zip(starts, ends, strict=True)]


if __name__ == "__main__":
    main()
