from collections.abc import Sequence
from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "tongxin.groups"
    label = "groups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.communities import hooks as communities_hooks
        from tongxin.groups import (
            access,
            comparing,
            corrections,
            entries,
            figures,
            paragraphs,
            tables,
            telling,
        )
        from tongxin.groups.models import Group, GroupMember, groups_of_account
        from tongxin.groups.panels import notes_of_accounts
        from tongxin.kit.actor import Actor
        from tongxin.people import hooks as people_hooks
        from tongxin.people.models import Consent
        from tongxin.registers.comparing import COMPARISONS
        from tongxin.registers.hooks import NAMINGS, Naming
        from tongxin.registers.kinds import EntryKind
        from tongxin.web.navigation import PLACES, Place, link_to
        from tongxin.web.paragraphs import PARAGRAPHS, Paragraph, Section
        from tongxin.web.waiting import WAITING

        del entries, figures, tables  # imported so that what they declare is known

        def leave_on_withdrawal(consent: Consent, by: Actor, at: datetime) -> Sequence[EntryKind]:
            from tongxin.groups.actions import end_memberships

            del by
            return end_memberships(consent, at=at)

        corrections.declare()
        COMPARISONS.extend((comparing.compare_groups, comparing.compare_members))
        NAMINGS[Group] = Naming(href=lambda pk: link_to("group", pk))
        NAMINGS[GroupMember] = Naming(words=lambda member: member.person.name, related=("person",))
        communities_hooks.groups_of.append(groups_of_account)
        communities_hooks.account_notes.append(notes_of_accounts)
        people_hooks.consent_withdrawn.append(leave_on_withdrawal)
        WAITING.append(telling.waiting)
        PLACES.append(Place(40, _("Groups"), "groups", "/groups/", access.SEE.roles))
        PARAGRAPHS.extend(
            (
                Paragraph(Section.BASICS, 30, paragraphs.standing),
                Paragraph(Section.WORK, 40, paragraphs.given, _("Volunteer service")),
            )
        )
