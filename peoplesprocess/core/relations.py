"""What must hold between who acts and what the act is about: one's own group, another than the builders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from peoplesprocess.core.lists import PARTIES
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.roles import Actor, Grant, Role, Where, reaches


@dataclass(frozen=True, slots=True)
class Subject:
    """What an act is about, as far as relations ask; each act fills in its part."""

    groups: frozenset[str] = frozenset()
    """The groups whose need or sheet it is."""
    area: str = ""
    """The area whose authority has the item now."""
    office: str = ""
    """The office of that authority."""
    party: str = ""
    """The party of a contract for which the actor signs."""
    signers: frozenset[UUID] = frozenset()
    """The accounts that have signed the contract for another party."""
    builders: frozenset[UUID] = frozenset()
    """The accounts that build in the settlement; at least the actor's, if the actor is one of them."""
    requested_by: UUID | None = None
    """The account that asked for the money."""
    account: UUID | None = None
    """The account whose role it is."""
    role: Role | None = None
    """The role that is given."""
    closed_by: tuple[str, ...] = ()
    """The roles that close the step."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What must hold between an actor and the subject of an act, and what is said where it does not."""

    holds: Callable[[Actor, Grant, Subject], bool]
    otherwise: Message
    field: str = ""
    names: tuple[str, ...] = ()
    """The fields of the subject that the sentence names."""

    def refusal(self, subject: Subject) -> Sentence:
        """Return what is said where the relation does not hold."""
        return self.otherwise % {name: getattr(subject, name) for name in self.names}


PARTY_OF = {
    Role.COMMITTEE_OFFICER: "community",
    Role.PROGRAMME_MANAGER: "agency",
    Role.LOCAL_AUTHORITY: "authority",
}
"""The party of a contract for which a role signs."""


def parties_of(actor: Actor, where: Where) -> list[str]:
    """Return the parties of a contract for which the actor signs at `where`, in the contract's order."""
    held = {PARTY_OF.get(grant.role) for grant in actor.grants if reaches(grant, where)}
    return [party for party in PARTIES if party in held]


OWN_GROUP = Relation(
    lambda actor, grant, subject: grant.group in subject.groups,
    Message(N_("Only the representative of this group can do this.")),
)
ITS_TURN = Relation(
    lambda actor, grant, subject: grant.area == subject.area,
    Message(N_("It is not your turn. This office answers now: %(office)s.")),
    names=("office",),
)
FOR_THE_PARTY = Relation(
    lambda actor, grant, subject: PARTY_OF.get(grant.role) == subject.party,
    Message(N_("You cannot sign for this party.")),
    "party",
)
ONE_PARTY_ONLY = Relation(
    lambda actor, grant, subject: actor.id not in subject.signers,
    Message(N_("You have signed for another party. One person signs for one party.")),
    "party",
)


def _is_no_builder(actor: Actor, grant: Grant, subject: Subject) -> bool:
    return actor.id not in subject.builders


def _did_not_request(actor: Actor, grant: Grant, subject: Subject) -> bool:
    return actor.id is None or actor.id != subject.requested_by


DOES_NOT_VERIFY_OWN_WORK = Relation(
    _is_no_builder,
    Message(
        N_(
            "You are on the committee or facilitate here. Whoever builds does not verify: "
            "another technical officer must visit."
        )
    ),
)
DOES_NOT_CERTIFY_OWN_WORK = Relation(
    _is_no_builder,
    Message(N_("Whoever works for the builders here cannot certify the work. Somebody else must.")),
)
DOES_NOT_PAY_OWN_WORK = Relation(
    _is_no_builder,
    Message(N_("Whoever builds or asks for money in this settlement does not release it, in any role.")),
)
ANOTHER_RELEASES = Relation(
    _did_not_request,
    Message(N_("Whoever asks for money cannot release it. A second person must.")),
)
ANOTHER_ANSWERS = Relation(
    _did_not_request,
    Message(N_("Whoever asks for money does not answer it. A second person must.")),
)
NOT_ONESELF = Relation(
    lambda actor, grant, subject: actor.id is None or actor.id != subject.account,
    Message(N_("This is your own role. Somebody else has to take it back.")),
)
ADMINISTRATORS_BY_THEIRS = Relation(
    lambda actor, grant, subject: subject.role is not Role.ADMINISTRATOR or grant.role is Role.ADMINISTRATOR,
    Message(N_("Only an administrator can invite an administrator.")),
    "role",
)
CLOSES_THE_STEP = Relation(
    lambda actor, grant, subject: grant.role.value in subject.closed_by,
    Message(N_("Another role closes this step.")),
)
