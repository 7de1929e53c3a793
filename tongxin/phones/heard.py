"""A resident's phone number as a writer heard it at the door: taken over unless somebody else changed it meanwhile.

Kept with the item as `person`, `was` (what the phone had), `now` (what was heard), `base_version`, `state`, and `here`
(what stands in the file) once it was compared. Its state goes from `heard` to `same`, `taken`, `kept`, or to `conflict`, where
a person decides. It is an action of its own after the item's: a row and a resident's file are two things.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.kit.actor import Actor
from tongxin.kit.errors import TongxinError
from tongxin.people import actions as people_actions
from tongxin.people.models import Person
from tongxin.phones.models import Submission
from tongxin.phones.payload import Heard
from tongxin.phones.tickets import actor_of
from tongxin.registers.appending import Draft

log = logging.getLogger("tongxin.inbox")


def note(submission: Submission, heard: Heard) -> None:
    """Keep with an item what was heard, to be compared once the item is in the register."""
    submission.heard = {
        "person": str(heard.person),
        "was": heard.was,
        "now": heard.now,
        "base_version": heard.base_version,
        "state": "heard",
    }
    submission.heard_open = True


def compare(submission_id: UUID, *, at: datetime) -> None:
    """Take over what was heard, as whoever wrote the item, or leave it open for a person. What fails is left open too, and never lost."""
    try:
        with transaction.atomic():
            _compare(_locked(submission_id), at)
    except (TongxinError, ObjectDoesNotExist):
        log.warning("what was heard with item %s waits for a person", submission_id)
        with transaction.atomic():
            submission = _locked(submission_id)
            submission.heard = {**submission.heard, "state": "conflict"}
            submission.save()


def _locked(submission_id: UUID) -> Submission:
    found: Submission = Submission.objects.locked().get(pk=submission_id)
    return found


def _compare(submission: Submission, at: datetime) -> None:
    told = submission.heard
    if told.get("state") != "heard":
        return
    person: Person = Person.objects.select_related("household").locked().get(pk=told["person"])
    here, state = person.phone, "conflict"
    if here == told["now"]:
        state = "same"
    elif here == told["was"]:
        state = "taken"
        if person.version != told["base_version"]:
            submission.flag("parallel")
    submission.heard, submission.heard_open = {**told, "here": here, "state": state}, state == "conflict"
    submission.save()
    if state == "taken":
        by = actor_of(submission.owner_ref, submission.community_id)
        set_phone(person, told["now"], by=by, at=at)


def set_phone(person: Person, phone: str, *, also: Sequence[Draft] = (), by: Actor, at: datetime) -> None:
    """Correct a resident's phone number and leave every other fact as it is; `also` are entries of the same deed."""
    people_actions.correct_person(
        person.pk,
        seen=person.version,
        name=person.name,
        birth_date=person.birth_date,
        phone=phone,
        address=person.address,
        relation=person.relation,
        spelling=person.spelling,
        left_on=person.left_on,
        reason=_("Told on a visit"),
        also=also,
        by=by,
        at=at,
    )
