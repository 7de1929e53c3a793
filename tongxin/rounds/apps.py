from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "tongxin.rounds"
    label = "rounds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from tongxin.rounds import access, entries
        from tongxin.visits.access import SEE
        from tongxin.visits.doors import DOORS, Door

        del entries  # imported so that what it declares is known
        DOORS.append(Door(10, _("Plans"), "visit_plans", access.PLAN))
        DOORS.append(Door(20, _("My round"), "my_round", SEE))
