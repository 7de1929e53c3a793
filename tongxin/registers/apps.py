from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "tongxin.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.registers.access import READ
        from tongxin.web.navigation import PLACES, Place

        PLACES.append(Place(60, _("Registers"), "registers", "/registers/", READ.roles))
