from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "tongxin.activities"
    label = "activities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.activities import access, comparing, corrections, entries, figures, paragraphs, tables
        from tongxin.activities.models import Activity
        from tongxin.registers.comparing import COMPARISONS
        from tongxin.registers.hooks import NAMINGS, Naming
        from tongxin.web.navigation import PLACES, RECORDINGS, Place, Recording, link_to
        from tongxin.web.paragraphs import PARAGRAPHS, Paragraph, Section

        del entries, figures, tables  # imported so that what they declare is known
        corrections.declare()
        COMPARISONS.append(comparing.compare)
        NAMINGS[Activity] = Naming(href=lambda pk: link_to("activity", pk))
        PLACES.append(Place(50, _("Activities"), "activities", "/activities/", access.SEE.roles))
        RECORDINGS.append(Recording(20, _("Activity"), "record_activity", access.RECORD.roles))
        PARAGRAPHS.append(Paragraph(Section.WORK, 30, paragraphs.held, _("Activities and training")))
