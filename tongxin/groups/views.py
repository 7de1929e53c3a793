"""Pages about groups."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tongxin.communities.models import Account
from tongxin.groups import access, actions, tables
from tongxin.groups.forms import EnrolForm, GroupForm, LinkForm, LinkMemberForm
from tongxin.groups.hooks import held_by
from tongxin.groups.models import Group, GroupMember, VolunteerHours
from tongxin.groups.panels import PANELS
from tongxin.groups.telling import deputies, leaving_question, left_lately, left_words
from tongxin.kit.actor import VOLUNTEERS
from tongxin.kit.clock import local_date, now
from tongxin.kit.errors import NotFound
from tongxin.kit.permissions import Answer
from tongxin.people.rules import PURPOSES
from tongxin.web.forms import perform, status_of
from tongxin.web.listings import table_page
from tongxin.web.views import actor_of, allow, say


def groups(request: HttpRequest) -> HttpResponse:
    """List the groups."""
    actor = allow(request, access.SEE)
    context = {"may_manage": bool(access.MANAGE(actor))}
    return table_page(
        request, tables.GROUPS, tables.group_rows(), template="groups/list.html", context=context
    )


def group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Show a group; its roster only to its leader and the deputy."""
    actor = allow(request, access.SEE)
    found = Group.objects.get(pk=group_id)
    may_see_roster = access.can_see_roster(actor, found.pk)
    roster = (
        GroupMember.objects.current().filter(group_id=found.pk).select_related("person", "account", "group")
    )
    year = local_date(now()).year
    members = list(roster.order_by("-is_leader", "joined_on")) if may_see_roster else None
    held = held_by([member.pk for member in members or ()])
    context = {
        "group": found,
        "offers": [str(offer) for offer in found.offers.order_by("service_type")],
        "may_manage": bool(access.MANAGE(actor)),
        "roster_answer": may_see_roster,
        "may_enrol": bool(access.ENROL(actor)),
        "may_link": bool(access.LINK(actor)),
        "roster": [(member, leaving_question(member, held.get(member.pk, ()))) for member in members]
        if members is not None
        else None,
        "left": left_lately(found.pk, actor) if may_see_roster else [],
        "size": len(members) if members is not None else roster.count(),
        "hours": VolunteerHours.objects.filter(group_id=found.pk, served_on__year=year).order_by(
            "-served_on"
        )[:10],
        "year": year,
        "panels": [panel(found, actor) for panel in PANELS],
    }
    return render(request, "groups/group.html", context)


def new_group(request: HttpRequest) -> HttpResponse:
    """Form a group."""
    actor = allow(request, access.MANAGE)
    form = GroupForm(request.POST or None, initial={"weekdays": list("1234567"), "languages": ["mandarin"]})
    if request.method == "POST" and form.is_valid():
        done = perform(form, lambda: actions.form_group(**form.group_facts(), by=actor, at=now()))  # type: ignore[arg-type]  # the form's own facts
        if done is not None:
            say(request, _("The group was formed."))
            return redirect("group", done.pk)
    return render(
        request, "web/form_page.html", {"form": form, "title": _("Form a group")}, status=status_of(form)
    )


def change_group(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Change a group."""
    actor = allow(request, access.MANAGE)
    found = Group.objects.get(pk=group_id)
    initial = {
        "code": found.code,
        "name": found.name,
        "formal_title": found.formal_title,
        "description": found.description,
        "offers": list(found.offers.values_list("service_type", flat=True)),
        "languages": found.languages.split(","),
        "weekdays": list(found.weekdays),
        "capacity": found.capacity,
        "is_active": found.is_active,
    }
    form = GroupForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = perform(form, lambda: actions.change_group(group_id, **form.group_facts(), by=actor, at=now()))  # type: ignore[arg-type]  # the form's own facts
        if done is not None:
            say(request, _("The group was changed."))
            return redirect("group", group_id)
    return render(
        request, "web/form_page.html", {"form": form, "title": _("Change the group")}, status=status_of(form)
    )


def enrol(request: HttpRequest, group_id: UUID) -> HttpResponse:
    """Enrol a volunteer."""
    actor = allow(request, access.ENROL)
    found = Group.objects.get(pk=group_id)
    form = EnrolForm(request.POST or None, initial={"consented_on": local_date(now())})
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        person = facts.pop("person")
        if perform(form, lambda: actions.enrol(group_id, person, **facts, by=actor, at=now())) is not None:
            say(request, _("The member was enrolled."))
            return redirect("group", group_id)
    context = {"form": form, "group": found, "purpose": PURPOSES["volunteer"]}
    return render(request, "groups/enrol.html", context, status=status_of(form))


def no_roster(request: HttpRequest, answer: Answer) -> HttpResponse:
    """Tell a group leader or member whose account is linked to no volunteer what to do about it."""
    context = {"answer": answer, "deputies": deputies(actor_of(request))}
    return render(request, "groups/no_roster.html", context)


def link_account(request: HttpRequest, group_id: UUID, member_id: UUID) -> HttpResponse:
    """Choose the account with which a volunteer signs in."""
    actor = allow(request, access.LINK)
    member = (
        GroupMember.objects.current().select_related("person", "group").get(pk=member_id, group_id=group_id)
    )
    form = LinkForm(request.POST or None, initial={"account_id": member.account_id})
    if request.method == "POST" and form.is_valid():
        done = perform(form, lambda: actions.link_account(member_id, **form.facts(), by=actor, at=now()))
        if done is not None:
            say(request, _("Linked.") if done.account_id else _("No account is linked now."))
            return redirect("group", group_id)
    title = _("Account of %(name)s, %(group)s") % {"name": member.person.name, "group": member.group.name}
    return render(request, "web/form_page.html", {"form": form, "title": title}, status=status_of(form))


def link_member(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Choose the volunteer who signs in with an account."""
    actor = allow(request, access.LINK)
    account = Account.objects.filter(
        pk=account_id, community_id=actor.community_id, role__in=VOLUNTEERS
    ).first()
    if account is None:
        raise NotFound(_("There is no such account in this community."))
    linked = (
        GroupMember.objects.current().filter(account_id=account.pk).select_related("person", "group").first()
    )
    form = LinkMemberForm(request.POST or None, initial={"member_id": linked.pk if linked else ""})
    if linked is not None:
        form.fields["member_id"].help_text = format_html(
            '{} <a href="{}">{}</a>',
            _("Linked now to %(name)s, %(group)s.")
            % {"name": linked.person.name, "group": linked.group.name},
            reverse("link_account", args=[linked.group_id, linked.pk]),
            _("Take the link away or choose another account"),
        )
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        member_id = facts.pop("member_id")
        done = perform(
            form, lambda: actions.link_account(member_id, account_id=account_id, **facts, by=actor, at=now())
        )
        if done is not None:
            say(request, _("Linked."))
            return redirect("group", done.group_id)
    title = _("Who signs in as %(login)s") % {"login": account.username}
    return render(request, "web/form_page.html", {"form": form, "title": title}, status=status_of(form))


@require_POST
def leave(request: HttpRequest, group_id: UUID, member_id: UUID) -> HttpResponse:
    """Let a member leave."""
    actor = allow(request, lambda who: access.can_see_roster(who, group_id))
    held = held_by([member_id]).get(member_id, [])
    member = actions.leave(member_id, by=actor, at=now())
    say(request, left_words(member, held))
    return redirect("group", group_id)
