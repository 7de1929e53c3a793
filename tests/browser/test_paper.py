"""Printing: the browser's own print of a page stays readable, and a long print is followed to its file."""

import io
from typing import Any

import pypdfium2

from tests.browser.conftest import Server
from tests.paper.reading import squeezed


def test_a_list_printed_by_the_browser_is_a_table_on_every_page(page: Any, server: Server) -> None:
    page.goto(f"{server.address}/people/")
    heads = [squeezed(text) for text in page.locator(".rows thead th").all_inner_texts()]
    shown = page.locator(".rows tbody tr").count()
    printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    pages = [sheet.get_textpage() for sheet in printed]
    assert 1 < len(pages) <= shown / 5, "lines, and not a card for each"
    for sheet, text in zip(printed, pages, strict=True):
        assert sheet.get_width() > sheet.get_height()
        assert [head for head in heads if head not in squeezed(text.get_text_range())] == [], (
            "the head on each page"
        )
        edges = [text.get_charbox(at)[2] for at in range(text.count_chars())]
        assert max(edges) < sheet.get_width() - 20, "nothing is cut at the right"
    printed.close()
    # A printer that stands the page up makes it narrower than a desk's screen: lines stay lines there too.
    page.set_viewport_size({"width": 700, "height": 1000})
    page.emulate_media(media="print")
    assert page.locator(".rows thead").is_visible()
    assert (
        page.locator(".rows tbody td").first.evaluate("cell => getComputedStyle(cell).display")
        == "table-cell"
    )


def test_the_button_gives_a_paper(page: Any, server: Server) -> None:
    page.goto(f"{server.address}/registers/reception/")
    link = page.get_by_role("link", name="打印（PDF）")
    answer = page.request.get(server.address + link.get_attribute("href"))
    assert answer.headers["content-type"] == "application/pdf" and answer.body().startswith(b"%PDF")
    assert "filename*=utf-8''" in answer.headers["content-disposition"]
    assert "content-security-policy" not in answer.headers, "browsers show a PDF as a plugin"
