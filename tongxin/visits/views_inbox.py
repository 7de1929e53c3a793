"""Pages about what phones sent: held items and their reviewer, phone numbers that differ, files brought to the office."""

import base64
import binascii
import hashlib
import json
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from tongxin.communities.models import names_of
from tongxin.kit.clock import now
from tongxin.people.models import Household, Person
from tongxin.registers.models import Entry
from tongxin.visits import access, actions_inbox, inbox, pictures, sealing, tables
from tongxin.visits.models import Duty
from tongxin.visits.models_inbox import Submission
from tongxin.web.forms import Form, ReasonForm, perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.views import allow, say

MOST_FILE_BYTES = 60 * 2**20
MOST_ITEMS = 500


def submissions(request: HttpRequest) -> HttpResponse:
    """List what phones sent; what waits for a decision first."""
    actor = allow(request, access.SEE)
    rows = Submission.objects.select_related("visit")
    if not access.REVIEW(actor):
        rows = rows.filter(owner_ref=actor.ref)
    context = {"open_facts": rows.filter(fact_open=True).order_by("received_at")[:20]}
    return table_page(request, tables.SUBMISSIONS, rows, template="visits/submissions.html", context=context)


def submission(request: HttpRequest, submission_id: UUID, form: Form | None = None) -> HttpResponse:
    """Show an item of a phone: what it says, why it is held, and what can be done."""
    actor = allow(request, access.SEE)
    rows = Submission.objects.select_related("visit", "decided_by")
    if not access.REVIEW(actor):
        rows = rows.filter(owner_ref=actor.ref)
    found = rows.get(pk=submission_id)
    payload = inbox.readable(found)
    names = names_of({found.owner_ref, found.sender_ref})
    context: dict[str, Any] = {
        "item": found,
        "payload": payload,
        "owner": names.get(found.owner_ref, ""),
        "sender": names.get(found.sender_ref, ""),
        "flags": [inbox.FLAGS[code]() for code in found.flags if code in inbox.FLAGS],
        "home": Household.objects.filter(pk=payload.household).first() if payload else None,
        "duties": [
            (row, tables.reason_words(row))
            for row in tables.duty_rows(Duty.objects.filter(pk__in=payload.duties))
        ]
        if payload
        else [],
        "others": Submission.objects.filter(item=found.item).exclude(pk=found.pk),
        "person": Person.objects.filter(pk=found.fact["person"]).first() if found.fact else None,
        "may_review": bool(access.REVIEW(actor)),
        "form": form or ReasonForm(),
        "entries": Entry.objects.about(found.pk),
    }
    return render(request, "visits/submission.html", context, status=status_of(form) if form else 200)


@require_POST
def take(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Take a held item into the register."""
    actor = allow(request, access.REVIEW)
    form = Form(request.POST)
    form.full_clean()
    with_duties = request.POST.get("without") != "1"
    done = perform(
        form, lambda: actions_inbox.take_held(submission_id, with_duties=with_duties, by=actor, at=now())
    )
    if done is not None:
        say(request, _("Recorded as %(number)s.") % {"number": done.number})
        return redirect("visit", done.pk)
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
        if (
            perform(form, lambda: actions_inbox.refuse_held(submission_id, **facts, by=actor, at=now()))
            is not None
        ):
            say(request, _("Refused; the phone shows the reason. The content stays stored."))
            return redirect("submissions")
    return submission(request, submission_id, form)


@require_POST
def settle(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Decide which phone number stands."""
    actor = allow(request, access.REVIEW)
    actions_inbox.settle_fact(submission_id, take=request.POST.get("take") == "1", by=actor, at=now())
    say(request, _("Recorded."))
    return redirect("submission", submission_id)


class OutboxForm(Form):
    """A file that a phone wrote because it found no network."""

    file = forms.FileField(
        label=gettext_lazy("File from a phone"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        help_text=gettext_lazy("Saved on the visit page. It is sealed: only this server opens it."),
    )

    def clean_file(self) -> list[dict[str, Any]]:
        """Read the items of the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_FILE_BYTES:
            raise forms.ValidationError(
                _("The file is too large. Let the phone send directly, or save fewer items.")
            )
        try:
            said = json.loads(file.read())
            items = said["items"]
            if said["tongxin"] != "outbox" or not isinstance(items, list):
                raise ValueError
        except (ValueError, KeyError, TypeError, UnicodeDecodeError):
            raise forms.ValidationError(
                _("This is not a file of the visit page. Save it again on the phone.")
            ) from None
        if not items:
            raise forms.ValidationError(_("There is no visit in this file."))
        if len(items) > MOST_ITEMS:
            raise forms.ValidationError(_("There are too many visits in one file."))
        return items


def take_file(request: HttpRequest) -> HttpResponse:
    """Take in the visits of a phone that found no network, from the file it wrote."""
    actor = allow(request, access.RECORD)
    form = OutboxForm(request.POST, request.FILES) if request.method == "POST" else OutboxForm()
    results: list[tuple[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        for number, raw in enumerate(form.cleaned_data["file"], start=1):
            results.append((str(number), _take_item(raw, actor)))
        good = sum(1 for _number, reply in results if isinstance(reply, inbox.Reply))
        say(request, ngettext("%(n)s item was read.", "%(n)s items were read.", good) % {"n": good})
    return render(
        request, "visits/take_file.html", {"form": form, "results": results}, status=status_of(form)
    )


def _take_item(raw: Any, actor: Any) -> Any:
    """Store the pictures and the envelope of an item; return the reply, or a sentence that says what is wrong."""
    try:
        item, sha256, envelope = UUID(raw["item"]), raw["sha256"], raw["envelope"].encode()
        photos = [base64.b64decode(text, validate=True) for text in raw.get("photos", [])]
    except (KeyError, ValueError, TypeError, AttributeError, binascii.Error):
        return _("This item cannot be read.")
    if len(envelope) > sealing.MOST_ENVELOPE_BYTES or any(
        len(one) > pictures.MOST_BLOB_BYTES for one in photos
    ):
        return _("This item is too large.")
    if hashlib.sha256(envelope).hexdigest() != sha256:
        return _("This item is damaged.")
    at = now()
    for one in photos:
        pictures.store_blob(hashlib.sha256(one).hexdigest(), one, by=actor, at=at)
    return inbox.receive(item, sha256, envelope, by=actor, at=at, came_by="file")
