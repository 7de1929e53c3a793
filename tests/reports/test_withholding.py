"""No part that could tell of one person can be reckoned from the total and the parts that are told."""

from itertools import product
from typing import Any

import pytest

from tongxin.reports.withholding import SMALL, withheld

MOST = 9  # two and three parts below this are tried


def _small(values: dict[str, int]) -> set[str]:
    return {part for part, value in values.items() if 0 < value < SMALL}


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ({"legal": 9, "clinic": 7}, set()),
        ({"legal": 20, "clinic": 9, "jobs": 3}, {"clinic", "jobs"}),
        ({"legal": 20, "clinic": 3, "jobs": 2}, {"clinic", "jobs"}),
        ({"legal": 20, "clinic": 1, "jobs": 1}, {"legal", "clinic", "jobs"}),
        ({"legal": 5, "swindle": 1, "jobs": 1}, None),
        ({"legal": 3}, None),
        ({"legal": 0, "clinic": 8}, set()),
    ],
)
def test_small_parts_take_others_with_them(values: dict[str, int], hidden: Any) -> None:
    assert withheld(values, _small(values), counts=True) == hidden


def _possible(values: dict[str, int], small: set[str], hidden: set[str]) -> dict[str, set[int]]:
    """Return what each small part may be for somebody who knows the rule, the total and all parts that are told."""
    names = sorted(hidden)
    total = sum(values[name] for name in names)
    told = [value for name, value in values.items() if name not in hidden]
    ceiling = min(told, default=total)
    ranges = [range(1, SMALL) if name in small else range(SMALL, ceiling + 1) for name in names]
    fitting = [given for given in product(*ranges) if sum(given) == total]
    return {name: {given[at] for given in fitting} for at, name in enumerate(names) if name in small}


@pytest.mark.once
def test_by_trying_out_all_that_fits_no_small_part_can_be_narrowed_down() -> None:
    for number in (2, 3):
        for parts in product(range(1, MOST), repeat=number):
            values = {str(at): value for at, value in enumerate(parts)}
            small = _small(values)
            hidden = withheld(values, small, counts=True)
            if small and hidden is not None:
                possible = _possible(values, small, hidden)
                assert all(found == set(range(1, SMALL)) for found in possible.values()), values


def test_a_sum_that_is_withheld_never_stands_alone() -> None:
    assert withheld({"a": 100, "b": 7, "c": 900}, {"b"}, counts=False) == {"a", "b"}
    assert withheld({"a": 100}, {"a"}, counts=False) is None
