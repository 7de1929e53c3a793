"""Run as a process of its own, without Django: sets one part with typst under limits of memory and time, or joins the parts.

`python -I compiling.py set FOLDER MEGABYTES SECONDS '{"part": ..., "first": "1", ...}' FONTS...` writes PART.pdf and prints
JSON: the number of pages and the row with which the last page begins. `join FOLDER MEGABYTES SECONDS '[["part-0", 40], ...]'` writes
paper.pdf of as many pages of each part, with the feet over them. Exit code 3: the document could not be set; the reason is on stderr.
"""

import json
import os
import resource
import shutil
import sys
from pathlib import Path
from typing import Any

TAGGED_ROWS = 500  # above it the tags, which a screen reader needs, make the file ten times as large


def limit(megabytes: int, seconds: int) -> None:
    """Bound what this process may take: a text made to exhaust the machine ends the print and nothing else."""
    for what, most in (
        (resource.RLIMIT_DATA, megabytes * 2**20),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(5)


def set_part(folder: Path, asked: dict[str, str], font_folders: list[str]) -> dict[str, Any]:
    """Set one part, or the feet of all pages, and tell its pages and where its last page begins."""
    import typst

    name = asked.get("part", "feet")
    alone = asked.get("first") == asked.get("last") == "1"
    rows = (
        sum(len(block.get("rows", ())) for block in json.loads((folder / f"{name}.json").read_text()))
        if alone
        else 0
    )
    # Beside its texts: the typesetter reads nothing outside this folder.
    program = shutil.copyfile(Path(__file__).with_name("book.typ"), folder / "book.typ")
    compiler = typst.Compiler(
        str(program),
        root=str(folder),
        font_paths=font_folders,
        ignore_system_fonts=True,
        sys_inputs=asked,
    )
    made = compiler.compile(format="pdf", pdf_standards="a-2b", pdf_tags=alone and rows <= TAGGED_ROWS)
    (folder / f"{name}.pdf").write_bytes(made if isinstance(made, bytes) else b"".join(made or []))
    cut = json.loads(compiler.query("<cut>", field="value")) if asked.get("last") == "0" else []
    (pages,) = json.loads(compiler.query("<pages>", field="value"))
    return {"cut": cut[-1] if cut else None, "pages": pages}


def join(folder: Path, parts: list[tuple[str, int]]) -> dict[str, Any]:
    """Join the parts behind the first, whose description the whole keeps, and lay over each page its foot."""
    import pikepdf

    with pikepdf.open(folder / f"{parts[0][0]}.pdf") as whole, pikepdf.open(folder / "feet.pdf") as feet:
        del whole.pages[parts[0][1] :]
        for name, pages in parts[1:]:
            with pikepdf.open(folder / f"{name}.pdf") as part:
                whole.pages.extend(part.pages[at] for at in range(pages))
        for page, foot in zip(whole.pages, feet.pages, strict=True):
            page.add_overlay(foot, None)
        whole.save(folder / "paper.pdf")
        return {"pages": len(whole.pages)}


def main(arguments: list[str]) -> int:
    """Do what is asked and print what came of it."""
    what, place, megabytes, seconds, asked, *font_folders = arguments
    limit(int(megabytes), int(seconds))
    folder = Path(place)
    try:
        told = (
            set_part(folder, json.loads(asked), font_folders)
            if what == "set"
            else join(folder, json.loads(asked))
        )
    except (RuntimeError, ValueError, MemoryError) as fault:
        print(f"{type(fault).__name__}: {fault}", file=sys.stderr)
        return 3
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
