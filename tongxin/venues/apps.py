from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VenuesConfig(AppConfig):
    name = "tongxin.venues"
    label = "venues"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.registers.hooks import NAMINGS, Naming
        from tongxin.venues import access, corrections, entries, figures, paragraphs, tables, telling
        from tongxin.venues.models import Booking, Closure, Venue
        from tongxin.web.navigation import PLACES, RECORDINGS, Place, Recording, link_to
        from tongxin.web.paragraphs import PARAGRAPHS, Paragraph, Section
        from tongxin.web.waiting import WAITING

        del entries, figures, tables  # imported so that what they declare is known
        corrections.declare()
        NAMINGS[Venue] = Naming(href=lambda pk: link_to("venue", pk))
        NAMINGS[Booking] = Naming(href=lambda pk: link_to("booking", pk))
        NAMINGS[Closure] = Naming(href=lambda pk: link_to("closure", pk))
        PLACES.append(Place(55, _("Venues"), "venues", "/venues/", access.SEE.roles))
        RECORDINGS.append(Recording(35, _("Booking of a venue"), "book_venue", access.BOOK.roles))
        WAITING.append(telling.waiting)
        PARAGRAPHS.append(Paragraph(Section.WORK, 35, paragraphs.venues, _("Venues")))
