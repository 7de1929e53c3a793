from django.urls import path

from tongxin.groups import views

urlpatterns = [
    path("groups/", views.groups, name="groups"),
    path("groups/new/", views.new_group, name="new_group"),
    path("groups/<uuid:group_id>/", views.group, name="group"),
    path("groups/<uuid:group_id>/change/", views.change_group, name="change_group"),
    path("groups/<uuid:group_id>/enrol/", views.enrol, name="enrol"),
    path("groups/accounts/<uuid:account_id>/", views.link_member, name="link_member"),
    path("groups/<uuid:group_id>/members/<uuid:member_id>/account/", views.link_account, name="link_account"),
    path("groups/<uuid:group_id>/members/<uuid:member_id>/leave/", views.leave, name="leave_group"),
]
