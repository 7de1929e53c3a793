from django.urls import path

from tongxin.almanac import views

urlpatterns = [path("almanac/", views.almanac, name="almanac")]
