from django.urls import path

from tongxin.phones import views
from tongxin.phones.page import views as page

urlpatterns = [
    path("visits/phones/", views.submissions, name="submissions"),
    path("visits/phones/file/", views.take_file, name="take_file"),
    path("visits/phones/<uuid:submission_id>/", views.submission, name="submission"),
    path("visits/phones/<uuid:submission_id>/take/", views.take, name="take_submission"),
    path("visits/phones/<uuid:submission_id>/refuse/", views.refuse, name="refuse_submission"),
    path("visits/phones/<uuid:submission_id>/settle/", views.settle, name="settle_submission"),
    # The page for phones: a scope of its own, so that its worker can touch nothing else.
    path("visit/", page.phone, name="phone"),
    path("visit/worker.js", page.worker, name="phone_worker"),
    path("visit/manifest.webmanifest", page.manifest, name="phone_manifest"),
    path("visit/sync/hello", page.hello, name="phone_hello"),
    path("visit/sync/duties", page.duties, name="phone_duties"),
    path("visit/sync/blob/<slug:sha256>", page.blob, name="phone_blob"),
    path("visit/sync/visit", page.item, name="phone_visit"),
]
