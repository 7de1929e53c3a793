from django.urls import path

from tongxin.reports import board, views

urlpatterns = [
    path("today/", views.start, name="today"),
    path("search/", views.search, name="search"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:year>/", views.report, name="report"),
    path("board/<slug:community>/", board.board, name="board"),
    path("reports/<int:year>/<slug:code>/", views.figure, name="figure"),
]
