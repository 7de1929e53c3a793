from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    name = "tongxin.forum"

    def ready(self) -> None:
        from tongxin.forum import access, comparing, corrections, entries, figures, paragraphs, telling
        from tongxin.forum.board import sections
        from tongxin.forum.models import Suggestion
        from tongxin.registers import hooks
        from tongxin.registers.comparing import COMPARISONS
        from tongxin.web.board import SECTIONS
        from tongxin.web.finding import FINDERS, Finder
        from tongxin.web.navigation import PLACES, RECORDINGS, Place, Recording, link_to
        from tongxin.web.paragraphs import PARAGRAPHS, Paragraph, Section
        from tongxin.web.waiting import WAITING

        del figures  # imported so that what it declares is known
        corrections.declare()
        COMPARISONS.append(comparing.compare_states)
        hooks.NAMINGS[Suggestion] = hooks.Naming(
            brief=lambda row: f"{row.number} {row.content[:20]}", href=lambda pk: link_to("suggestion", pk)
        )
        hooks.later(entries.SUGGESTIONS.code, telling.LATER, telling.later)
        PLACES.append(
            Place(
                45,
                _("Suggestions"),
                "suggestions",
                "/suggestions/",
                access.SEE.roles,
                telling.waiting_suggestions,
            )
        )
        RECORDINGS.append(Recording(45, _("Suggestion"), "take_suggestion", access.TAKE.roles))
        WAITING.append(telling.waiting)
        FINDERS.append(
            Finder(
                45,
                _("Suggestions"),
                _("words of a suggestion, or its number"),
                access.SEE.roles,
                telling.find,
            )
        )
        PARAGRAPHS.append(Paragraph(Section.WORK, 55, paragraphs.suggestions, _("Suggestions")))
        PARAGRAPHS.append(Paragraph(Section.PROBLEMS, 55, paragraphs.silence))
        SECTIONS.append(sections.SUGGESTIONS)
