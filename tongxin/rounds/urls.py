from django.urls import path

from tongxin.rounds.feeds import views as feeds
from tongxin.rounds.plans import views as plans
from tongxin.rounds.sheets import views as sheets

urlpatterns = [
    path("visits/plans/", plans.plans, name="visit_plans"),
    path("visits/plans/new/", plans.new_plan, name="new_visit_plan"),
    path("visits/plans/<uuid:plan_id>/", plans.visit_plan, name="visit_plan"),
    path("visits/plans/<uuid:plan_id>/move/", plans.move_home, name="move_planned_home"),
    path("visits/plans/<uuid:plan_id>/confirm/", plans.confirm_plan, name="confirm_visit_plan"),
    path("visits/plans/<uuid:plan_id>/drop/", plans.drop_plan, name="drop_visit_plan"),
    path("visits/plans/<uuid:plan_id>/rounds/", sheets.round_sheets, name="round_sheets"),
    path("visits/round/", sheets.my_round, name="my_round"),
    path("visits/feed/", feeds.feed, name="visit_feed"),
    path("visits/calendar/<uuid:community_id>/<str:secret>.ics", feeds.calendar_feed, name="visit_calendar"),
]
