from django.urls import path

from tongxin.activities import views

urlpatterns = [
    path("activities/", views.activities, name="activities"),
    path("activities/new/", views.record, name="record_activity"),
    path("activities/<uuid:activity_id>/", views.activity, name="activity"),
]
