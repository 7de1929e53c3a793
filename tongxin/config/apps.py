from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "tongxin.config"
    label = "config"

    def ready(self) -> None:
        from tongxin.config import checks

        del checks  # imported so that Django runs them
