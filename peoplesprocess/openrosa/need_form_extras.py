"""Block, point and photo of a need; what cannot be saved is reported and does not prevent the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from peoplesprocess.act import Act
from peoplesprocess.attachment_actions import AttachmentInput
from peoplesprocess.core.actions import Action
from peoplesprocess.core.coordinates import read_point
from peoplesprocess.core.messages import N_, Message, Refused, Sentence
from peoplesprocess.facts.attachments import ATTACHED
from peoplesprocess.facts.blocks import BLOCKS
from peoplesprocess.facts.needs import LIVE_NEED_KEY
from peoplesprocess.maps.earth_point_actions import (
    EarthPointInput,
    former_point,
    point_decimals,
    record_point,
)
from peoplesprocess.needs.need_attachments import attach_to_need

SentPhoto = AttachmentInput | Sentence | None
"""A stored photo, the reason why it cannot be used, or None."""


@dataclass(frozen=True, slots=True)
class NeedFormExtras:
    """The number of a need's block, its point as written, its photo, and the id of the form that it edits."""

    block: str = ""
    point: str = ""
    photo: SentPhoto = None
    replaces_id: str = ""


@dataclass(slots=True)
class NeedFormExtrasWriter:
    """Saves the extras of needs, and collects the sentences about them."""

    told: list[Sentence] = field(default_factory=list)
    adds_photo: bool = False

    def block(self, act: Act, beside: NeedFormExtras) -> UUID | None:
        """Return the key of the chosen block, None if there is none or it cannot be used."""
        number = beside.block.strip()
        if not number:
            return None
        blocks = {str(each.number): each.id for each in BLOCKS.all(act.db, settlement=act.settlement.id)}
        if number not in blocks:
            self.told.append(
                Message(N_("Its block was left out: it was struck, or is not a block of this place."))
            )
        return blocks.get(number)

    def keep_point(self, act: Act, number: int, beside: NeedFormExtras) -> None:
        """Save where a need lies, by the need's number."""
        if not beside.point.strip():
            return
        if not act.may(Action.RECORD_MAP):
            self.told.append(
                Message(N_("Its point was left out: you are not allowed to write on the map here."))
            )
            return
        try:
            point = read_point(beside.point)
            decimals = point_decimals(act.db, act.settlement, number)
            if former_point(act.db, act.settlement, number, None) != point.rounded(decimals):
                record_point(act, EarthPointInput(point, number))
        except Refused as refusal:
            self.told.append(Message(N_("Its point was left out. %(fault)s"), {"fault": refusal.sentence}))

    def keep_photo(self, act: Act, number: int, beside: NeedFormExtras) -> None:
        """Attach a photo to a need, unless the need ever had it, even if it was struck since."""
        photo = beside.photo
        if photo is None:
            return
        try:
            if not isinstance(photo, AttachmentInput):
                raise Refused(photo)
            key = LIVE_NEED_KEY.get(act.db, settlement=act.settlement.id, number=number)
            known = [] if key is None else ATTACHED["need"].all(act.db, record=key)
            if photo.digest not in {row.digest for row in known}:
                attach_to_need(act, number, photo)
                self.adds_photo = True
                self.told.append(Message(N_("Its photo is kept.")))
        except Refused as refusal:
            self.told.append(Message(N_("Its photo was left out. %(fault)s"), {"fault": refusal.sentence}))
