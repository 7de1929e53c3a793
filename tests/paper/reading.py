"""Reading paper: the text of a PDF as another program sees it, and what it says of itself."""

from pathlib import Path

import pikepdf
import pypdfium2

from tongxin.web.paper.documents import Block, Document, Grid, PaperColumn, PaperRow


def pages_of(paper: bytes | Path) -> list[str]:
    """Return the text of each page without blanks and line ends, which a typesetter puts where it likes."""
    found = pypdfium2.PdfDocument(paper)
    try:
        return [squeezed(page.get_textpage().get_text_range()) for page in found]
    finally:
        found.close()


def squeezed(text: str) -> str:
    """Return a text without blanks, line ends and places to break."""
    return "".join(text.replace("\u200b", "").replace("\ufffe", "").split())


def sizes_of(paper: bytes) -> set[tuple[int, int]]:
    """Return width and height of the pages in millimetres."""
    found = pypdfium2.PdfDocument(paper)
    try:
        return {(round(page.get_width() / 72 * 25.4), round(page.get_height() / 72 * 25.4)) for page in found}
    finally:
        found.close()


def claims_archive(paper: Path) -> bool:
    """Tell whether a PDF says that it is PDF/A-2b and keeps the promises that can be seen: fonts within, no script, no key."""
    with pikepdf.open(paper) as found:
        with found.open_metadata() as said:
            claimed = (said.get("pdfaid:part"), said.get("pdfaid:conformance"))
        has_colours = "/OutputIntents" in found.Root
        fonts = [
            item
            for item in found.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
        within = bool(fonts) and all({"/FontFile2", "/FontFile3"} & set(item.keys()) for item in fonts)
        active = {"/OpenAction", "/AA", "/AcroForm"} & set(found.Root.keys())
        return claimed == ("2", "B") and has_colours and within and not active and not found.is_encrypted


def book(rows: list[list[str]], columns: list[tuple[str, str]], **facts: object) -> Document:
    """Return a document of one grid."""
    grid = Grid([PaperColumn(*column) for column in columns], [PaperRow(row) for row in rows], "no line")
    blocks: list[Block] = [grid]
    return Document("登记簿", [("社区", "泰山社区")], blocks, **facts)  # type: ignore[arg-type]  # as the caller says
