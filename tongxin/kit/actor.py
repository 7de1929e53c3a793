"""Who acts: made by `communities` for a signed-in account, handed to every action as `by`."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What an account may do is decided by its one role; `docs/permissions.md` holds the whole table."""

    SECRETARY = "secretary", _("Secretary")
    DEPUTY = "deputy", _("Deputy director")
    WORKER = "worker", _("Community worker")
    LEADER = "leader", _("Group leader")
    MEMBER = "member", _("Group member")
    STREET = "street", _("Street officer")
    AUDITOR = "auditor", _("Auditor")


STAFF = frozenset({Role.SECRETARY, Role.DEPUTY, Role.WORKER})
CHIEFS = frozenset({Role.SECRETARY, Role.DEPUTY})
VOLUNTEERS = frozenset({Role.LEADER, Role.MEMBER})
EVERYONE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Actor:
    """An account at work in one community.

    `ref` is the random reference under which register entries name the account; it is not the account's id,
    so that an entry alone tells nobody's name. `group_ids` are the groups the account leads or belongs to, `led_ids` those
    of them that it leads. `sent` is a keyed fingerprint of what is asked in this deed, where it came under a number of the client's
    own (`registers.stepping`): the entry keeps it, so that the same number with another content is told apart.
    """

    account_id: UUID
    ref: UUID
    community_id: UUID
    role: Role
    name: str
    group_ids: frozenset[UUID] = field(default_factory=frozenset)
    led_ids: frozenset[UUID] = field(default_factory=frozenset)
    sent: bytes = field(default=b"", compare=False, repr=False)

    @property
    def is_staff(self) -> bool:
        """Tell whether the account works at the desk."""
        return self.role in STAFF

    @property
    def is_chief(self) -> bool:
        """Tell whether the account is the secretary or the deputy."""
        return self.role in CHIEFS


CLOCK_REF = UUID(int=0)


def the_clock(community_id: UUID) -> Actor:
    """Return the actor for what happens because time has passed, not because somebody did it."""
    return Actor(CLOCK_REF, CLOCK_REF, community_id, Role.DEPUTY, "")
