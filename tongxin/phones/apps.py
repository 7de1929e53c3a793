from django.apps import AppConfig


class PhonesConfig(AppConfig):
    name = "tongxin.phones"
    label = "phones"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.files import hooks as files_hooks
        from tongxin.phones import access, entries, tables
        from tongxin.phones.pictures import forget_with

        del access, entries, tables  # imported so that what they declare is known
        files_hooks.deleted.append(forget_with)
