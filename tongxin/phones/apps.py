from django.apps import AppConfig


class PhonesConfig(AppConfig):
    name = "tongxin.phones"
    label = "phones"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.phones import access, entries, tables

        del access, entries, tables  # imported so that what they declare is known
