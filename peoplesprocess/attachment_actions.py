"""Acts on papers that prove a record: attaching, correcting or striking a photo, on behalf of its room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.core.choice_lists import PAPERS_OF
from peoplesprocess.core.messages import N_, Message, Refused
from peoplesprocess.facts.attachments import ATTACHED, AttachmentRow
from peoplesprocess.models import Attachment, Strike
from peoplesprocess.strike_writer import require_not_struck, strike_record

MOST_ATTACHED = 6
"""How many papers of a record may count at a time."""


@dataclass(frozen=True, slots=True)
class AttachmentInput:
    """A photo in the store: its kind of paper, its digest, and its size in bytes and pixels."""

    paper: str
    digest: str
    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class AttachmentCorrectionInput:
    """The right paper, what was wrong with the former one, and whether its picture has to be hidden."""

    anew: AttachmentInput
    reason: str
    hides_picture: bool


class AttachmentOwner(NamedTuple):
    """The record that a paper proves: its table, its key, and its name in the journal.

    An item of the plan is identified by its `line`, which later versions keep.
    """

    table: str
    id: UUID
    subject: str
    line: int | None = None

    @property
    def column(self) -> dict[str, object]:
        """The columns that refer to the record in a row of its paper."""
        return {f"{self.table}_id": self.id} if self.line is None else {"line": self.line}


def attach(act: Act, owner: AttachmentOwner, sent: AttachmentInput, *, is_struck: bool = False) -> Attachment:
    """Attach a photo of a paper. The room has checked permissions, and says whether `owner` was struck.

    Errors: Refused if the record was struck, has enough papers, or already has this picture.
    """
    if is_struck:
        raise Refused(Message(N_("This record was struck. Attach the paper to the record that replaced it.")))
    if sent.paper not in PAPERS_OF[owner.table]:
        raise Refused(Message(N_("Choose one from the list.")), "paper")
    counted = [row for row in _attached(act, owner) if not row.is_struck]
    if len(counted) >= MOST_ATTACHED:
        sentence = N_(
            "There are %(most)s papers here already. Strike one that is not needed, then attach this."
        )
        raise Refused(Message(sentence, {"most": MOST_ATTACHED}))
    if sent.digest in {row.digest for row in counted}:
        raise Refused(Message(N_("This same photo is already attached. Choose another one.")), "photo")
    number = act.next_number(Attachment.number, Attachment.settlement_id, act.settlement.id)
    row = Attachment(**act.columns, **asdict(sent), number=number, **owner.column)
    act.db.add(row)
    act.note("paper.attach", f"{owner.subject} paper {number}", paper=sent.paper, photo=sent.digest)
    return row


def strike(act: Act, owner: AttachmentOwner, number: int, reason: str) -> Strike:
    """Strike a paper of a record. The room has checked permissions.

    Errors: Refused if the record has no such paper, if it was struck before, if money was released on it, or
    without a reason.
    """
    row = _standing(act, owner, number)
    if row.is_relied_on:
        sentence = N_(
            "Money was released on the basis of this paper. Correct it instead: both papers stay readable."
        )
        raise Refused(Message(sentence))
    struck = strike_record(act, Attachment, row.id, reason)
    act.note("paper.strike", f"{owner.subject} paper {number}")
    return struck


def correct(
    act: Act,
    owner: AttachmentOwner,
    number: int,
    given: AttachmentCorrectionInput,
    *,
    is_struck: bool = False,
) -> Attachment:
    """Strike a paper of a record and attach a replacement. The room has checked permissions.

    Errors: Refused as for `attach`, if it was struck before, if nothing is new, or without a reason.
    """
    row, anew = _standing(act, owner, number), given.anew
    if (row.digest, row.paper) == (anew.digest, anew.paper):
        raise Refused(Message(N_("This same photo is already attached. Choose another one.")), "photo")
    struck = strike_record(act, Attachment, row.id, given.reason)
    placed = attach(act, owner, anew, is_struck=is_struck)
    act.db.flush()
    struck.replacement_id = placed.id
    struck.hides_picture = given.hides_picture or None
    act.note("paper.strike", f"{owner.subject} paper {number}", replacement=placed.number)
    return placed


def _standing(act: Act, owner: AttachmentOwner, number: int) -> AttachmentRow:
    row = next((row for row in _attached(act, owner) if row.number == number), None)
    if row is None:
        raise Refused(Message(N_("There is no such paper here. See the page of the record that it proves.")))
    require_not_struck(row.is_struck)
    return row


def _attached(act: Act, owner: AttachmentOwner) -> Sequence[AttachmentRow]:
    return ATTACHED[owner.table].all(act.db, record=owner.id)
