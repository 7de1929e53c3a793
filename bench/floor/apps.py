"""The plain site as an app."""

from django.apps import AppConfig


class FloorConfig(AppConfig):
    """Its label, under which its account is named."""

    name = "bench.floor"
    label = "floor"
