from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    name = "tongxin.communities"
    label = "communities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.communities import (
            access,
            checks,
            entries,
            figures,
            paragraphs,
            signing_in,
            strangers,
            tables,
        )
        from tongxin.communities.models import Account, Community, WorkLog, holders, names_of
        from tongxin.kit import permissions
        from tongxin.registers import hooks
        from tongxin.web import middleware, views
        from tongxin.web.navigation import PLACES, RECORDINGS, Place, Recording
        from tongxin.web.paper import asking
        from tongxin.web.paragraphs import PARAGRAPHS, Paragraph, Section
        from tongxin.web.templatetags.web import full_day

        del checks, entries, figures, tables  # imported so that what they declare is known
        hooks.names_of_actors.append(names_of)
        permissions.holders.append(holders)
        hooks.list_of_communities.append(lambda: Community.objects.values_list("pk", flat=True))
        hooks.NAMINGS[Account] = hooks.Naming(key="ref")
        hooks.NAMINGS[WorkLog] = hooks.Naming(
            words=lambda line: f"{line.get_category_display()} {full_day(line.worked_on)}", brief=str
        )
        PLACES.append(Place(80, _("Leading group"), "office", "/office/", access.SEE_OFFICE.roles))
        RECORDINGS.append(Recording(30, _("Work"), "log_work", access.LOG_WORK.roles))
        middleware.not_found.append(strangers.keep_if_foreign)
        asking.sign_in.append(signing_in.signed_in)
        views.language_chosen.append(strangers.keep_language)
        PARAGRAPHS.extend(
            (
                Paragraph(Section.WORK, 50, paragraphs.work, _("The office's own work")),
                Paragraph(Section.PROBLEMS, 50, paragraphs.problems, personal=True),
                Paragraph(Section.PLANS, 50, paragraphs.next_steps, personal=True),
            )
        )
