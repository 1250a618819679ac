"""Relations that must hold between the actor of an act and its subject, such as separation of duties."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from peoplesprocess.core.approval_chain import AnswerTurn
from peoplesprocess.core.choice_lists import PARTIES
from peoplesprocess.core.messages import N_, Message, Sentence
from peoplesprocess.core.roles import MONEY_ROLES, Actor, ActPlace, Role, RoleGrant, reaches


@dataclass(frozen=True, slots=True)
class ActSubject:
    """The subject of an act, as far as relations ask about it; each act fills in the fields that it knows."""

    groups: frozenset[str] = frozenset()
    """The groups that the need or the ballot sheet belongs to."""
    turn: AnswerTurn | None = None
    """Whose turn it is to answer the item."""
    office: str = ""
    """The office of the authority whose turn it is."""
    party: str = ""
    """The party of a contract for which the actor signs."""
    signers: frozenset[UUID] = frozenset()
    """The accounts that have signed the contract for another party."""
    officers: frozenset[UUID] = frozenset()
    """The accounts that are or ever were officers of the committee; only the actor's own has to be listed."""
    builders: frozenset[UUID] = frozenset()
    """The accounts that build in the settlement; only the actor's own has to be listed."""
    requested_by: UUID | None = None
    """The account that requested the money."""
    typed_by: UUID | None = None
    """The account that typed in the sheet, or the proposed correction of it."""
    account: UUID | None = None
    """The account whose role it is."""
    role: Role | None = None
    """The role that is being given."""
    given_by: UUID | None = None
    """The account that gave the role which is being confirmed."""
    link_made_by: UUID | None = None
    """The account that made the link with which the holder of the role last set a new password."""
    tied: frozenset[UUID] = frozenset()
    """The accounts that do not count as a second person beside whoever acted before.

    Of the two, one made the account of the other. Only the actor's own has to be listed.
    """
    made_the_giver: frozenset[UUID] = frozenset()
    """The accounts that made the account of whoever gave the role or made the link.

    They count while nobody else has confirmed that account. Only the actor's own has to be listed.
    """
    closed_by: tuple[str, ...] = ()
    """The roles that may close the step."""
    left_out: frozenset[Role] = frozenset()
    """The roles whose holders never read the complaint."""
    roles_there: frozenset[Role] = frozenset()
    """The roles that the actor holds in the settlement where the complaint was made."""
    answered_by: UUID | None = None
    """The account whose answer was appealed."""


@dataclass(frozen=True, slots=True)
class ActorRelationRule:
    """A relation that must hold between an actor and an act's subject, and the refusal if it does not."""

    holds: Callable[[Actor, RoleGrant, ActSubject], bool]
    refusal_sentence: Message
    field: str = ""
    names: tuple[str, ...] = ()
    """The fields of the subject that fill the placeholders of `refusal_sentence`."""

    def refusal(self, subject: ActSubject) -> Sentence:
        """Return the sentence that refuses the act when the relation does not hold."""
        return self.refusal_sentence % {name: getattr(subject, name) for name in self.names}


PARTY_OF = {
    Role.COMMITTEE_OFFICER: "community",
    Role.PROGRAMME_MANAGER: "agency",
    Role.LOCAL_AUTHORITY: "authority",
}
"""The party of a contract for which a role signs."""
CONFIRMED_ROLES = frozenset({*MONEY_ROLES, *PARTY_OF})
"""The roles that need a second person's confirmation before they release money or sign beside their giver."""


def parties_of(actor: Actor, where: ActPlace) -> list[str]:
    """Return the parties of a contract for which the actor signs at `where`, in the contract's order."""
    held = {PARTY_OF.get(grant.role) for grant in actor.grants if reaches(grant, where)}
    return [party for party in PARTIES if party in held]


OWN_GROUP = ActorRelationRule(
    lambda actor, grant, subject: grant.group in subject.groups,
    Message(N_("Only the representative of this group can do this.")),
)
ANOTHER_TYPED = ActorRelationRule(
    lambda actor, grant, subject: actor.id is None or actor.id != subject.typed_by,
    Message(
        N_(
            "You typed this in yourself. If you also confirmed it for the group, it would be the word of "
            "one person alone. Another representative of the group must confirm it: ask the programme "
            "manager to invite one."
        )
    ),
)
NO_OTHER_GROUP = ActorRelationRule(
    lambda actor, grant, subject: subject.groups <= {grant.group},
    Message(N_("Other groups raised this need too. Only the facilitator can change it.")),
)


def _is_its_turn(actor: Actor, grant: RoleGrant, subject: ActSubject) -> bool:
    return subject.turn is not None and subject.turn.is_of(grant.level, grant.area)


ITS_TURN = ActorRelationRule(
    _is_its_turn,
    Message(N_("It is not your turn. This office answers now: %(office)s.")),
    names=("office",),
)
ITS_ANSWER = ActorRelationRule(
    _is_its_turn,
    Message(N_("This office gave the answer, and must also say what became of it: %(office)s.")),
    names=("office",),
)
FOR_THE_PARTY = ActorRelationRule(
    lambda actor, grant, subject: PARTY_OF.get(grant.role) == subject.party,
    Message(N_("You cannot sign for this party.")),
    "party",
)
ONE_PARTY_ONLY = ActorRelationRule(
    lambda actor, grant, subject: actor.id not in subject.signers,
    Message(N_("You have signed for another party. One person signs for one party.")),
    "party",
)
OFFICERS_SIGN_FOR_THE_COMMUNITY = ActorRelationRule(
    lambda actor, grant, subject: subject.party == "community" or actor.id not in subject.officers,
    Message(
        N_(
            "You are an officer of the committee here, or once were. You stand on the community's side of "
            "the contract: somebody else who is not on the committee signs for this party."
        )
    ),
    "party",
)


