from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "tongxin.activities"
    label = "activities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.activities import access, entries, figures, paragraphs, tables
        from tongxin.activities.models import activity_titles
        from tongxin.web.navigation import PLACES, RECORDINGS, Place, Recording
        from tongxin.web.paragraphs import PARAGRAPHS, Paragraph, Section
        from tongxin.web.subjects import name_subjects

        del entries, figures, tables  # imported so that what they declare is known
        PLACES.append(Place(50, _("Activities"), "activities", "/activities/", access.SEE.roles))
        name_subjects("activity", activity_titles)
        RECORDINGS.append(Recording(20, _("Activity"), "record_activity", access.RECORD.roles))
        PARAGRAPHS.append(Paragraph(Section.WORK, 30, paragraphs.held, _("Activities and training")))
