"""Who may do what, where and in which state of the process: one table for acts, pages and commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import (
    ADMINISTRATORS_BY_THEIRS,
    ANOTHER_ANSWERS,
    ANOTHER_ANSWERS_APPEAL,
    ANOTHER_CONFIRMS,
    ANOTHER_MADE_THE_LINK,
    ANOTHER_RELEASES,
    ANOTHER_TYPED,
    CLOSES_THE_STEP,
    CONFIRMED_GIVES_MONEY_ROLES,
    DOES_NOT_ANSWER_OWN_PLAN,
    DOES_NOT_CERTIFY_OWN_WORK,
    DOES_NOT_JUDGE_OWN_WORK,
    DOES_NOT_PAY_OWN_WORK,
    FOR_THE_PARTY,
    GIVER_IS_ANOTHER_PERSON,
    IS_CONFIRMED,
    ITS_ANSWER,
    ITS_TURN,
    NO_OTHER_GROUP,
    NOT_ABOUT_ONESELF,
    NOT_ONES_OWN,
    NOT_ONESELF,
    OFFICERS_SIGN_FOR_THE_COMMUNITY,
    ONE_PARTY_ONLY,
    OWN_GROUP,
    ActorRelationRule,
    ActSubject,
)
from peoplesprocess.core.messages import Refused, Sentence
from peoplesprocess.core.roles import MONEY_ROLES, Actor, ActPlace, ProcessState, Role, RoleGrant, reaches
from peoplesprocess.core.second_person_relations import (
    CERTIFIES,
    JUDGES,
    SECOND_PERSON_ANSWERS,
    SECOND_PERSON_ATTESTS,
    SECOND_PERSON_CONFIRMS,
    SECOND_PERSON_LOOKS,
    SECOND_PERSON_SIGNS,
    SECOND_PERSON_TYPES,
    VERIFIES,
)


class Forbidden(Exception):
    """An act that the actor may not do in this place at all; web pages answer it as not found."""


class SecondFactorNeeded(Forbidden):
    """An act that the actor's role allows only after a proof with the second factor."""


@dataclass(frozen=True, slots=True)
class PermissionRule:
    """The roles that may do something, each with its relations to the subject, and the states that allow it.

    With `proof` the act itself needs a proof with the second factor; its page can be read without one.
    """

    roles: Mapping[Role, tuple[ActorRelationRule, ...]]
    states: frozenset[ProcessState] = frozenset({ProcessState.PLANNING, ProcessState.BUILDING})
    proof: bool = False


def _rule(
    *roles: Role,
    closed_too: bool = False,
    planned: bool = False,
    proof: bool = False,
    relations: tuple[ActorRelationRule, ...] = (),
    only: Mapping[Role, tuple[ActorRelationRule, ...]] = MappingProxyType({}),
) -> PermissionRule:
    """Return a rule; `relations` apply to every role, `only` adds more to single roles."""
    states = set(ProcessState) if closed_too else {ProcessState.PLANNING, ProcessState.BUILDING}
    return PermissionRule(
        {role: (*relations, *only.get(role, ())) for role in roles},
        frozenset(states - {ProcessState.PLANNING} if planned else states),
        proof,
    )


_EVERYBODY = tuple(Role)
_FIELD, _COMMITTEE = (Role.FACILITATOR,), (Role.FACILITATOR, Role.COMMITTEE_OFFICER)
_PAYS = (IS_CONFIRMED, DOES_NOT_PAY_OWN_WORK, SECOND_PERSON_ANSWERS)

