from django.apps import AppConfig
from django.utils.translation import gettext as _


class FilesConfig(AppConfig):
    name = "tongxin.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tongxin.files import entries
        from tongxin.files.models import StoredFile
        from tongxin.registers import hooks
        from tongxin.web.navigation import link_to

        del entries  # imported so that what it declares is known
        hooks.NAMINGS[StoredFile] = hooks.Naming(
            words=lambda _file: _("Open the picture"), href=lambda pk: link_to("stored_file", pk)
        )
