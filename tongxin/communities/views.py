"""Pages about the office: the leading group, accounts, limits, work, me."""

from uuid import UUID

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.communities import access, actions, hooks, tables
from tongxin.communities.entries import WorkLogged
from tongxin.communities.forms import ChangeAccountForm, LimitsForm, NewAccountForm
from tongxin.communities.models import Account, Community, WorkLog
from tongxin.communities.signing_in import CHOSEN
from tongxin.kit.actor import STAFF, Role
from tongxin.kit.clock import local_date, now
from tongxin.kit.errors import NotFound
from tongxin.registers.forms import EntryForm
from tongxin.registers.models import Entry
from tongxin.registers.telling import lines_of
from tongxin.web.forms import perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.navigation import recordings
from tongxin.web.views import actor_of, allow, say


def office(request: HttpRequest) -> HttpResponse:
    """Show the leading group with its duties, and the limits."""
    actor = allow(request, access.SEE_OFFICE)
    community = Community.objects.get(pk=actor.community_id)
    accounts = Account.objects.filter(community_id=actor.community_id, is_active=True)
    order = {"secretary": 0, "director": 1, "deputy_director": 2, "social_worker": 3}
    staff = sorted(
        accounts.filter(role__in=STAFF), key=lambda account: (order.get(account.post, 9), account.name)
    )
    others = list(accounts.exclude(role__in=STAFF).order_by("name")) if actor.is_chief else []
    notes = {pk: note for told in hooks.account_notes for pk, note in told(others, actor).items()}
    context = {
        "home": community,
        "staff": staff,
        "others": [(account, notes.get(account.pk)) for account in others],
        "closed": Account.objects.filter(community_id=actor.community_id, is_active=False)
        if access.MANAGE_ACCOUNTS(actor)
        else [],
        "may_manage": bool(access.MANAGE_ACCOUNTS(actor)),
        "may_set": bool(access.SET_RULES(actor)),
    }
    return render(request, "communities/office.html", context)


def limits(request: HttpRequest) -> HttpResponse:
    """Change the community's limits."""
    actor = allow(request, access.SET_RULES)
    community = Community.objects.get(pk=actor.community_id)
    initial = {"need_due_days": community.need_due_days, "answer_due_days": community.answer_due_days}
    form = LimitsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = perform(form, lambda: actions.set_limits(**form.facts(), by=actor, at=now()))
        if done is not None:
            say(request, _("The limits were changed. What was due before keeps its date."))
            return redirect("office")
    return render(request, "web/form_page.html", {"form": form, "title": _("Limits")}, status=status_of(form))


def new_account(request: HttpRequest) -> HttpResponse:
    """Open an account."""
    actor = allow(request, access.MANAGE_ACCOUNTS)
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = perform(form, lambda: actions.open_account(**form.facts(), by=actor, at=now()))
        if opened is not None:
            say(request, _("The account was opened. Tell the first password in person."))
            return redirect("office")
    return render(
        request, "web/form_page.html", {"form": form, "title": _("Open an account")}, status=status_of(form)
    )


def change_account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Change an account."""
    actor = allow(request, access.MANAGE_ACCOUNTS)
    account = Account.objects.filter(community_id=actor.community_id, pk=account_id).first()
    if account is None:
        raise NotFound(_("There is no such account in this community."))
    names = ("name", "role", "post", "line_of_work", "duties", "is_active")
    form = ChangeAccountForm(request.POST or None, initial={name: getattr(account, name) for name in names})
    if request.method == "POST" and form.is_valid():
        done = perform(form, lambda: actions.change_account(account_id, **form.facts(), by=actor, at=now()))
        if done is not None:
            say(request, _("The account was changed."))
            return redirect("office")
    notes = [note for told in hooks.account_notes if (note := told([account], actor).get(account.pk))]
    context = {
        "form": form,
        "title": _("Change the account of %(name)s") % {"name": account.name},
        "notes": notes,
    }
    return render(request, "communities/account.html", context, status=status_of(form))


def work(request: HttpRequest) -> HttpResponse:
    """List the work recorded."""
    allow(request, access.LOG_WORK)
    return table_page(request, tables.WORK, WorkLog.objects.counted())


def log_work(request: HttpRequest) -> HttpResponse:
    """Write in the work record book."""
    actor = allow(request, access.LOG_WORK)
    form = EntryForm(request.POST or None, kind=WorkLogged, initial={"worked_on": local_date(now())})
    if request.method == "POST" and form.is_valid():
        written = perform(form, lambda: actions.log_work(**form.facts(), by=actor, at=now()))
        if written is not None:
            line = Entry.objects.get(pk=lines_of(WorkLogged, [written.pk])[written.pk])
            say(request, _("Written as %(line)s.") % {"line": line.label})
            return redirect("log_work") if "next" in request.POST else redirect("work")
    context = {
        "form": form,
        "title": _("Record work"),
        "save_and_next": True,
        "record_tabs": recordings(request, actor),
    }
    return render(request, "web/form_page.html", context, status=status_of(form))


def me(request: HttpRequest) -> HttpResponse:
    """Show the signed-in account: who am I here, password, log-out everywhere; a street officer chooses a community."""
    actor = actor_of(request)
    account = Account.objects.select_related("street", "community").get(pk=actor.account_id)
    choices = (
        Community.objects.filter(street=account.street).order_by("name") if actor.role == Role.STREET else []
    )
    return render(request, "communities/me.html", {"account": account, "choices": choices})


@require_POST
def log_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End every session of this account."""
    actions.log_out_everywhere(by=actor_of(request), at=now())
    logout(request)
    return redirect("account_login")


@require_POST
def choose_community(request: HttpRequest, community_id: UUID) -> HttpResponse:
    """Look at another community of the sub-district: figures only."""
    actor = actor_of(request)
    account = Account.objects.get(pk=actor.account_id)
    if (
        not Community.objects.filter(pk=community_id, street=account.street).exists()
        or actor.role != Role.STREET
    ):
        raise NotFound(_("There is no such community in your sub-district."))
    request.session[CHOSEN] = str(community_id)
    return redirect("home")