ALLOWED: dict[Action, PermissionRule] = {
    Action.SIGNED_IN: _rule(*_EVERYBODY, closed_too=True),
    Action.SET_UP_PROGRAMME: _rule(Role.ADMINISTRATOR, closed_too=True),
    Action.SEE_PROGRAMME: _rule(*MONEY_ROLES, Role.ADMINISTRATOR, closed_too=True),
    Action.CHANGE_PROGRAMME: _rule(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR, closed_too=True, proof=True),
    Action.PUBLISH_FORM: _rule(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR, closed_too=True),
    Action.ADD_SETTLEMENT: _rule(Role.PROGRAMME_MANAGER, closed_too=True, proof=True),
    Action.CHANGE_SETTLEMENT: _rule(Role.PROGRAMME_MANAGER, proof=True),
    Action.INVITE: _rule(
        Role.PROGRAMME_MANAGER,
        Role.ADMINISTRATOR,
        closed_too=True,
        relations=(ADMINISTRATORS_BY_THEIRS, NOT_ONESELF, CONFIRMED_GIVES_MONEY_ROLES),
    ),
    Action.CONFIRM_ROLE: _rule(
        Role.PROGRAMME_MANAGER,
        Role.ADMINISTRATOR,
        closed_too=True,
        proof=True,
        relations=(
            IS_CONFIRMED,
            NOT_ONES_OWN,
            ANOTHER_CONFIRMS,
            ANOTHER_MADE_THE_LINK,
            SECOND_PERSON_CONFIRMS,
            GIVER_IS_ANOTHER_PERSON,
        ),
    ),
    # The act also requires of each role of the account that the actor could end it.
    Action.CLOSE_ACCOUNT: _rule(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR, closed_too=True, proof=True),
    Action.SEE_SETTLEMENT: _rule(*(role for role in Role if role is not Role.ADMINISTRATOR), closed_too=True),
    Action.SEE_COMPLAINTS: _rule(Role.COMPLAINTS_OFFICER, closed_too=True),
    Action.READ_COMPLAINT: _rule(Role.COMPLAINTS_OFFICER, closed_too=True, relations=(NOT_ABOUT_ONESELF,)),
    Action.ANSWER_COMPLAINT: _rule(
        Role.COMPLAINTS_OFFICER, closed_too=True, relations=(NOT_ABOUT_ONESELF, ANOTHER_ANSWERS_APPEAL)
    ),
    Action.SEE_JOURNAL: _rule(Role.COMMITTEE_OFFICER, Role.LOCAL_AUTHORITY, *MONEY_ROLES, closed_too=True),
    Action.RECORD_PROFILE: _rule(*_FIELD, Role.PROGRAMME_MANAGER),
    Action.SEE_SMALL_COUNTS: _rule(
        *_COMMITTEE,
        Role.GROUP_REPRESENTATIVE,
        Role.TECHNICAL_OFFICER,
        Role.PROGRAMME_MANAGER,
        closed_too=True,
    ),
    Action.RECORD_NO_OBJECTION: _rule(*_FIELD, Role.LOCAL_AUTHORITY),
    Action.RECORD_MEETING: _rule(*_FIELD),
    Action.RECORD_COMMITTEE: _rule(*_FIELD),
    Action.RECORD_SMALL_GROUP: _rule(*_COMMITTEE),
    Action.RECORD_OBSERVATION: _rule(*_COMMITTEE),
    Action.CLOSE_STEP: _rule(*_FIELD, Role.PROGRAMME_MANAGER, closed_too=True, relations=(CLOSES_THE_STEP,)),
    Action.WAIVE_GATE: _rule(Role.PROGRAMME_MANAGER),
    Action.OPEN_CYCLE: _rule(*_FIELD, Role.PROGRAMME_MANAGER, closed_too=True),
    Action.END_CYCLE: _rule(Role.PROGRAMME_MANAGER, closed_too=True, proof=True),
    Action.ADD_MONEY: _rule(Role.PROGRAMME_MANAGER, closed_too=True, proof=True),
    Action.RECORD_ASSESSMENT: _rule(*_COMMITTEE, Role.TECHNICAL_OFFICER, Role.LOCAL_AUTHORITY),
    Action.RECORD_NEED: _rule(
        *_FIELD, Role.GROUP_REPRESENTATIVE, only={Role.GROUP_REPRESENTATIVE: (OWN_GROUP,)}
    ),
    Action.CHANGE_NEED: _rule(
        *_FIELD,
        Role.GROUP_REPRESENTATIVE,
        only={Role.GROUP_REPRESENTATIVE: (OWN_GROUP, NO_OTHER_GROUP)},
    ),
    # Offices can take years: their answers are recorded even after the last step is closed.
    Action.REFER_NEED: _rule(*_COMMITTEE, closed_too=True),
    Action.RECORD_MAP: _rule(*_COMMITTEE),
    Action.IMPORT_GAZETTEER: _rule(Role.PROGRAMME_MANAGER, closed_too=True),
    Action.ADD_DEVICE: _rule(*_FIELD),
    Action.REVOKE_DEVICE: _rule(*_FIELD, Role.PROGRAMME_MANAGER, closed_too=True),
    Action.OPEN_ROUND: _rule(*_FIELD),
    Action.ENTER_BALLOT_SHEET: _rule(*_COMMITTEE, relations=(SECOND_PERSON_TYPES,)),
    Action.ATTEST_BALLOT_SHEET: _rule(
        Role.GROUP_REPRESENTATIVE, relations=(OWN_GROUP, ANOTHER_TYPED, SECOND_PERSON_ATTESTS)
    ),
    Action.CLOSE_ROUND: _rule(*_FIELD),
    Action.PRINT_CODES: _rule(*_FIELD),
    Action.CORRECT_BALLOT_SHEET: _rule(*_FIELD),
    Action.DRAFT_PLAN: _rule(*_COMMITTEE),
    Action.CHOOSE_CODES: _rule(*_COMMITTEE, closed_too=True),
    Action.SCREEN_ITEM: _rule(*_FIELD, Role.TECHNICAL_OFFICER),
    Action.RECHECK_MEASURE: _rule(*_FIELD, Role.TECHNICAL_OFFICER, closed_too=True),
    Action.READ_POLITICAL_ANSWERS: _rule(
        *_FIELD, Role.TECHNICAL_OFFICER, Role.PROGRAMME_MANAGER, closed_too=True
    ),
    Action.DECIDE_ITEM: _rule(
        Role.LOCAL_AUTHORITY, relations=(DOES_NOT_ANSWER_OWN_PLAN, ITS_TURN, SECOND_PERSON_LOOKS)
    ),
    Action.REMARK_ITEM: _rule(Role.LOCAL_AUTHORITY),
    Action.REPORT_CONDITION: _rule(*_COMMITTEE, closed_too=True),
    Action.JUDGE_CONDITION: _rule(Role.LOCAL_AUTHORITY, closed_too=True, relations=(ITS_ANSWER, *JUDGES)),
    Action.RECORD_PROMISE: _rule(*_COMMITTEE, Role.PROGRAMME_MANAGER, closed_too=True),
    Action.RECORD_OBJECTION: _rule(
        *_FIELD, Role.GROUP_REPRESENTATIVE, only={Role.GROUP_REPRESENTATIVE: (OWN_GROUP,)}
    ),
    Action.ANSWER_OBJECTION: _rule(Role.LOCAL_AUTHORITY, Role.PROGRAMME_MANAGER, relations=JUDGES),
    # Not by the office that endorsed the work, because the objection is against its answer.
    Action.DISMISS_OBJECTION: _rule(Role.PROGRAMME_MANAGER, relations=JUDGES),
    Action.DRAFT_CONTRACT: _rule(*_FIELD, Role.TECHNICAL_OFFICER),
    Action.DEFER_ITEM: _rule(*_COMMITTEE, Role.PROGRAMME_MANAGER, planned=True),
    Action.SIGN_CONTRACT: _rule(
        Role.COMMITTEE_OFFICER,
        Role.PROGRAMME_MANAGER,
        Role.LOCAL_AUTHORITY,
        planned=True,
        relations=(ONE_PARTY_ONLY, FOR_THE_PARTY, OFFICERS_SIGN_FOR_THE_COMMUNITY, SECOND_PERSON_SIGNS),
    ),
    Action.SIGN_FOR_AGENCY: _rule(Role.PROGRAMME_MANAGER, planned=True, proof=True),
    Action.RECORD_VISIT: _rule(Role.TECHNICAL_OFFICER, relations=VERIFIES),
    Action.RECORD_SPENDING: _rule(*_COMMITTEE),
    # The retention is the last money of a work and can arrive after the last step is closed.
    Action.CONFIRM_ARRIVAL: _rule(*_COMMITTEE, closed_too=True),
    Action.REQUEST_TRANCHE: _rule(*_COMMITTEE, planned=True),
    Action.RELEASE_TRANCHE: _rule(
        *MONEY_ROLES, planned=True, proof=True, relations=(ANOTHER_RELEASES, *_PAYS)
    ),
    Action.REFUSE_TRANCHE: _rule(*MONEY_ROLES, planned=True, proof=True, relations=(ANOTHER_ANSWERS, *_PAYS)),
    # Anyone with these roles may suspend a work; only acts that resume it pass the builders to the relation.
    Action.SUSPEND_WORK: _rule(
        Role.TECHNICAL_OFFICER, Role.PROGRAMME_MANAGER, planned=True, relations=(DOES_NOT_JUDGE_OWN_WORK,)
    ),
    Action.END_CONTRACT: _rule(Role.PROGRAMME_MANAGER, planned=True, proof=True, relations=(IS_CONFIRMED,)),
    Action.RETURN_GRANT: _rule(
        *MONEY_ROLES, planned=True, proof=True, relations=(IS_CONFIRMED, DOES_NOT_JUDGE_OWN_WORK)
    ),
    Action.RECORD_AUDIT: _rule(*_FIELD),
    Action.CERTIFY: _rule(Role.TECHNICAL_OFFICER, relations=(DOES_NOT_CERTIFY_OWN_WORK, SECOND_PERSON_LOOKS)),
    Action.REPORT_DEFECT: _rule(
        *(role for role in Role if role not in (Role.ADMINISTRATOR, Role.COMPLAINTS_OFFICER)), closed_too=True
    ),
    Action.RECTIFY_DEFECT: _rule(Role.TECHNICAL_OFFICER, closed_too=True, relations=CERTIFIES),
    Action.DEDUCT_RETENTION: _rule(
        *MONEY_ROLES, planned=True, proof=True, relations=(IS_CONFIRMED, DOES_NOT_PAY_OWN_WORK)
    ),
    Action.HAND_OVER: _rule(*_FIELD),
    Action.RECORD_SCORECARD: _rule(*_FIELD, closed_too=True),
    Action.KEEP_REPAIR_FUND: _rule(*_COMMITTEE, closed_too=True),
    Action.CHECK_WORK: _rule(*_FIELD, Role.TECHNICAL_OFFICER, closed_too=True),
}


