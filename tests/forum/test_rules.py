"""When an answer is due, what is alike, and how a suggestion stands: tables."""

from datetime import date

import pytest

from tongxin.forum.rules import (
    Said,
    answer_days,
    days_silent,
    gives_away,
    likeness,
    mask_public,
    most_alike,
    stands_by,
)


@pytest.mark.parametrize(("subject", "days"), [("green", 15), ("safety", 5), ("other", 15)])
def test_what_concerns_safety_is_answered_sooner(subject: str, days: int) -> None:
    assert answer_days(subject) == days


@pytest.mark.parametrize(
    ("due", "answered", "today", "days"),
    [
        (date(2026, 11, 20), None, date(2026, 11, 20), 0),
        (date(2026, 11, 20), None, date(2026, 11, 21), 1),
        (date(2026, 11, 20), date(2026, 11, 30), date(2026, 12, 5), 0),
        (date(2026, 11, 20), None, date(2026, 11, 1), 0),
    ],
)
def test_silence_begins_on_the_day_after_the_day_due(
    due: date, answered: date | None, today: date, days: int
) -> None:
    assert days_silent(due, answered, today) == days


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("12栋路灯坏了", "12栋的路灯坏了，请修", True),
        ("12栋路灯坏了", "建议暑期办书法班", False),
        ("", "", False),
        ("灯", "灯", False),
    ],
)
def test_texts_that_share_pairs_of_characters_are_alike(one: str, other: str, alike: bool) -> None:
    assert (likeness(one, other) >= 0.25) is alike
    assert most_alike(one, [("other", other)]) == (["other"] if alike else [])


def test_the_likest_stands_first() -> None:
    others = [("far", "路灯坏了很久，12栋"), ("same", "12栋路灯坏了"), ("none", "书法班")]
    assert most_alike("12栋路灯坏了", others)[0] == "same"


@pytest.mark.parametrize(
    ("name", "shown"), [("朱建民", "朱**"), ("朱民", "朱**"), ("欧阳静", "欧**"), ("", "")]
)
def test_the_public_reads_one_character_of_a_name(name: str, shown: str) -> None:
    assert mask_public(name) == shown


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("taken", "taken"),
        ("taken charged", "charged"),
        ("taken charged written charged", "charged"),
        ("taken charged written approved", "approved"),
        ("taken charged written approved given", "answered"),
        ("taken charged written approved given charged", "answered"),
        ("taken charged written approved given charged written", "written"),
    ],
)
def test_a_suggestion_stands_by_what_was_recorded(said: str, state: str) -> None:
    assert stands_by([Said(what) for what in said.split()]).state == state


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("朱建民说路灯坏了", "朱建民"),
        ("请电 138 0000 1234", "138 0000 1234"),
        ("8412345 找我", "8412345"),
        ("2026年11月起每月15日", ""),
        ("2026-11-25前办结，见2026-0013", ""),
        ("0316-8412345", "0316-8412345"),
        ("3栋2单元门禁坏了", ""),
    ],
)
def test_what_tells_who_said_it_is_found(text: str, given: str) -> None:
    assert gives_away(text, "朱建民") == given
