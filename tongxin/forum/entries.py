"""The book of suggestions, and the record of the steps to an answer and to the board."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongxin.communities.models import Account
from tongxin.forum.models import Adopted, Answer, Source, Subject, Suggestion
from tongxin.registers.kinds import EntryKind, entry, fact, ref, register

SUGGESTIONS = register(
    "suggestions", _("Book of suggestions"), _("What was suggested, and how it was answered"), is_book=True
)
STEPS = register(
    "forum", _("Record of answers"), _("Who is in charge, versions of answers, what was made public")
)
_ANEW = _("A version of an answer stays as it was written. Write the next version on the suggestion's page.")


def _adopted() -> dict[Any, Any]:
    return dict(Adopted.choices)


def _yes_no() -> dict[Any, Any]:
    return {True: _("yes"), False: _("no")}


@entry(
    "suggestions.taken/1",
    book=SUGGESTIONS,
    title=_("Suggestion taken down"),
    deed="suggestions.take",
    topic="subject",
    day="made_on",
    voids="is_void",
    creates=True,
)
class Taken(EntryKind):
    suggestion: UUID = ref(Suggestion, _("Suggestion"))
    made_on: date = fact(_("Suggested on"), amends="made_on")
    source: str = fact(_("Where"), words=lambda: dict(Source.choices), amends="source")
    proposer: str = fact(_("Suggested by"), personal=True, amends="proposer", default="")
    phone: str = fact(_("Phone"), personal=True, amends="phone", default="")
    subject: str = fact(_("About"), words=lambda: dict(Subject.choices), amends="subject")
    content: str = fact(_("What is suggested"), personal=True, long=True, amends="content")
    agrees: bool = fact(
        _("Agrees to be published without the name"), words=_yes_no, amends="agrees", default=False
    )


@entry(
    "suggestions.charged/1",
    book=STEPS,
    title=_("Put in charge"),
    instead=_("This cannot be corrected. Put somebody else in charge on the suggestion's page."),
)
class Charged(EntryKind):
    suggestion: UUID = ref(Suggestion, _("Suggestion"))
    account: UUID = ref(Account, _("Person in charge"))
    due_on: date = fact(_("Answer due"))


@entry("suggestions.answer_written/1", book=STEPS, title=_("Answer drafted"), instead=_ANEW, creates=True)
class AnswerWritten(EntryKind):
    answer: UUID = ref(Answer, _("Answer"))
    suggestion: UUID = ref(Suggestion, _("Suggestion"))
    number: int = fact(_("Version"), column="number")
    adopted: str = fact(_("Adopted or not"), words=_adopted, column="adopted")
    text: str = fact(_("Answer"), personal=True, long=True, column="text")
    reason: str = fact(_("Reason"), personal=True, long=True, column="reason")


@entry("suggestions.answer_approved/1", book=STEPS, title=_("Answer approved"), instead=_ANEW)
class AnswerApproved(EntryKind):
    answer: UUID = ref(Answer, _("Answer"))
    suggestion: UUID = ref(Suggestion, _("Suggestion"))
    approved_on: date = fact(_("Approved on"), column="approved_on")


@entry("suggestions.answered/1", book=STEPS, title=_("Answer given"), day="answered_on", instead=_ANEW)
class Answered(EntryKind):
    suggestion: UUID = ref(Suggestion, _("Suggestion"))
    answer: UUID = ref(Answer, _("Answer"))
    answered_on: date = fact(_("Answered on"), column="answered_on")
    adopted: str = fact(_("Adopted or not"), words=_adopted, column="adopted")


@entry(
    "suggestions.published/1",
    book=STEPS,
    title=_("Published on the board"),
    resets=("withdrawn_on", "withdrawn_why"),
    instead=_("What was public stays readable here. Publish it anew, or take it off the board on its page."),
)
class Published(EntryKind):
    suggestion: UUID = ref(Suggestion, _("Suggestion"))
    published_on: date = fact(_("Published on"), column="published_on")
    public_words: str = fact(_("What the board says"), long=True, column="public_words")
    public_answer: str = fact(_("Answer on the board"), long=True, column="public_answer", default="")


@entry(
    "suggestions.withdrawn/1",
    book=STEPS,
    title=_("Taken off the board"),
    resets=("published_on", "public_words", "public_answer"),
    instead=_("This cannot be corrected. Publish it anew on the suggestion's page."),
)
class Withdrawn(EntryKind):
    suggestion: UUID = ref(Suggestion, _("Suggestion"))
    withdrawn_on: date = fact(_("Taken off the board on"), column="withdrawn_on")
    reason: str = fact(_("Reason"), personal=True, column="withdrawn_why")


@entry(
    "suggestions.merged/1",
    book=STEPS,
    title=_("Merged with another suggestion, or taken apart again"),
    instead=_("This cannot be corrected. Take them apart, or merge them, on the suggestion's page."),
)
class Merged(EntryKind):
    suggestion: UUID = ref(Suggestion, _("Suggestion"))
    into: UUID | None = ref(Suggestion, _("Merged into"), column="merged_into_id", default=None)
    other: UUID = ref(Suggestion, _("The other suggestion"))
    reason: str = fact(_("Reason"), personal=True, default="")
