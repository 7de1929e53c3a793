from django.urls import path

from tongxin.reports import register_views, views

urlpatterns = [
    path("today/", views.start, name="today"),
    path("search/", views.search, name="search"),
    path("registers/", register_views.registers, name="registers"),
    path("registers/verification/", register_views.verification, name="verification"),
    path("registers/verify/", register_views.verify, name="verify"),
    path("registers/entries/<uuid:entry_id>/", register_views.entry, name="entry"),
    path("registers/entries/<uuid:entry_id>/amend/", register_views.amend, name="amend"),
    path("registers/entries/<uuid:entry_id>/void/", register_views.void, name="void"),
    path("registers/<slug:code>/", register_views.register, name="register"),
    path("registers/<slug:code>/<int:year>/", register_views.register, name="register_year"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:year>/", views.report, name="report"),
    path("reports/<int:year>/<slug:code>/", views.figure, name="figure"),
]
