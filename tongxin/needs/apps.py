from collections.abc import Sequence
from datetime import date, datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    name = "tongxin.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.almanac import hooks as almanac_hooks
        from tongxin.groups.panels import PANELS
        from tongxin.kit.actor import Actor
        from tongxin.needs import (
            access,
            comparing,
            corrections,
            entries,
            figures,
            tables,
            telling,
        )
        from tongxin.needs.models import Need, OfferMade
        from tongxin.needs.steps import recount_done
        from tongxin.people.stories import STORIES
        from tongxin.registers import hooks
        from tongxin.registers.comparing import COMPARISONS
        from tongxin.registers.kinds import EntryKind
        from tongxin.web.finding import FINDERS, Finder
        from tongxin.web.navigation import PLACES, RECORDINGS, Place, Recording, link_to
        from tongxin.web.waiting import ASIDES, WAITING

        del entries, figures, tables  # imported so that what they declare is known

        def days_changed(days: Sequence[date], by: Actor, at: datetime) -> Sequence[EntryKind]:
            del by, at
            recount_done(days)
            return ()

        PLACES.append(Place(20, _("Needs"), "needs", "/needs/", access.SEE.roles, telling.waiting_needs))
        RECORDINGS.append(Recording(10, _("Reception"), "receive_need", access.RECEIVE.roles))
        WAITING.append(telling.waiting)
        ASIDES.append(telling.unanswered)
        FINDERS.append(
            Finder(20, _("Needs"), _("words of a need, or its number"), access.SEE.roles, telling.find)
        )
        STORIES.append(telling.story_of_person)
        PANELS.append(telling.panel_of_group)
        corrections.declare()
        COMPARISONS.extend((comparing.compare_standing, comparing.compare_hours_served))
        almanac_hooks.days_changed.append(days_changed)
        hooks.NAMINGS[Need] = hooks.Naming(
            brief=lambda need: f"{need.number} {need.matter[:20]}", href=lambda pk: link_to("need", pk)
        )
        hooks.NAMINGS[OfferMade] = hooks.Naming(words=lambda offer: offer.group.name, related=("group",))
        hooks.later("reception", telling.RECEPTION_LATER, telling.reception_later)
        hooks.later("service", telling.SERVICE_LATER, telling.service_later)
        self._hear()
        self._tell()

    def _hear(self) -> None:
        """Let a group tell what is open in a member's hands, and what becomes of it when the member leaves."""
        from tongxin.groups import hooks
        from tongxin.needs import hands

        hooks.in_hands.append(hands.held_needs)
        hooks.member_left.append(hands.back_to_group)

    def _tell(self) -> None:
        """Declare what the year's text says of needs."""
        from tongxin.needs import paragraphs
        from tongxin.web.paragraphs import PARAGRAPHS, Paragraph, Section

        PARAGRAPHS.extend(
            (
                Paragraph(Section.WORK, 10, paragraphs.reception, _("Reception and needs")),
                Paragraph(Section.EXAMPLES, 10, paragraphs.examples, personal=True),
                Paragraph(Section.PROBLEMS, 10, paragraphs.problems),
                Paragraph(Section.PLANS, 10, paragraphs.plans),
            )
        )
