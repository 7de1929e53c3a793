from django.urls import path

from tongxin.web.paper import views

urlpatterns = [
    path("prints/<uuid:print_id>/", views.one_print, name="print"),
    path("prints/<uuid:print_id>/file/", views.print_file, name="print_file"),
]
