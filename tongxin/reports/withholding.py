"""Which parts of a total the sub-district is not shown: those that could tell of one person, and enough others that nobody can reckon them.

A rule of statistical offices (complementary suppression): whoever knows the total and all parts but one knows that one as well.
"""

from collections.abc import Mapping
from typing import TypeVar

from tongxin.kit.figures import Number

Part = TypeVar("Part")
# Counts below this are withheld from the sub-district, where they could tell of one person.
SMALL = 5


def withheld(values: Mapping[Part, Number], small: set[Part], *, counts: bool) -> set[Part] | None:
    """Return the parts that are withheld: the small ones, and the least of the others until none of the small can be reckoned.

    None where that cannot be had even with all of them withheld: then not even the names of the parts may be told. `counts`: the
    parts are whole numbers of which a small one is known to lie between 1 and 4; else nothing is known of them but their sum.
    """
    if not small:
        return set()
    others = sorted((part for part in values if values[part] and part not in small), key=values.__getitem__)
    hidden = {part for part in values if part in small}
    for following in [*others, None]:
        least_told = values[following] if following is not None else None
        if _safe(values, hidden, len(small), least_told, counts=counts):
            return hidden
        if following is not None:
            hidden.add(following)
    return None


def _safe(
    values: Mapping[Part, Number], hidden: set[Part], small: int, least_told: Number | None, *, counts: bool
) -> bool:
    """Tell whether each small part could still be anything from 1 to 4, by all that can be reckoned from the parts told.

    Of the others among the hidden everybody knows that they are not small, and not greater than the least that is told.
    """
    if not counts:
        return len(hidden) > 1
    total, others = sum(int(values[part]) for part in hidden), len(hidden) - small
    most_of_one = total - (small - 1) - SMALL * others
    if others and least_told is None:
        return most_of_one >= SMALL - 1
    least_of_one = total - (small - 1) * (SMALL - 1) - others * int(least_told or 0)
    return most_of_one >= SMALL - 1 and least_of_one <= 1
