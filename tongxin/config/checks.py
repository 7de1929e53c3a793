"""A system check that no app is forgotten: run by every command of Django, and before the tests."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

HOUSE = Path(__file__).resolve().parents[1]


@register()
def apps_left_out(**kwargs: Any) -> list[CheckMessage]:
    """Find the apps whose folder is there and which the settings do not name: nothing they declare would be known."""
    known = {app.name for app in apps.get_app_configs()}
    names = [f"{HOUSE.name}.{path.parent.name}" for path in sorted(HOUSE.glob("*/apps.py"))]
    return [
        Error(
            f"{name} is an app that the settings do not name.",
            hint=f'Add the line "{name}", to INSTALLED_APPS in tongxin/config/settings.py, '
            "after the apps that it builds on.",
            id="tongxin.E002",
        )
        for name in names
        if name not in known
    ]