def may(actor: Actor, action: Action, where: ActPlace, subject: ActSubject | None = None) -> bool:
    """Return whether the actor may do `action` at `where` in its state; to `subject`, if it is given.

    A proof is not required here, because pages show the act before they ask for the proof.
    """
    grants = _applicable(actor, action, where)
    return bool(grants) and (subject is None or _obstacle(actor, action, grants, subject) is None)


def refusal(actor: Actor, action: Action, where: ActPlace, subject: ActSubject) -> Sentence | None:
    """Return the refusal if an action that a role allows is not allowed for `subject`; None if it is."""
    obstacle = _obstacle(actor, action, _applicable(actor, action, where), subject)
    return None if obstacle is None else obstacle.refusal(subject)


def require(actor: Actor, action: Action, where: ActPlace, subject: ActSubject | None = None) -> None:
    """Refuse an act that the table does not allow.

    Errors: Forbidden if no role of the actor allows it here and now; SecondFactorNeeded if one does, but only
    after a proof; Refused, with its sentence, if a relation to the subject does not hold.
    """
    grants = require_role(actor, action, where)
    subject = subject or ActSubject()
    obstacle = _obstacle(actor, action, grants, subject)
    if obstacle is not None:
        raise Refused(obstacle.refusal(subject), obstacle.field)


