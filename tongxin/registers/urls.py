from django.urls import path

from tongxin.registers import views

urlpatterns = [
    path("registers/", views.registers, name="registers"),
    path("registers/verification/", views.verification, name="verification"),
    path("registers/verify/", views.verify, name="verify"),
    path("registers/entries/<uuid:entry_id>/", views.entry, name="entry"),
    path("registers/entries/<uuid:entry_id>/amend/", views.amend, name="amend"),
    path("registers/entries/<uuid:entry_id>/void/", views.void, name="void"),
    path("registers/<slug:code>/", views.register, name="register"),
    path("registers/<slug:code>/<int:year>/", views.register, name="register_year"),
    path("registers/<slug:code>/<int:year>/corrections/", views.corrections_of_book, name="corrections"),
]
