"""Relations that require a second person, which fail if one account may have been made by the other."""

from __future__ import annotations

from peoplesprocess.core.actor_relations import (
    DOES_NOT_CERTIFY_OWN_WORK,
    DOES_NOT_JUDGE_OWN_WORK,
    DOES_NOT_VERIFY_OWN_WORK,
    ActorRelationRule,
    ActSubject,
)
from peoplesprocess.core.messages import N_, Message
from peoplesprocess.core.roles import Actor, RoleGrant


def _is_second_person(actor: Actor, grant: RoleGrant, subject: ActSubject) -> bool:
    return actor.id not in subject.tied


SECOND_PERSON_CONFIRMS = ActorRelationRule(
    _is_second_person,
    Message(
        N_(
            "You do not count as a second person here: your account was made by the person who gave this "
            "role, or by the person who has it. Another administrator or programme manager must confirm "
            "it. If there is none, give the role yourself (if it was confirmed before, end it and invite "
            "the person again). Then the person who gave it before can confirm it."
        )
    ),
)
SECOND_PERSON_ANSWERS = ActorRelationRule(
    _is_second_person,
    Message(
        N_(
            "You made the account of the person who asked for this money, or they made yours. Another "
            "finance officer or programme manager must answer, or somebody else must first confirm, on the "
            "page “People”, the role of the account that was made."
        )
    ),
)
SECOND_PERSON_SIGNS = ActorRelationRule(
    _is_second_person,
    Message(
        N_(
            "You made the account of somebody who signed for another party, or they made yours. Let "
            "somebody else sign for this party. Or another programme manager or an administrator must "
            "first confirm, on the page “People”, the role of the account that was made. Then you can sign."
        )
    ),
    "party",
)
SECOND_PERSON_TYPES = ActorRelationRule(
    _is_second_person,
    Message(
        N_(
            "You made the account of the person who typed in this paper first, or they made yours. "
            "Somebody else must type it in the second time."
        )
    ),
)
SECOND_PERSON_ATTESTS = ActorRelationRule(
    _is_second_person,
    Message(
        N_(
            "You made the account of the person who typed this in, or they made yours, so your word for "
            "the group would count as the word of one person alone. Another representative of the group "
            "must give it, or another programme manager or an administrator must first confirm, on the "
            "page “People”, the role of the account that was made."
        )
    ),
)
SECOND_PERSON_LOOKS = ActorRelationRule(
    _is_second_person,
    Message(
        N_(
            "You made the account of somebody who builds here, or they made yours, so your word would be "
            "that of the builders alone. Somebody else does this; or another programme manager or an "
            "administrator first confirms, on the page “People”, the role of the account that was made."
        )
    ),
)
VERIFIES = (DOES_NOT_VERIFY_OWN_WORK, SECOND_PERSON_LOOKS)
CERTIFIES = (DOES_NOT_CERTIFY_OWN_WORK, SECOND_PERSON_LOOKS)
JUDGES = (DOES_NOT_JUDGE_OWN_WORK, SECOND_PERSON_LOOKS)
"""Required of whoever measures, certifies or judges a work: not a builder, nor tied to one."""
