from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "tongxin.reports"
    label = "reports"

    def ready(self) -> None:
        from tongxin.kit.actor import EVERYONE
        from tongxin.registers.access import READ
        from tongxin.reports import access, finding
        from tongxin.web.finding import FINDERS, Finder
        from tongxin.web.navigation import PLACES, Place

        FINDERS.append(
            Finder(
                90, _("Entries"), _("the number of an entry, such as 2026-0012"), READ.roles, finding.entries
            )
        )
        PLACES.append(Place(10, _("Today"), "today", "/today/", EVERYONE))
        PLACES.append(Place(60, _("Registers"), "registers", "/registers/", READ.roles))
        PLACES.append(Place(70, _("Report"), "reports", "/reports/", access.READ.roles))
