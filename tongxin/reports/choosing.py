"""Which communities a command works on."""

from django.core.management.base import CommandError

from tongxin.communities.models import Community


def communities(code: str | None) -> list[Community]:
    """Return the community named, or all; CommandError if there is none."""
    found = list(Community.objects.filter(code=code) if code else Community.objects.order_by("code"))
    if not found:
        raise CommandError("There is no such community. `tongxin init` opens one.", returncode=2)
    return found
