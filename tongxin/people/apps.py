from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "tongxin.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.people import (
            access,
            comparing,
            corrections,
            entries,
            figures,
            paragraphs,
            tables,
            telling,
        )
        from tongxin.people.choosing import person_field
        from tongxin.people.models import Household, Person
        from tongxin.registers.comparing import COMPARISONS
        from tongxin.registers.hooks import NAMINGS, Naming
        from tongxin.web.finding import FINDERS, Finder
        from tongxin.web.navigation import PLACES, Place, link_to
        from tongxin.web.paragraphs import PARAGRAPHS, Paragraph, Section

        del entries, figures, tables  # imported so that what they declare is known
        corrections.declare()
        COMPARISONS.extend((comparing.compare_moved_away, comparing.compare_consents))
        NAMINGS[Person] = Naming(
            words=lambda person: person.name,
            apart=telling.told_apart,
            related=("household",),
            href=lambda pk: link_to("person", pk),
            choose=person_field,
        )
        NAMINGS[Household] = Naming(href=lambda pk: link_to("household", pk))
        PLACES.append(Place(30, _("Residents"), "people", "/people/", access.FIND.roles))
        PLACES.append(Place(35, _("Households"), "households", "/households/", access.FIND.roles))
        FINDERS.append(
            Finder(
                10,
                _("Residents"),
                _("part of a name, its pinyin or initials, the last digits of a phone, a building"),
                access.FIND.roles,
                telling.find,
                telling.all_found,
            )
        )
        PARAGRAPHS.extend(
            (
                Paragraph(Section.BASICS, 10, paragraphs.residents),
                Paragraph(Section.BASICS, 20, paragraphs.categories),
            )
        )
