"""What was measured, judged and written down."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

BEGIN, END = "<!-- written by make bench -->", "<!-- end of what make bench wrote -->"


@dataclass(frozen=True, slots=True)
class Row:
    """A figure: milliseconds of CPU a request (`ms`), seconds of the clock (`s`), megabytes (`MB`) or a count.

    `floor` is the same figure of the bare work, `most` the multiple of it that may not be passed, `target` the value that may not.
    Where `is_floor` is no, it is that of other work to compare with, and may lie above.
    p50, p95, p99, and the floor's p50 and p95, are milliseconds of the clock at so many `clients`, `rate` requests a second; `p95_most` bounds p95 in
    milliseconds, `p95_spread` as a multiple of p50.
    """

    what: str
    value: float
    unit: str
    clients: int = 0
    floor: float | None = None
    is_floor: bool = True
    most: float | None = None
    target: float | None = None
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    rate: float | None = None
    errors: int = 0
    floor_p50: float | None = None
    floor_p95: float | None = None
    p95_most: float | None = None
    p95_spread: float | None = None
    engine: str = ""
    size: int = 0

    @property
    def multiple(self) -> float | None:
        """How many times the floor; below one, it is none and marked so."""
        return self.value / self.floor if self.floor else None

    @property
    def has_no_floor(self) -> bool:
        """Tell whether what was measured as the floor lies above what stands on it, and so is none."""
        return self.is_floor and self.floor is not None and self.floor > self.value


def tell(rows: Sequence[Row]) -> None:
    """Print figures as lines of JSON, for the process that started this one."""
    for row in rows:
        print(json.dumps(asdict(row)), flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below or at which a share (0 to 1) of the values lies: the nearest rank, never between two values."""
    if not values or not 0 < share <= 1:
        raise ValueError("a percentile takes values, and a share above 0 and at most 1")
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]


def limit_of(row: Row, slower: float = 1) -> float | None:
    """Return the value that may not be passed on a machine whose loop takes `slower` times as long; memory is the same on each."""
    if row.target is None or row.unit not in {"ms", "s"}:
        return row.target
    return row.target * slower


def misses(row: Row, slower: float = 1) -> list[str]:
    """Return which targets a figure missed, in words. Milliseconds may be `slower` times as many on this machine."""
    found = [f"{row.errors} errors"] if row.errors else []
    limit = limit_of(row, slower)
    if limit is not None and row.value > limit:
        found.append(f"above {limit:.3g} {row.unit}".rstrip())
    if row.most is not None and row.multiple is not None and row.multiple > row.most:
        found.append(f"above {row.most:g} x")
    if row.p95 is not None and row.p95_most is not None and row.p95 > row.p95_most * slower:
        found.append(f"p95 above {row.p95_most * slower:.0f} ms")
    if row.p95 is not None and row.p50 and row.p95_spread is not None and row.p95 > row.p95_spread * row.p50:
        found.append(f"p95 above {row.p95_spread:g} x p50")
    return found


def verdict(row: Row, slower: float = 1) -> str:
    """Say what a figure came to: reached, MISSED and what, no floor, or nothing where nothing was to be reached."""
    missed = misses(row, slower)
    words = [f"MISSED {', '.join(missed)}"] if missed else []
    if row.has_no_floor:
        words.append("no floor")
    wanted = (row.target, row.most, row.p95_most, row.p95_spread)
    if not missed and any(item is not None for item in wanted):
        words.insert(0, "reached")
    return ", ".join(words)


HEADS = (
    "line",
    "clients",
    "value",
    "floor",
    "multiple",
    "to reach",
    "p50",
    "p95",
    "p99",
    "plain p50, p95",
    "a second",
    "",
)


def cells(row: Row, slower: float = 1) -> tuple[str, ...]:
    """Return a figure as the cells of a table, under HEADS."""

    def number(value: float | None, digits: int = 1) -> str:
        return "" if value is None else f"{value:.{digits}f}"

    digits = 0 if row.unit in {"MB", ""} else 2
    wanted = []
    if (limit := limit_of(row, slower)) is not None:
        wanted.append(f"{limit:.3g} {row.unit}".rstrip())
    if row.most is not None:
        wanted.append(f"{row.most:g} x")
    return (
        row.what,
        str(row.clients or ""),
        f"{number(row.value, digits)} {row.unit}".rstrip(),
        number(row.floor, digits),
        "" if row.multiple is None else f"{row.multiple:.2f} x",
        ", ".join(wanted),
        number(row.p50),
        number(row.p95),
        number(row.p99),
        "" if row.floor_p95 is None else f"{number(row.floor_p50)}, {number(row.floor_p95)}",
        number(row.rate, 0),
        verdict(row, slower),
    )


def markdown(rows: Sequence[Row], slower: float = 1) -> str:
    """Return the figures as tables, one for each engine and number of residents, in the order in which they came."""
    parts = []
    for engine, size in dict.fromkeys((row.engine, row.size) for row in rows):
        parts.append(f"**{engine}, {size:,} residents**\n")
        parts.append("| " + " | ".join(HEADS) + " |")
        parts.append("|---" * len(HEADS) + "|")
        mine = (row for row in rows if (row.engine, row.size) == (engine, size))
        parts += ["| " + " | ".join(cells(row, slower)) + " |" for row in mine]
        parts.append("")
    return "\n".join(parts)


def written(page: str, table: str) -> str:
    """Return a page with the table between its marks, what stands around them untouched. Raises ValueError if it has no marks."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page lacks the marks {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{table.strip()}\n\n{END}{after}"
