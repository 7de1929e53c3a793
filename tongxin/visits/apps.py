from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "tongxin.visits"
    label = "visits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.almanac import hooks as almanac_hooks
        from tongxin.files.kinds import declare as declare_file
        from tongxin.kit.actor import Actor
        from tongxin.people import hooks as people_hooks
        from tongxin.phones.items import declare as declare_item
        from tongxin.registers import hooks
        from tongxin.registers.comparing import COMPARISONS
        from tongxin.registers.kinds import EntryKind
        from tongxin.visits import comparing, corrections, figures, telling
        from tongxin.visits.calls.phone import VISIT
        from tongxin.visits.calls.pictures import PICTURE
        from tongxin.visits.duties.making import bring_up_to_date
        from tongxin.visits.events import tables
        from tongxin.visits.models import Duty, FamilyEvent, Visit
        from tongxin.web.navigation import link_to

        del figures, tables  # imported so that what they declare is known

        def homes_changed(homes: Collection[UUID] | None, by: Actor, at: datetime) -> Sequence[EntryKind]:
            del by
            return bring_up_to_date(homes, at=at).written

        def days_changed(days: Sequence[date], by: Actor, at: datetime) -> Sequence[EntryKind]:
            del days, by
            return bring_up_to_date(at=at).written

        people_hooks.homes_changed.append(homes_changed)
        almanac_hooks.days_changed.append(days_changed)
        declare_file(PICTURE)
        declare_item(VISIT)
        corrections.declare()
        COMPARISONS.append(comparing.compare)
        hooks.later("visits", telling.VISITS_LATER, telling.visits_later)
        hooks.NAMINGS[Visit] = hooks.Naming(href=lambda pk: link_to("visit", pk))
        hooks.NAMINGS[Duty] = hooks.Naming(
            words=telling.duty_named,
            brief=telling.duty_words,
            related=telling.DUTY_RELATED,
            href=lambda pk: link_to("duty", pk),
        )
        hooks.NAMINGS[FamilyEvent] = hooks.Naming(
            brief=lambda event: f"{event.person.name} {event}",
            related=("person", "reason"),
            href=lambda pk: link_to("family_event", pk),
        )
        self._show()

    def _show(self) -> None:
        """Declare what is shown of visits on pages of others."""
        from tongxin.groups.panels import PANELS
        from tongxin.people.stories import HOUSEHOLD_PANELS, STORIES
        from tongxin.visits import access, paragraphs, telling
        from tongxin.web.navigation import PLACES, RECORDINGS, Place, Recording
        from tongxin.web.paragraphs import PARAGRAPHS, Paragraph, Section
        from tongxin.web.waiting import WAITING

        PLACES.append(Place(25, _("Visits"), "visits", "/visits/", access.SEE.roles, telling.waiting_homes))
        RECORDINGS.append(Recording(13, _("Visit"), "record_visit", access.RECORD.roles))
        RECORDINGS.append(Recording(16, _("Event in a family"), "report_event", access.EVENTS.roles))
        WAITING.append(telling.waiting)
        STORIES.append(telling.story_of_person)
        HOUSEHOLD_PANELS.append(telling.panel_of_household)
        PANELS.append(telling.panel_of_group)
        PARAGRAPHS.extend(
            (
                Paragraph(Section.WORK, 20, paragraphs.must_visits, _("Calling on homes")),
                Paragraph(Section.WORK, 25, paragraphs.gifts, _("Goods and money given")),
                Paragraph(Section.PROBLEMS, 20, paragraphs.problems),
                Paragraph(Section.PLANS, 20, paragraphs.plans),
            )
        )
