"""The floor of a list page: the same rows by a plain Django view and template, behind Django's own middleware."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import path

from tongxin.communities.models import Account
from tongxin.kit.scope import community_scope
from tongxin.needs.models import Need
from tongxin.needs.tables import SHOWN
from tongxin.visits.duties.tables import duty_rows
from tongxin.visits.models import Duty

# As `django-admin startproject` writes it.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATE = """<!doctype html><html><head><title>Needs</title></head><body><table>
{% for need in needs %}<tr><td><a href="{% url 'need' need.pk %}">{{ need.number }}</a></td><td>{{ need.received_on }}</td>
<td>{{ need.get_service_type_display }}</td><td>{{ need.matter|truncatechars:60 }}</td><td>{{ need.visitor }}</td>
<td>{{ need.group.name }}</td><td>{{ need.get_state_display }}</td><td>{{ need.due_on }}</td></tr>{% endfor %}</table></body></html>"""


DUTIES = """<!doctype html><html><head><title>Duties</title></head><body><table>
{% for duty in duties %}<tr><td><a href="{% url 'duty' duty.pk %}">{{ duty.household.address }}</a></td><td>{{ duty.persons|length }}</td>
<td>{{ duty.get_festival_display }}</td><td>{{ duty.opens_on }}</td><td>{{ duty.due_on }}</td><td>{{ duty.planned_on }}</td>
<td>{{ duty.account.name }}{{ duty.group.name }}</td><td>{{ duty.get_state_display }}</td></tr>{% endfor %}</table></body></html>"""


@cache
def template(text: str) -> Any:
    """Return a template, compiled once, as Django's cached loader does."""
    return engines["django"].from_string(text)


@login_required
def needs(request: HttpRequest) -> HttpResponse:
    """Show the first fifty unfinished needs, with the query of the list page."""
    account: Any = request.user
    with community_scope(account.community_id):
        rows = (
            Need.objects.counted()
            .filter(unfinished=1)
            .select_related("group")
            .only(*SHOWN, "group_id", "group__name", "group__community_id")
        )
        return HttpResponse(
            template(TEMPLATE).render({"needs": rows.order_by("-received_on", "-id")[:50]}, request)
        )


@login_required
def duties(request: HttpRequest) -> HttpResponse:
    """Show the first fifty homes to be visited, joined as Django would."""
    account: Any = request.user
    with community_scope(account.community_id):
        rows = duty_rows(Duty.objects.filter(unfinished=1)).order_by("due_on", "id")[:50]
        return HttpResponse(template(DUTIES).render({"duties": rows}, request))


urlpatterns = [
    path("", needs),
    path("need/<uuid:need_id>/", needs, name="need"),
    path("duties/", duties),
    path("duties/<uuid:duty_id>/", duties, name="duty"),
]


@contextmanager
def plain_client(account: Account) -> Iterator[Client]:
    """Yield a signed-in client of the plain view, with nothing of ours around it."""
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=MIDDLEWARE):
        client = Client()
        client.force_login(account, backend="tongxin.communities.signing_in.Backend")
        yield client
