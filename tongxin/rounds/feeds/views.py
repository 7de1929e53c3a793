"""The pages of a calendar feed: make, show once, revoke; and the feed itself."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.kit.clock import now
from tongxin.rounds import access
from tongxin.rounds.feeds import actions, calendar
from tongxin.rounds.models import CalendarFeed
from tongxin.web.views import allow, say


def feed(request: HttpRequest) -> HttpResponse:
    """Show whether there is a calendar address; make one (shown once) or revoke it."""
    actor = allow(request, access.FEED)
    address = ""
    if request.method == "POST" and "revoke" in request.POST:
        if actions.revoke_feed(by=actor, at=now()):
            say(request, _("The calendar address was revoked: it answers nobody any more."))
        return redirect("visit_feed")
    if request.method == "POST":
        secret = actions.make_feed(by=actor, at=now())
        address = request.build_absolute_uri(reverse("visit_calendar", args=[actor.community_id, secret]))
    standing = CalendarFeed.objects.filter(account_id=actor.account_id, revoked_at__isnull=True).first()
    return render(request, "rounds/feed.html", {"address": address, "standing": standing})


def calendar_feed(request: HttpRequest, community_id: UUID, secret: str) -> HttpResponse:
    """Answer a calendar with the days on which visits wait; whoever has the address may read it, so it names nobody."""
    text = calendar.calendar_for(community_id, secret, at=now(), base=request.build_absolute_uri("/visits/"))
    if text is None:
        return HttpResponse(status=404)
    return HttpResponse(
        text, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "no-store"}
    )
