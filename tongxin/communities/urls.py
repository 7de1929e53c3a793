from django.urls import path

from tongxin.communities import views

urlpatterns = [
    path("office/", views.office, name="office"),
    path("office/limits/", views.limits, name="limits"),
    path("office/accounts/new/", views.new_account, name="new_account"),
    path("office/accounts/<uuid:account_id>/", views.change_account, name="change_account"),
    path("office/work/", views.work, name="work"),
    path("office/work/new/", views.log_work, name="log_work"),
    path("me/", views.me, name="me"),
    path("me/log-out-everywhere/", views.log_out_everywhere, name="log_out_everywhere"),
    path("communities/<uuid:community_id>/choose/", views.choose_community, name="choose_community"),
]
