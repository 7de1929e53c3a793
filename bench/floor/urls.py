"""The addresses."""

from django.contrib.auth.views import LoginView
from django.urls import path

from bench.floor import views

urlpatterns = [
    path("login/", LoginView.as_view(template_name="login.html"), name="login"),
    path("needs/", views.needs, name="needs"),
    path("needs/rows/", views.needs, {"rows_only": True}, name="need_rows"),
    path("needs/new/", views.new_need, name="new_need"),
    path("needs/<uuid:need_id>/", views.needs, name="need"),
    path("people/", views.people, name="people"),
    path("people/find/", views.find, name="find"),
    path("people/<uuid:person_id>/", views.people, name="person"),
    path("visits/", views.duties, name="duties"),
    path("visits/<uuid:duty_id>/", views.duties, name="duty"),
    path("reports/<int:year>/", views.report, name="report"),
]
