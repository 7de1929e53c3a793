"""The root addresses: each a word of the glossary. An app's own stand in its `urls.py`, which is found by itself."""

from allauth.account import views as accounts
from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver, include, path
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from django.views.generic import RedirectView

from tongxin.kit.errors import NotAllowed
from tongxin.web.middleware import error_answer
from tongxin.web.views import healthy, set_language


def addresses_of_apps() -> list[URLResolver]:
    """Return the addresses of each app of ours that has any, in the order of the settings."""
    return [
        path("", include(f"{app.name}.urls"))
        for app in apps.get_app_configs()
        if app.name.startswith("tongxin.")
        and app.name != "tongxin.config"
        and module_has_submodule(app.module, "urls")
    ]


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
    *addresses_of_apps(),
]
handler404 = "tongxin.web.views.page_not_found"
handler500 = "tongxin.web.views.server_fault"


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Tell what to do when the page's token is stale."""
    sentence = _("This page was open too long. Go back, reload it and send it again: what you typed is kept.")
    return error_answer(request, NotAllowed(sentence))
