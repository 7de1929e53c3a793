from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "tongxin.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.registers import finding
        from tongxin.registers.access import READ
        from tongxin.web.finding import FINDERS, Finder
        from tongxin.web.navigation import PLACES, Place

        FINDERS.append(
            Finder(90, _("Entries"), _("the number of an entry, such as 2026-0012"), READ.roles, finding.find)
        )
        PLACES.append(Place(60, _("Registers"), "registers", "/registers/", READ.roles))
