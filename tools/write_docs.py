"""Write the pages of the docs that list what the code declares. A test fails when they differ from it."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def permissions() -> str:
    """Return the table role x deed."""
    from tongxin.kit.actor import Role
    from tongxin.kit.permissions import DEEDS

    lines = [
        "# Permissions",
        "",
        "Who may do what. An account has one role. A refusal names the roles that may.",
        "",
    ]
    lines += [
        "Beyond the role: a group leader answers only for the own group and sees only its roster; a group member and a",
        "leader see only their groups' needs, and names in full only once the group has accepted; an auditor reads that",
        "something happened, never of whom it speaks; a street officer sees figures, small counts withheld.",
        "",
    ]
    lines += ["| deed | " + " | ".join(role.value for role in Role) + " |", "|---|" + "---|" * len(Role)]
    for code in sorted(DEEDS):
        deed = DEEDS[code]
        lines.append(
            f"| {deed.label} (`{code}`) | "
            + " | ".join("yes" if role in deed.roles else "–" for role in Role)
            + " |"
        )
    return "\n".join(lines) + "\n"


def registers() -> str:
    """Return the registers, the kinds of entry, and what of each can be corrected."""
    from tongxin.registers.kinds import REGISTERS, kinds_of

    lines = [
        "# Registers",
        "",
        "Each is a chain of its own in each community, numbered without gaps within a year. Books stand on the shelf; the",
        "others are the running record behind them. How entries are hashed, corrected and erased: `docs/architecture.md`.",
        "",
        "An amendment carries the facts marked *amendable* over to the row that the entry speaks of, and what hangs on it; a void takes",
        "the row out of lists and figures. Corrections have numbers of their own, so that a book has no gap. Where a kind can be",
        "neither amended nor voided, its page says what to do instead.",
        "",
    ]
    for code, register in REGISTERS.items():
        kind = "book" if register.is_book else "running record"
        lines += [
            f"## {register.title} (`{code}`, {kind})",
            "",
            f"{register.purpose}.",
            "",
            "| entry | schema | speaks of | facts | amendable | void | instead |",
            "|---|---|---|---|---|---|---|",
        ]
        for item in sorted(kinds_of(code), key=lambda kind: kind.schema):
            row = item.row_model()
            lines.append(
                f"| {item.title} | `{item.schema}` | {row._meta.label if row else '–'} | {', '.join(item.facts())} "
                f"| {', '.join(item.amendable()) or '–'} | {'yes' if item.voids else '–'} | {item.instead or '–'} |"
            )
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def figures() -> str:
    """Return the figures of the year-end report."""
    from tongxin.kit.figures import FIGURES

    lines = [
        "# Figures",
        "",
        "Each figure is a query: its number and the rows it opens are the same. None is stored or typed. *state* figures tell",
        "how things stand at the end of the period; the others sum over it by the day named.",
        "",
        "| figure | code | measure | by day | splits by | rows listed in |",
        "|---|---|---|---|---|---|",
    ]
    for code, item in FIGURES.items():
        lines.append(
            f"| {item.label} | `{code}` | {item.measure} | {'state' if item.standing else item.day} | {item.by or '–'} | {item.table} |"
        )
    return "\n".join(lines) + "\n"


def settings() -> str:
    """Return the table of environment variables."""
    from tongxin.config.environment import VARIABLES

    lines = [
        "# Settings",
        "",
        "Tongxin is set by environment variables. A missing or weak secret, a bad address of the database or a folder that",
        "cannot be written stops the start with one sentence (exit code 78).",
        "",
        "| variable | if unset | meaning |",
        "|---|---|---|",
    ]
    lines += [
        f"| `{item.name}` | {f'`{item.default}`' if item.default else '–'} | {item.meaning} |"
        for item in VARIABLES
    ]
    return "\n".join(lines) + "\n"


PAGES = {
    "permissions.md": permissions,
    "registers.md": registers,
    "figures.md": figures,
    "settings.md": settings,
}


def main() -> None:
    """Write the pages."""
    import django
    from django.utils import translation

    import tests.environment  # noqa: F401  # keys and a data folder, as tests have

    os.environ["DJANGO_SETTINGS_MODULE"] = "tongxin.config.settings"
    django.setup()
    with translation.override("en"):
        for name, make in PAGES.items():
            (ROOT / "docs" / name).write_text(make())


if __name__ == "__main__":
    main()
