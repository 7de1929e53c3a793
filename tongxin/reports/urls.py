from django.urls import path

from tongxin.reports import views

urlpatterns = [
    path("today/", views.start, name="today"),
    path("search/", views.search, name="search"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:year>/", views.report, name="report"),
    path("reports/<int:year>/<slug:code>/", views.figure, name="figure"),
]
