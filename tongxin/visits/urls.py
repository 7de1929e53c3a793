from django.urls import path

from tongxin.visits.calls import views as calls
from tongxin.visits.duties import coverage
from tongxin.visits.duties import views as duties
from tongxin.visits.events import views as events
from tongxin.visits.reasons import views as reasons

urlpatterns = [
    path("visits/", duties.visits, name="visits"),
    path("visits/duties/<uuid:duty_id>/", duties.duty, name="duty"),
    path("visits/duties/<uuid:duty_id>/<slug:code>/", duties.duty_step, name="duty_step"),
    path("visits/wishes/<uuid:wish_id>/lift/", duties.lift_wish, name="lift_wish"),
    path("visits/coverage/", coverage.coverage, name="visit_coverage"),
    path("visits/coverage/<int:year>/", coverage.coverage, name="visit_coverage_year"),
    path("visits/made/", calls.made, name="visits_made"),
    path("visits/made/<uuid:visit_id>/", calls.visit, name="visit"),
    path("visits/new/", calls.record_visit, name="record_visit"),
    path("visits/events/", events.events, name="family_events"),
    path("visits/events/new/", events.report_event, name="report_event"),
    path("visits/events/<uuid:event_id>/", events.family_event, name="family_event"),
    path("visits/events/<uuid:event_id>/void/", events.void_event, name="void_family_event"),
    path("visits/rules/", reasons.visit_rules, name="visit_rules"),
    path("visits/rules/<slug:kind>/", reasons.visit_rule, name="visit_rule"),
    path("visits/beats/", reasons.beats, name="visit_beats"),
]
