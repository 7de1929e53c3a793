from django.urls import path

from tongxin.files import views

urlpatterns = [path("files/<uuid:file_id>/", views.stored_file, name="stored_file")]
