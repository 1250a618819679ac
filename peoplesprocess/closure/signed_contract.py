"""What acts at the end of a contract share: looking up the signed contract, and who confirms repairs."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.closure import queries
from peoplesprocess.core.actions import Action
from peoplesprocess.core.actor_relations import ActSubject
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.builders import builders_here
from peoplesprocess.facts.contract_progress import ContractClosureRow


def signed_contract(act: Act, number: int) -> ContractClosureRow:
    """Return a signed contract by its number. Errors: Refused if there is none."""
    row = queries.SIGNED_CONTRACT.first(act.db, settlement=act.settlement.id, number=number)
    if row is None:
        raise Refused(
            Message(N_("There is no signed contract with this number here. See the list of works."))
        )
    return row


def require_repair_confirmer(act: Act) -> None:
    """Refuse an actor who may not confirm repairs, or who is a builder here."""
    act.require_role(Action.RECTIFY_DEFECT)
    act.require(Action.RECTIFY_DEFECT, ActSubject(**builders_here(act.db, act.settlement, act.actor.id)))
