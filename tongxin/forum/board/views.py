"""The page of one suggestion on the public board, at an address that stays."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from tongxin.communities.board import public_page
from tongxin.communities.models import Community
from tongxin.forum.board.sections import REGISTERS, line_of
from tongxin.forum.entries import Published, Withdrawn
from tongxin.forum.models import Suggestion
from tongxin.kit.clock import local_date, now
from tongxin.registers.models import Entry


def suggestion(request: HttpRequest, community: str, public_id: UUID) -> HttpResponse:
    """Show a suggestion that stands on the board, or since when and why it does not any more.

    One that never stood there is not found, as one that never was.
    """

    def read(_community: Community) -> dict[str, Any]:
        found = Suggestion.objects.filter(pk=public_id).first()
        entries = Entry.objects.about(public_id).filter(schema__in=[Published.schema, Withdrawn.schema])
        history = list(entries.order_by("seq"))
        if found is None or not history:
            raise Http404
        standing = found.published_on is not None and not found.is_void
        return {
            "line": line_of(found, local_date(now())) if standing else None,
            "published_on": found.published_on,
            "withdrawn_on": found.withdrawn_on,
            "withdrawn_why": found.withdrawn_why,
            "voices": found.merged.count() + 1,
            "history": history,
        }

    return public_page(request, community, REGISTERS, "forum/board_suggestion.html", read)
