"""What happened in a family, as far as a visit needs to know."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import TenantModel
from tongxin.kit.scope import Rows
from tongxin.kit.tenancy import TenantForeignKey
from tongxin.people.models import Household, Person
from tongxin.visits.reasons.models import VisitReason, own_name


class EventKind(models.TextChoices):
    """What happened in a family."""

    HOSPITAL = "hospital", _("In hospital")
    WEDDING = "wedding", _("Wedding")
    BIRTH = "birth", _("Birth")
    BEREAVEMENT = "bereavement", _("Bereavement")
    DISASTER = "disaster", _("Fire, accident or disaster")
    OTHER = "other", _("Another major event")
    HARDSHIP = "hardship", _("The community's own reason")


class ToldBy(models.TextChoices):
    """Who told the community of an event."""

    PERSON = "person", _("The person")
    FAMILY = "family", _("The family, with the person's consent")
    NEIGHBOUR = "neighbour", _("A neighbour")
    WORKER = "worker", _("A worker saw it")


class FamilyEvent(TenantModel):
    """An illness or a major event in a family, as far as a visit needs to know: no diagnosis, no judgement."""

    reason = TenantForeignKey(VisitReason, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("What happened"), max_length=12, choices=EventKind.choices)
    person = TenantForeignKey(
        Person, verbose_name=_("Resident"), on_delete=models.PROTECT, related_name="family_events"
    )
    household = TenantForeignKey(
        Household, verbose_name=_("Household"), on_delete=models.PROTECT, related_name="family_events"
    )
    happened_on = models.DateField(_("Happened on"))
    told_on = models.DateField(_("Told on"))
    told_by = models.CharField(_("Told by"), max_length=10, choices=ToldBy.choices)
    place = models.CharField(_("Where to visit"), max_length=80, blank=True)
    urgent_reason = models.CharField(_("Why without consent"), max_length=300, blank=True)
    void_on = models.DateField(_("Void since"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = Rows()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["community", "household", "happened_on"], name="event_by_home"),
            models.Index(fields=["community", "happened_on", "id"], name="event_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.words} {self.happened_on}"

    @property
    def words(self) -> str:
        """Return what happened in words: the community's own reason goes by its own name."""
        return str(self.reason) if self.kind == EventKind.HARDSHIP else self.get_kind_display()


def event_words() -> dict[Any, Any]:
    """Return the kinds of event in words, the last as the open community calls its own reason."""
    return {code: own_name() if code == EventKind.HARDSHIP else label for code, label in EventKind.choices}
