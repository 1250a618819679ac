"""Photos of a defect: attached, corrected and struck like the papers of other records."""

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
from peoplesprocess.closure import queries
from peoplesprocess.closure.queries import DefectRow
from peoplesprocess.closure.signed_contract import require_repair_confirmer
from peoplesprocess.core.actions import Action
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.models import Attachment, Strike


def attach_to_defect(act: Act, number: int, defect: int, sent: AttachmentInput) -> Attachment:
    """Attach a photo to a defect. Errors: Forbidden; Refused as `attachment_actions.attach`."""
    act.require(Action.REPORT_DEFECT)
    return attach(act, _owner(act, number, defect), sent)


def strike_photo_of_defect(act: Act, number: int, defect: int, paper: int, reason: str) -> Strike:
    """Strike a photo of a defect, which may prove what a deduction pays. Errors: as `strike`."""
    require_repair_confirmer(act)
    return strike(act, _owner(act, number, defect), paper, reason)


def correct_photo_of_defect(
    act: Act, number: int, defect: int, paper: int, given: AttachmentCorrectionInput
) -> Attachment:
    """Put another photo in the place of one of a defect.

    Errors: Forbidden; Refused as `attachment_actions.correct`.
    """
    require_repair_confirmer(act)
    return correct(act, _owner(act, number, defect), paper, given)


def owner(number: int, defect: DefectRow) -> AttachmentOwner:
    """Return a defect of a contract as the owner of its photos."""
    return AttachmentOwner("defect", defect.id, f"contract {number} defect {defect.number}")


def _owner(act: Act, number: int, defect: int) -> AttachmentOwner:
    contract = queries.SIGNED_CONTRACT.first(act.db, settlement=act.settlement.id, number=number)
    found = (
        queries.DEFECT.first(act.db, contract=contract.id, number=defect) if contract is not None else None
    )
    if found is None:
        raise Refused(
            Message(N_("There is no such defect of this work. See the page of the work’s handover."))
        )
    return owner(number, found)