def _is_no_builder(actor: Actor, grant: RoleGrant, subject: ActSubject) -> bool:
    return actor.id not in subject.builders


def _did_not_request(actor: Actor, grant: RoleGrant, subject: ActSubject) -> bool:
    return actor.id is None or actor.id != subject.requested_by


DOES_NOT_VERIFY_OWN_WORK = ActorRelationRule(
    _is_no_builder,
    Message(
        N_(
            "You are on the committee or facilitate here. Those who build cannot verify: another technical "
            "officer must visit."
        )
    ),
)
DOES_NOT_CERTIFY_OWN_WORK = ActorRelationRule(
    _is_no_builder,
    Message(N_("Anyone who works for the builders here cannot certify the work. Somebody else must do it.")),
)
DOES_NOT_ANSWER_OWN_PLAN = ActorRelationRule(
    _is_no_builder,
    Message(N_("You build here, or once did. Somebody else from your office must answer the plan.")),
)
DOES_NOT_PAY_OWN_WORK = ActorRelationRule(
    _is_no_builder,
    Message(N_("Anyone who builds or asks for money in this settlement cannot release it, in any role.")),
)
DOES_NOT_JUDGE_OWN_WORK = ActorRelationRule(
    _is_no_builder,
    Message(N_("You build here, or once did. Somebody else who manages, pays or checks must do this.")),
)
NOT_ABOUT_ONESELF = ActorRelationRule(
    lambda actor, grant, subject: not subject.left_out & subject.roles_there,
    Message(
        N_(
            "This complaint is about a role that you have there, or you facilitate there. Another "
            "complaints officer must answer it."
        )
    ),
)
ANOTHER_ANSWERS_APPEAL = ActorRelationRule(
    lambda actor, grant, subject: actor.id is None or actor.id != subject.answered_by,
    Message(
        N_(
            "You gave the answer that was not accepted. Another complaints officer must answer now. If "
            "nobody else can read this complaint yet, let another officer read it too."
        )
    ),
)
ANOTHER_RELEASES = ActorRelationRule(
    _did_not_request,
    Message(N_("The person who asks for money cannot release it. A second person must do it.")),
)
ANOTHER_ANSWERS = ActorRelationRule(
    _did_not_request,
    Message(N_("The person who asks for money cannot answer the request. A second person must do it.")),
)
NOT_ONESELF = ActorRelationRule(
    lambda actor, grant, subject: actor.id is None or actor.id != subject.account,
    Message(N_("This is your own role. An administrator or another programme manager has to end it.")),
)
ADMINISTRATORS_BY_THEIRS = ActorRelationRule(
    lambda actor, grant, subject: subject.role is not Role.ADMINISTRATOR or grant.role is Role.ADMINISTRATOR,
    Message(N_("Only an administrator can invite an administrator.")),
    "role",
)
CLOSES_THE_STEP = ActorRelationRule(
    lambda actor, grant, subject: grant.role.value in subject.closed_by,
    Message(N_("Somebody with another role closes this step.")),
)


IS_CONFIRMED = ActorRelationRule(
    lambda actor, grant, subject: grant.is_confirmed,
    Message(
        N_(
            "You cannot do this yet, because your own role is not confirmed. Ask an administrator or another "
            "programme manager to confirm it on the page “People”."
        )
    ),
)
CONFIRMED_GIVES_MONEY_ROLES = ActorRelationRule(
    lambda actor, grant, subject: subject.role not in MONEY_ROLES or grant.is_confirmed,
    IS_CONFIRMED.refusal_sentence,
    "role",
)
ANOTHER_CONFIRMS = ActorRelationRule(
    lambda actor, grant, subject: actor.id is None or actor.id != subject.given_by,
    Message(
        N_(
            "You gave this role. An administrator or another programme manager must confirm it. If none of "
            "them can, the page where the role is confirmed tells each of them what to do."
        )
    ),
)
ANOTHER_MADE_THE_LINK = ActorRelationRule(
    lambda actor, grant, subject: actor.id is None or actor.id != subject.link_made_by,
    Message(N_("You made this person's link for a new password. Somebody else must confirm the role.")),
)
NOT_ONES_OWN = ActorRelationRule(
    lambda actor, grant, subject: actor.id is None or actor.id != subject.account,
    Message(
        N_(
            "This is your own role. An administrator or a programme manager has to confirm it, but not the "
            "person who gave it. If none of them can, another one of them gives it to you again."
        )
    ),
)
GIVER_IS_ANOTHER_PERSON = ActorRelationRule(
    lambda actor, grant, subject: actor.id not in subject.made_the_giver,
    Message(
        N_(
            "You made the account of the person who gave this role, or who made this person's link for a "
            "new password, and nobody has confirmed the role of that account yet. Another administrator or "
            "programme manager must confirm this role, or must first confirm the role of the account that "
            "you made. Then you can confirm this one."
        )
    ),
)
