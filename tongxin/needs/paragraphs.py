"""What needs have to tell in the year's text: the desk, what was served, examples, what remains."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tongxin.needs.models import Need, OfferMade, Outcome
from tongxin.people.models import Consent
from tongxin.web.paragraphs import Item, Telling, listed
from tongxin.web.templatetags.web import bare_day

MOST_EXAMPLES = 3


def reception(tell: Telling) -> Iterator[SafeString]:
    """Tell whom the desk received and what became of it."""
    if tell.value("receptions"):
        yield tell(
            _(
                "The desk received %(received)s people in %(receptions)s receptions and answered %(answered)s at once."
            )
        )
        parts = tell.parts("receptions", pgettext("needs", "%(what)s %(number)s"))
        yield tell(_("They came for: %(parts)s."), parts=parts)
    if tell.value("served"):
        yield tell(_("%(served)s needs were served, in the median within %(days_to_done)s working days."))
        parts = tell.parts("served", pgettext("needs", "%(what)s %(number)s"))
        yield tell(_("They were served by: %(parts)s."), parts=parts)
    if tell.value("jobs_found"):
        yield tell(_("%(jobs_found)s of those who looked for work found it."))
    if tell.value("incidents"):
        yield tell(_("%(incidents)s swindles were passed to the police."))


def told_with_consent(tell: Telling) -> QuerySet[Need]:
    """Return needs of the year whose residents agreed to be told of, without names, in the report."""
    agreed = Consent.objects.filter(purpose="example", withdrawn_on__isnull=True).values("person_id")
    rows: QuerySet[Need] = Need.objects.counted().filter(outcome=Outcome.SERVED, person_id__in=agreed)
    return rows.filter(done_on__range=(tell.period.first, tell.period.last)).order_by("done_on", "id")


def examples(tell: Telling) -> Iterator[SafeString | Item]:
    """Tell up to three needs as examples."""
    found = list(told_with_consent(tell)[:MOST_EXAMPLES])
    if found:
        yield tell(_("Told with the residents' consent, without their names:"))
    for need in found:
        words = {
            "day": bare_day(need.done_on),
            "service": need.get_service_type_display(),
            "matter": need.matter.rstrip("。.；; "),
            "result": need.result,
        }
        yield Item(
            _("%(day)s, %(service)s. Asked for: %(matter)s. Done: %(result)s") % words,
            reverse("need", args=[need.pk]),
        )


def problems(tell: Telling) -> Iterator[SafeString]:
    """Tell what is not settled, what came back, and where groups did not answer."""
    if tell.value("open"):
        yield tell(_("%(open)s needs are not settled yet."))
    if tell.value("reopened"):
        yield tell(_("%(reopened)s had to be taken up again because the resident was not content."))
    answers = (
        (OfferMade.Answer.EXPIRED, _("%(number)s were not answered in time")),
        (OfferMade.Answer.DECLINED, _("%(number)s were declined")),
        (OfferMade.Answer.RETURNED, _("%(number)s were given back")),
    )
    told = [(text, tell.part("offers", answer)) for answer, text in answers]
    parts = listed(tell(text, number=number) for text, number in told if number)
    if parts:
        yield tell(_("Of %(offers)s offers to groups, %(parts)s."), parts=parts)


def plans(tell: Telling) -> Iterator[SafeString]:
    """Tell what is carried over."""
    if tell.value("open"):
        yield tell(_("The %(open)s needs that are not settled are carried on until each has its answer."))
