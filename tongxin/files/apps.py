from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "tongxin.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.files import entries

        del entries  # imported so that what it declares is known
