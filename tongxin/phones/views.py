"""Pages about what phones sent: held items and their reviewer, phone numbers that differ, files brought to the office."""

import base64
import binascii
import hashlib
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tongxin.communities.models import names_of
from tongxin.kit.actor import Actor
from tongxin.kit.clock import now
from tongxin.people.models import Person
from tongxin.phones import access, actions, deciding, flags, inbox, pictures, sealing, tables
from tongxin.phones.forms import OutboxForm
from tongxin.phones.items import KINDS
from tongxin.phones.models import Submission
from tongxin.phones.reading import readable
from tongxin.registers.models import Entry
from tongxin.web.forms import Form, ReasonForm, perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.views import allow, say


def _rows(actor: Actor) -> QuerySet[Any]:
    """Return the items whose page an actor may open: who decides, all; others what they wrote themselves."""
    rows: QuerySet[Any] = Submission.objects.all()
    return rows if access.REVIEW(actor) else rows.filter(owner_ref=actor.ref)


def submissions(request: HttpRequest) -> HttpResponse:
    """List what phones sent; what waits for a decision first."""
    rows = _rows(allow(request, access.SEND))
    context = {"open_facts": rows.filter(heard_open=True).order_by("received_at")[:20]}
    return table_page(request, tables.SUBMISSIONS, rows, template="phones/submissions.html", context=context)


def submission(request: HttpRequest, submission_id: UUID, form: Form | None = None) -> HttpResponse:
    """Show an item of a phone: what it says, why it is held, and what can be done."""
    actor = allow(request, access.SEND)
    found = _rows(actor).select_related("decided_by").get(pk=submission_id)
    payload = readable(found)
    kind = KINDS[payload.kind] if payload else None
    names = names_of({found.owner_ref, found.sender_ref})
    context: dict[str, Any] = {
        "item": found,
        "lines": kind.tell(payload.said) if kind and payload else [],
        "apart": kind.apart(payload.said) if kind and payload else "",
        "address": inbox.address_of(found),
        "owner": names.get(found.owner_ref, ""),
        "sender": names.get(found.sender_ref, ""),
        "flags": flags.words_of(found),
        "others": Submission.objects.filter(item=found.item).exclude(pk=found.pk),
        "person": Person.objects.filter(pk=found.heard["person"]).first() if found.heard else None,
        "may_review": bool(access.REVIEW(actor)),
        "form": form or ReasonForm(),
        "entries": Entry.objects.about(found.pk),
    }
    return render(request, "phones/submission.html", context, status=status_of(form) if form else 200)


@require_POST
def take(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Take a held item into the register."""
    actor = allow(request, access.REVIEW)
    form = Form(request.POST)
    form.full_clean()
    apart = request.POST.get("apart") == "1"
    done = perform(form, lambda: deciding.take(submission_id, apart=apart, by=actor, at=now()))
    if done is not None:
        say(request, _("Recorded as %(number)s.") % {"number": done.number})
        return redirect(inbox.address_of(done))
    shown = ReasonForm(request.POST)
    shown.full_clean()
    shown.errors.clear()
    for texts in form.errors.values():
        for text in texts:
            shown.add_error(None, text)
    return submission(request, submission_id, shown)


@require_POST
def refuse(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Refuse a held item with the reason."""
    actor = allow(request, access.REVIEW)
    form = ReasonForm(request.POST)
    if form.is_valid():
        facts = form.facts()
        if perform(form, lambda: actions.refuse_held(submission_id, **facts, by=actor, at=now())) is not None:
            say(request, _("Refused; the phone shows the reason. The content stays stored."))
            return redirect("submissions")
    return submission(request, submission_id, form)


@require_POST
def settle(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Decide which phone number stands."""
    actor = allow(request, access.REVIEW)
    actions.settle_heard(submission_id, take=request.POST.get("take") == "1", by=actor, at=now())
    say(request, _("Recorded."))
    return redirect("submission", submission_id)


def take_file(request: HttpRequest) -> HttpResponse:
    """Take in the visits of a phone that found no network, from the file it wrote."""
    actor = allow(request, access.SEND)
    form = OutboxForm(request.POST, request.FILES) if request.method == "POST" else OutboxForm()
    results: list[tuple[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        for number, raw in enumerate(form.cleaned_data["file"], start=1):
            results.append((str(number), _take_item(raw, actor)))
        good = sum(1 for _number, reply in results if isinstance(reply, inbox.Reply))
        say(request, ngettext("%(n)s item was read.", "%(n)s items were read.", good) % {"n": good})
    return render(
        request, "phones/take_file.html", {"form": form, "results": results}, status=status_of(form)
    )


def _take_item(raw: Any, actor: Actor) -> Any:
    """Store the pictures and the envelope of an item; return the reply, or a sentence that says what is wrong."""
    try:
        item, sha256, envelope = UUID(raw["item"]), raw["sha256"], raw["envelope"].encode()
        photos = [base64.b64decode(text, validate=True) for text in raw.get("photos", [])]
    except (KeyError, ValueError, TypeError, AttributeError, binascii.Error):
        return _("This item cannot be read.")
    if len(envelope) > sealing.MOST_ENVELOPE_BYTES or any(
        len(one) > pictures.MOST_SEALED_BYTES for one in photos
    ):
        return _("This item is too large.")
    if hashlib.sha256(envelope).hexdigest() != sha256:
        return _("This item is damaged.")
    at = now()
    for one in photos:
        pictures.store_sealed(hashlib.sha256(one).hexdigest(), one, by=actor, at=at)
    return inbox.receive(item, sha256, envelope, by=actor, at=at, came_by="file")
