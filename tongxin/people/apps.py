from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "tongxin.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.people import access, entries, figures, tables
        from tongxin.web.navigation import PLACES, Place

        del entries, figures, tables  # imported so that what they declare is known
        PLACES.append(Place(30, _("Residents"), "people", "/people/", access.FIND.roles))
        PLACES.append(Place(35, _("Households"), "households", "/households/", access.FIND.roles))
