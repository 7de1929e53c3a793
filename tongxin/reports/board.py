"""The public board of a community: the sections that the apps declare, for anybody."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from tongxin.communities.board import ASKED, public_page
from tongxin.communities.models import Community
from tongxin.kit.clock import local_date, now
from tongxin.web.board import sections


def board(request: HttpRequest, community: str) -> HttpResponse:
    """Show a community's board."""
    asked = {name: request.GET.get(name, "") for name in ASKED}
    registers = {register for section in sections() for register in section.registers}

    def read(_community: Community) -> dict[str, Any]:
        today = local_date(now())
        shown = [(section, section.read(today, asked)) for section in sections()]
        return {"sections": shown, "today": today}

    return public_page(request, community, registers, "reports/board.html", read)
