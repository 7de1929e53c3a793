"""The root addresses: each a word of the glossary."""

from allauth.account import views as accounts
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext as _
from django.views.generic import RedirectView

from tongxin.kit.errors import NotAllowed
from tongxin.web.middleware import error_answer
from tongxin.web.views import healthy, set_language

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="today"), name="home"),
    path("login/", accounts.login, name="account_login"),
    path("logout/", accounts.logout, name="account_logout"),
    path("accounts/password/", accounts.password_change, name="account_change_password"),
    # allauth asks for these names; nobody signs up or resets by mail here.
    path("accounts/signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
    path(
        "accounts/reset/", RedirectView.as_view(pattern_name="account_login"), name="account_reset_password"
    ),
    path("accounts/inactive/", accounts.account_inactive, name="account_inactive"),
    path("language/", set_language, name="set_language"),
    path("healthy/", healthy, name="healthy"),
    path("", include("tongxin.registers.urls")),
    path("", include("tongxin.communities.urls")),
    path("", include("tongxin.almanac.urls")),
    path("", include("tongxin.files.urls")),
    path("", include("tongxin.people.urls")),
    path("", include("tongxin.phones.urls")),
    path("", include("tongxin.groups.urls")),
    path("", include("tongxin.needs.urls")),
    path("", include("tongxin.activities.urls")),
    path("", include("tongxin.visits.urls")),
    path("", include("tongxin.rounds.urls")),
    path("", include("tongxin.reports.urls")),
]
handler404 = "tongxin.web.views.page_not_found"
handler500 = "tongxin.web.views.server_fault"


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell what to do when the page's token is stale."""
    sentence = _("This page was open too long. Go back, reload it and send it again: what you typed is kept.")
    return error_answer(request, NotAllowed(sentence))
