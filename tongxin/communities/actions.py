"""Opening communities and accounts, changing them, and writing in the work record book."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.communities import access, entries
from tongxin.communities.models import Account, Community, Street, WorkLog
from tongxin.kit.actor import Actor, Role
from tongxin.kit.checking import check_fields, check_row
from tongxin.kit.days import check_happened
from tongxin.kit.errors import NotFound, RuleBroken
from tongxin.kit.ids import uuid7
from tongxin.kit.permissions import require
from tongxin.kit.scope import community_scope
from tongxin.kit.words import clean
from tongxin.registers.appending import record
from tongxin.registers.stepping import step


@transaction.atomic
def open_community(
    *, street: str, name: str, code: str, secretary: Mapping[str, str], at: datetime
) -> tuple[Community, Account]:
    """Open a community with its first account, the secretary (login `username`, `name`, `password`).

    The secretary is recorded as the one who acted: before that nobody could.
    """
    if Community.objects.filter(code=code).exists():
        raise RuleBroken(
            _("A community with the short name “%(code)s” exists already. Choose another.") % {"code": code}
        )
    home, _made = Street.objects.get_or_create(name=clean(street))
    community = Community(street=home, name=clean(name), code=code)
    community.full_clean()
    community.save()
    account = _new_account(
        username=secretary["username"],
        name=secretary["name"],
        password=secretary["password"],
        role=Role.SECRETARY,
        post="secretary",
        community=community,
    )
    by = Actor(account.pk, account.ref, community.pk, Role.SECRETARY, account.name)
    with community_scope(community.pk):
        record(
            entries.CommunityOpened(community=community.pk, name=community.name, street=home.name),
            entries.AccountOpened(account=account.ref, role=account.role, post=account.post),
            by=by,
            at=at,
        )
    return community, account


def _new_account(*, username: str, name: str, password: str, role: str, post: str, **more: Any) -> Account:
    account = Account(username=clean(username).lower(), name=clean(name), role=role, post=post, **more)
    try:
        validate_password(password, account)
    except ValidationError as fault:
        raise RuleBroken(" ".join(fault.messages), fields={"password": " ".join(fault.messages)}) from fault
    account.set_password(password)
    check_row(account)
    account.save()
    return account


def _account_opened(*, username: str, **_facts: Any) -> Account:
    return Account.objects.get(username=clean(username).lower())


@step(_account_opened, entries.AccountOpened)
def open_account(*, password: str, by: Actor, at: datetime, key: UUID | None = None, **facts: Any) -> Account:
    """Open an account in the actor's community, or for its sub-district if the role is street officer.

    Facts: username, name, role, post, line_of_work, duties. Raises RuleBroken naming the field at fault.
    """
    require(access.MANAGE_ACCOUNTS(by))
    community = Community.objects.get(pk=by.community_id)
    street = community.street if facts["role"] == Role.STREET else None
    home = None if street else community
    account = _new_account(password=password, community=home, street=street, **facts)
    record(
        entries.AccountOpened(account=account.ref, role=account.role, post=account.post),
        by=by,
        at=at,
        key=key,
    )
    return account


def _account_changed(account_id: UUID, **facts: Any) -> Account:
    del facts
    return Account.objects.get(pk=account_id)


@step(_account_changed, entries.AccountChanged)
def change_account(
    account_id: UUID, *, by: Actor, at: datetime, key: UUID | None = None, **facts: Any
) -> Account:
    """Change an account's post, line of work, duties, role or right to sign in; a lost right ends its sessions."""
    require(access.MANAGE_ACCOUNTS(by))
    account = (
        Account.objects.filter(community_id=by.community_id, pk=account_id)
        .select_for_update(no_key=True)
        .first()
    )
    if account is None:
        raise NotFound(_("There is no such account in this community."))
    if account.pk == by.account_id and (
        facts.get("role", account.role) != account.role or not facts.get("is_active", True)
    ):
        raise RuleBroken(_("You cannot take your own role away. Let another secretary do it."))
    for name, value in facts.items():
        setattr(account, name, value)
    if not account.is_active:
        account.session_round += 1
    account.full_clean()
    account.save()
    change = entries.AccountChanged(
        account=account.ref, role=account.role, post=account.post, active=account.is_active
    )
    record(change, by=by, at=at, key=key)
    return account


@transaction.atomic
def log_out_everywhere(*, by: Actor, at: datetime) -> None:
    """End every session of the acting account, this one too."""
    account = Account.objects.select_for_update(no_key=True).get(pk=by.account_id)
    account.session_round += 1
    account.save(update_fields=["session_round"])
    record(entries.LoggedOutEverywhere(account=account.ref), by=by, at=at)


def _limits_set(*, by: Actor, **limits: Any) -> Community:
    del limits
    return Community.objects.get(pk=by.community_id)


@step(_limits_set, entries.LimitsChanged)
def set_limits(
    *, need_due_days: int, answer_due_days: int, by: Actor, at: datetime, key: UUID | None = None
) -> Community:
    """Change the community's limits in working days; what was due before keeps its date."""
    require(access.SET_RULES(by))
    community = Community.objects.select_for_update(no_key=True).get(pk=by.community_id)
    community.need_due_days, community.answer_due_days = need_due_days, answer_due_days
    community.full_clean()
    community.save(update_fields=["need_due_days", "answer_due_days"])
    change = entries.LimitsChanged(need_due_days=need_due_days, answer_due_days=answer_due_days)
    record(change, by=by, at=at, key=key)
    return community


@step(WorkLog, entries.WorkLogged)
def log_work(
    *,
    category: str,
    worked_on: date,
    content: str,
    place: str = "",
    participants: str = "",
    problems: str = "",
    next_steps: str = "",
    by: Actor,
    at: datetime,
    key: UUID | None = None,
) -> WorkLog:
    """Write a line in the work record book. Raises RuleBroken for a day in the future or empty words."""
    require(access.LOG_WORK(by))
    coming = _("The date lies in the future. Record work once it is done.")
    check_happened(worked_on, at, field="worked_on", coming=coming)
    if not clean(content):
        raise RuleBroken(_("Say what was done."), fields={"content": _("Missing")})
    work = WorkLog(
        id=key or uuid7(),
        community_id=by.community_id,
        category=category,
        worked_on=worked_on,
        place=clean(place),
        participants=clean(participants),
        content=clean(content),
        problems=clean(problems),
        next_steps=clean(next_steps),
    )
    check_fields(work)
    work.save(force_insert=True)
    entry = entries.WorkLogged(
        work=work.pk,
        worked_on=worked_on,
        category=category,
        place=work.place,
        participants=work.participants,
        content=work.content,
        problems=work.problems,
        next_steps=work.next_steps,
    )
    record(entry, by=by, at=at, key=key)
    return work


@transaction.atomic
def note_stranger(path: str, *, by: Actor, at: datetime) -> None:
    """Keep that an account asked for a row of another community."""
    record(entries.StrangerAsked(path=path[:200]), by=by, at=at)
