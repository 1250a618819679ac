"""Papers that prove a contract, such as the signed original or the letter about the land."""

from __future__ import annotations

from peoplesprocess.act import Act
from peoplesprocess.attachment_actions import (
    AttachmentCorrectionInput,
    AttachmentInput,
    AttachmentOwner,
    attach,
    correct,
    strike,
)
from peoplesprocess.contracts.queries import CONTRACT, ContractDetail
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.models import Attachment, Strike


def attach_to_contract(act: Act, number: int, sent: AttachmentInput) -> Attachment:
    """Attach a paper to a contract, signed or not. Errors: Forbidden; Refused as `attach`."""
    act.require(Action.DRAFT_CONTRACT)
    return attach(act, owner(_contract(act, number)), sent)


def strike_paper_of_contract(act: Act, number: int, paper: int, reason: str) -> Strike:
    """Strike a paper of a contract. Errors: Forbidden; Refused as `attachment_actions.strike`."""
    act.require(Action.DRAFT_CONTRACT)
    return strike(act, owner(_contract(act, number)), paper, reason)


def correct_paper_of_contract(
    act: Act, number: int, paper: int, given: AttachmentCorrectionInput
) -> Attachment:
    """Put another paper in the place of one of a contract.

    Errors: Forbidden; Refused as `attachment_actions.correct`.
    """
    act.require(Action.DRAFT_CONTRACT)
    return correct(act, owner(_contract(act, number)), paper, given)


def owner(contract: ContractDetail) -> AttachmentOwner:
    """Return a contract as the owner of its papers."""
    return AttachmentOwner("contract", contract.id, f"contract {contract.number}")


def _contract(act: Act, number: int) -> ContractDetail:
    contract = CONTRACT.first(act.db, settlement=act.settlement.id, number=number)
    if contract is None:
        raise Refused(Message(N_("There is no such contract here. See the list of contracts.")))
    return contract
