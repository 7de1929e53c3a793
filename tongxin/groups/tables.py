"""The lists of groups, members and hours."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongxin.groups.models import Group, ServiceType, offers_by_group, sizes_by_group
from tongxin.kit.words import listed, mask_name
from tongxin.web.navigation import link_to
from tongxin.web.tables import Column, Few, Table, table


def _prepare(groups: list[Any]) -> list[Any]:
    offers, sizes = offers_by_group(), sizes_by_group()
    words = dict(ServiceType.choices)
    for group in groups:
        group.offer_words = listed(words[code] for code in sorted(offers.get(group.pk, ())))
        group.size = sizes.get(group.pk, 0)
    return groups


GROUPS = table(
    Table(
        code="groups",
        title=_("Groups"),
        columns=(
            Column("name", _("Name"), lambda group: group.name, sort_few="name"),
            Column("offers", _("Services"), lambda group: group.offer_words, "long"),
            Column("days", _("Days available"), lambda group: group.weekday_words),
            Column("languages", _("Languages"), lambda group: group.language_words),
            Column("members", _("Members"), lambda group: group.size, "number"),
            Column("capacity", _("Open needs it can carry"), lambda group: group.capacity, "number"),
            Column("title", _("Title in the report"), lambda group: group.formal_title, hidden=True),
        ),
        order=("name", "id"),
        few=Few(200, "a community has dozens of groups"),
        href=lambda group: link_to("group", group.pk),
        empty=_("No group yet. The deputy forms the first."),
        prepare=_prepare,
    )
)


def _masked(member: Any) -> str:
    """Names stand in full on the roster alone; elsewhere they tell one row from another."""
    return mask_name(member.person.name)


MEMBERS = table(
    Table(
        code="group_members",
        title=_("Volunteers on the rosters"),
        columns=(
            Column("group", _("Group"), lambda member: member.group.name, sort="group__name"),
            Column("volunteer", _("Volunteer"), _masked),
            Column("joined_on", _("Joined"), lambda member: member.joined_on, "date", sort="joined_on"),
            Column("leader", _("Leads the group"), lambda member: "✓" if member.is_leader else ""),
        ),
        order=("group__name", "joined_on", "id"),
        empty=_("Nobody has joined a group yet."),
    )
)

HOURS = table(
    Table(
        code="hours",
        title=_("Volunteer hours"),
        columns=(
            Column("served_on", _("Date"), lambda row: row.served_on, "date", sort="served_on"),
            Column("group", _("Group"), lambda row: row.group.name, sort="group__name"),
            Column("volunteer", _("Volunteer"), lambda row: _masked(row.member)),
            Column("hours", _("Hours"), lambda row: row.hours, "number", sort="hours"),
            Column("source", _("From"), lambda row: row.get_source_display()),
            Column("what", _("What was done"), lambda row: row.what, "long"),
        ),
        order=("-served_on", "id"),
        empty=_("No hours in this period."),
    )
)


def group_rows() -> Any:
    """Return the groups."""
    return Group.objects.all()
