"""The year's text: as a clerk writes it, every number in it a link to rows that make it."""

import html
import re
from datetime import datetime
from typing import Any

import pytest

from tests.conftest import World
from tests.examples import fill_figures
from tests.needs.flow import done
from tongxin.kit.figures import FIGURES, Period
from tongxin.needs import actions_closing
from tongxin.people.actions import give_consent
from tongxin.reports.yearend import text_of
from tongxin.web.paragraphs import Section


def year_page(world: World, role: str = "deputy", year: int = 2026, language: str = "zh-hans") -> str:
    """Return the page of a year in a language."""
    client = world.client(role)
    client.post("/language/", {"language": language, "next": "/"})
    return client.get(f"/reports/{year}/").content.decode()


def article(page: str) -> str:
    found = re.search(r'<article class="card yearend">(.*?)</article>', page, re.DOTALL)
    assert found
    return found.group(1)


def _plain(fragment: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", fragment))


def fill(world: World, at: datetime) -> None:
    """Leave something to tell of everything, and a resident who agreed to be an example."""
    fill_figures(world, at)
    give_consent(
        world.here.people["张伟明"],
        purpose="example",
        given_on=at.date(),
        way="paper",
        by=world.here.by("worker"),
        at=at,
    )
    need = done(world.here, at)
    actions_closing.confirm(need.pk, comment="满意", seen=need.version, by=world.here.by("worker"), at=at)


@pytest.mark.once
def test_the_text_has_its_five_parts_in_order(filled: World) -> None:
    parts = re.findall(r"<h3>(.*?)</h3>", article(year_page(filled)))
    assert parts == ["一、基本情况", "二、主要工作", "三、典型事例", "四、存在问题", "五、下年打算"]
    lines = re.findall(r"<h4>(.*?)</h4>", article(year_page(filled)))
    assert lines[0] == "（一）接待与需求办理"
    assert len(lines) == len({line[3:] for line in lines}) >= 5


@pytest.mark.once
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_number_in_a_sentence_is_a_link_to_its_rows(filled: World, language: str) -> None:
    text = article(year_page(filled, language=language))
    sentences = re.findall(r"<p>(.*?)</p>", text, re.DOTALL)
    assert len(sentences) >= 8
    for sentence in sentences:
        assert not re.search(
            r"\d", re.sub(r'<a class="fig" href="[^"]+">[^<]+</a>', "", sentence).replace("&#x27;", "")
        ), sentence


def test_every_link_in_the_text_opens_rows_that_give_its_number(filled: World) -> None:
    client = filled.client("deputy")
    links = re.findall(r'<a class="fig" href="([^"]+)">([^<]+)</a>', article(year_page(filled)))
    assert len(links) > 30
    for href, number in links:
        page = client.get(html.unescape(href))
        assert page.context["value"].split("\u2009")[0] == number, href


@pytest.mark.once
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_no_punctuation_is_doubled_and_no_placeholder_is_left(filled: World, language: str) -> None:
    for fragment in re.findall(r"<p>(.*?)</p>", article(year_page(filled, language=language)), re.DOTALL):
        words = _plain(fragment)
        assert not re.search(r"[，。：；、,.;:]\s*[，。：；、,.;:]", words), words
        assert "%" not in words, words


def test_visits_gifts_categories_and_what_was_missed_are_told(filled: World) -> None:
    words = _plain(article(year_page(filled)))
    for told in (
        "应走访必访家庭4户次，已走访1户次。",
        "发放慰问品折价80元、慰问金200元，合计280元。",
        "台胞1人",
        "台属1人",
        "享受低保的家庭中，台胞家庭1户、台属家庭1户。",
        "漏访1户次。",
        "帮助1人次实现就业。",
        "讲明了权利和步骤",
        "人手不足",
        "下周再议",
    ):
        assert told in words, told


def _shown(page: Any) -> dict[str, str]:
    return {item.figure.code: item.text for item in (*page.context["headline"], *page.context["others"])}


def test_the_sub_district_reads_public_numbers_and_medians_but_no_small_counts(filled: World) -> None:
    client = filled.client("street")
    client.post(f"/communities/{filled.here.id}/choose/")
    page = client.get("/reports/2026/")
    shown = _shown(page)
    assert (shown["groups"], shown["activities"]) == ("3", "2")
    assert shown["days_to_done"] == text_of(FIGURES["days_to_done"].value(Period.year(2026)), "working days")
    assert (shown["incidents"], shown["homes_visited"]) == ("under 5", "under 5")
    assert shown["gifts"] == "not shown"
    text = page.content.decode()
    assert "Goods worth" not in text, "a sum that is withheld cannot be said to be under five"
    assert "They were served by: not shown." in _plain(text)
    assert "/reports/2026/incidents/" not in text
    assert "讲明了权利和步骤" not in text and "人手不足" not in text, "free text is not for the sub-district"
    marks = [mark for chart in page.context["charts"] for mark in chart.marks]
    spared = [mark for mark in marks if mark.text in {"under 5", "not shown"}]
    assert spared and all(mark.value == 0 and not mark.href for mark in spared)


def test_an_auditor_reads_the_text_without_examples_and_what_the_office_wrote(filled: World) -> None:
    text = article(year_page(filled, role="auditor"))
    assert "讲明了权利和步骤" not in text and "人手不足" not in text
    assert "<a " not in text


def test_the_parts_are_those_of_a_work_summary() -> None:
    assert [section.value for section in Section] == ["basics", "work", "examples", "problems", "plans"]
