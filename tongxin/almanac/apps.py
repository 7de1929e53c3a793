from django.apps import AppConfig


class AlmanacConfig(AppConfig):
    name = "tongxin.almanac"
    label = "almanac"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.almanac import access, entries

        del access, entries  # imported so that what they declare is known
