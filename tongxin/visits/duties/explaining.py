"""Why a home is to be visited, told from the rule, the facts and the days: rule, occasion, persons, window, day by day."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tongxin.almanac.models import Day, calendar
from tongxin.almanac.rules import Count, Festival
from tongxin.kit.words import label_of, labelled, listed
from tongxin.people.models import Consent, Person, PersonCategory
from tongxin.visits.duties import rules
from tongxin.visits.duties.rules import EventFacts
from tongxin.visits.models import Duty, FamilyEvent, ToldBy, VisitRule
from tongxin.web.templatetags.web import full_day


@dataclass(slots=True)
class Why:
    """The reasons as sentences, and for an event the count of working days."""

    sentences: list[str] = field(default_factory=list)
    count: Count | None = None


def persons_of(duty: Duty) -> list[Person]:
    """Return whom a duty is for."""
    ids = [UUID(text) for text in duty.persons]
    return list(Person.objects.filter(pk__in=ids).order_by("folded", "id"))


def _rule_sentence(rule: VisitRule) -> str:
    since = full_day(rule.effective_from)
    if rule.reason.by_festival:
        days = ngettext("within %(n)s day before", "within %(n)s days before", rule.window_days) % {
            "n": rule.window_days
        }
        return _(
            "%(reason)s, rule in force from %(since)s: %(festivals)s, %(days)s, for: %(categories)s."
        ) % {
            "reason": rule.reason,
            "since": since,
            "festivals": rule.festival_words,
            "days": days,
            "categories": rule.category_words,
        }
    days = ngettext("within %(n)s working day", "within %(n)s working days", rule.limit_days) % {
        "n": rule.limit_days
    }
    return _("%(reason)s, rule in force from %(since)s: a visit %(days)s.") % {
        "reason": rule.reason,
        "since": since,
        "days": days,
    }


def _person_sentences(duty: Duty, persons: list[Person]) -> list[str]:
    """Say of each person which category and which consent the duty rests on."""
    wanted = set(duty.rule.category_codes)
    found = []
    for person in persons:
        rows = PersonCategory.objects.filter(person_id=person.pk, category__in=wanted, since__lte=duty.due_on)
        words = [
            _("%(category)s since %(day)s")
            % {"category": row.get_category_display(), "day": full_day(row.since)}
            for row in rows.order_by("since")
        ]
        found.append(labelled(person.name, listed([*words, _agreed(person)])))
    return found


def _agreed(person: Person) -> str:
    consent = Consent.objects.filter(person_id=person.pk, purpose="follow_up").order_by("-given_on").first()
    if consent is None:
        return _("has not agreed to be called on")
    words = _("agreed to be called on, %(day)s") % {"day": full_day(consent.given_on)}
    if consent.withdrawn_on:
        words += _(", withdrew on %(day)s") % {"day": full_day(consent.withdrawn_on)}
    return words


def why(duty: Duty) -> Why:
    """Explain a duty. It is loaded with its rule, reason and event."""
    told = Why([_rule_sentence(duty.rule)])
    persons = persons_of(duty)
    if duty.event is not None:
        _tell_event(told, duty, duty.event)
        return told
    day = Day.objects.get(pk=duty.occasion_on)
    told.sentences.append(
        _("%(festival)s falls on %(day)s, %(lunar)s.")
        % {
            "festival": label_of(Festival, duty.festival),
            "day": full_day(duty.occasion_on),
            "lunar": day.lunar_words,
        }
    )
    told.sentences += _person_sentences(duty, persons)
    opens = duty.occasion_on - timedelta(days=duty.rule.window_days)
    if duty.opens_on != opens:
        told.sentences.append(
            _("The window would open on %(usual)s; it opened on %(day)s, when what it rests on was there.")
            % {"usual": full_day(opens), "day": full_day(duty.opens_on)}
        )
    return told


def _tell_event(told: Why, duty: Duty, event: FamilyEvent) -> None:
    told.sentences.append(
        _("%(event)s on %(day)s; told on %(told)s: %(by)s.")
        % {
            "event": event.words,
            "day": full_day(event.happened_on),
            "told": full_day(event.told_on),
            "by": label_of(ToldBy, event.told_by),
        }
    )
    if event.urgent_reason:
        told.sentences.append(
            _("Without consent, by the deputy: %(reason)s") % {"reason": event.urgent_reason}
        )
    else:
        told.sentences += [labelled(person.name, _agreed(person)) for person in persons_of(duty)]
    facts = EventFacts(event.pk, event.reason_id, None, event.happened_on, event.told_on, ())
    days = calendar(event.happened_on, event.told_on + timedelta(days=duty.rule.limit_days * 2 + 60))
    told.count = rules.event_count(facts, duty.rule.limit_days, days)


def context(duty: Duty) -> dict[str, Any]:
    """Return what a duty's page needs to explain it."""
    explained = why(duty)
    return {"why": explained.sentences, "count": explained.count, "persons": persons_of(duty)}