def require_role(actor: Actor, action: Action, where: ActPlace) -> list[RoleGrant]:
    """Return the actor's grants that allow `action` at `where`, whatever the subject.

    Errors: Forbidden; SecondFactorNeeded, as in `require`.
    """
    grants = _applicable(actor, action, where)
    if not grants:
        raise Forbidden(action)
    if ALLOWED[action].proof and not actor.is_proven:
        raise SecondFactorNeeded(action)
    return grants


def _applicable(actor: Actor, action: Action, where: ActPlace) -> list[RoleGrant]:
    rule = ALLOWED[action]
    grants = actor.grants if where.state in rule.states else ()
    return [grant for grant in grants if grant.role in rule.roles and reaches(grant, where)]


def _obstacle(
    actor: Actor, action: Action, grants: Iterable[RoleGrant], subject: ActSubject
) -> ActorRelationRule | None:
    """Return the first failing relation of the grant that passes most of them, None if a grant passes all."""
    furthest: tuple[int, ActorRelationRule] | None = None
    for grant in grants:
        relations = ALLOWED[action].roles[grant.role]
        failing = next(
            (place for place, each in enumerate(relations) if not each.holds(actor, grant, subject)), None
        )
        if failing is None:
            return None
        if furthest is None or failing > furthest[0]:
            furthest = (failing, relations[failing])
    return furthest[1] if furthest else None
