from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "tongxin.reports"
    label = "reports"

    def ready(self) -> None:
        from tongxin.kit.actor import EVERYONE
        from tongxin.reports import access
        from tongxin.web.navigation import PLACES, Place

        PLACES.append(Place(10, _("Today"), "today", "/today/", EVERYONE))
        PLACES.append(Place(70, _("Report"), "reports", "/reports/", access.READ.roles))
