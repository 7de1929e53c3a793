from django.urls import path

from tongxin.people import views
from tongxin.people.sheets import views as sheets

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/find/", views.find, name="find_person"),
    path("people/new/", views.add, name="add_person"),
    path("people/imports/", sheets.imports, name="imports"),
    path("people/imports/new/", sheets.upload, name="new_import"),
    path("people/imports/<uuid:sheet_id>/", sheets.one_import, name="import"),
    path("people/imports/<uuid:sheet_id>/confirm/", sheets.confirm, name="confirm_import"),
    path("people/imports/<uuid:sheet_id>/refused.xlsx", sheets.refused, name="refused_rows"),
    path("people/<uuid:person_id>/", views.person, name="person"),
    path("people/<uuid:person_id>/correct/", views.correct, name="correct_person"),
    path("people/<uuid:person_id>/consent/", views.consent, name="give_consent"),
    path("people/<uuid:person_id>/copy/", views.copy, name="copy_person"),
    path(
        "people/<uuid:person_id>/consents/<uuid:consent_id>/withdraw/",
        views.withdraw,
        name="withdraw_consent",
    ),
    path("households/", views.households, name="households"),
    path("households/<uuid:household_id>/", views.household, name="household"),
]
