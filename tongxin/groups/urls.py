from django.urls import path

from tongxin.groups import views

urlpatterns = [
    path("groups/", views.groups, name="groups"),
    path("groups/new/", views.new_group, name="new_group"),
    path("groups/<uuid:group_id>/", views.group, name="group"),
    path("groups/<uuid:group_id>/change/", views.change_group, name="change_group"),
    path("groups/<uuid:group_id>/enrol/", views.enrol, name="enrol"),
    path("groups/<uuid:group_id>/members/<uuid:member_id>/leave/", views.leave, name="leave_group"),
]
