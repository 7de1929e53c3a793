from django.urls import path

from tongxin.needs import views

urlpatterns = [
    path("needs/", views.needs, name="needs"),
    path("needs/new/", views.receive, name="receive_need"),
    path("needs/<uuid:need_id>/", views.need, name="need"),
    path("needs/<uuid:need_id>/<slug:code>/", views.step, name="need_step"),
]
