"""Rounds, the groups' sheets, who attested them, corrections and closed results."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import DoneOnPaper, Recorded, RecordedFromPaper


class Round(DoneOnPaper):
    """A round with the method and the rule that were chosen before counting, and its ballot.

    Where works are chosen under an envelope, `costs` holds what each need's work costs, by its number, and
    `lot` the order that was drawn before counting and ends ties. With `typed_twice` two people type it in.
    `criteria` holds names and weights where the method is to score by them. `mandatory` works are paid
    before the money is shared, of `rivals` one is built, `pledges` is what others pay for a work, and
    `weights` holds, by group, how heavy a person's purse is where it is another than 100. `first_needs`
    lists groups whose first need is built before all others, `earmarks` groups with the hundredths of the
    money over which they decide alone. `need_titles` holds what the needs were called when it was opened,
    `required_groups` which groups had to be heard then, none in rounds from before that was kept.
    """

    __tablename__ = "round"

    number: Mapped[int]
    method: Mapped[str]
    rule: Mapped[str]
    tokens: Mapped[int]
    read_out: Mapped[bool]
    ballot: Mapped[list[int]]
    costs: Mapped[dict[str, int]] = mapped_column(default=dict)
    envelope: Mapped[int] = mapped_column(default=0)
    lot: Mapped[list[int]] = mapped_column(default=list)
    typed_twice: Mapped[bool] = mapped_column(default=False)
    criteria: Mapped[list[tuple[str, int]]] = mapped_column(default=list)
    mandatory: Mapped[list[int]] = mapped_column(default=list)
    rivals: Mapped[list[list[int]]] = mapped_column(default=list)
    pledges: Mapped[dict[str, int]] = mapped_column(default=dict)
    weights: Mapped[dict[str, int]] = mapped_column(default=dict)
    first_needs: Mapped[list[str]] = mapped_column(default=list)
    earmarks: Mapped[list[tuple[str, int]]] = mapped_column(default=list)
    cycles_before: Mapped[int] = mapped_column(default=0)
    need_titles: Mapped[dict[str, str]] = mapped_column(default=dict)
    required_groups: Mapped[list[str]] = mapped_column(default=list)

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class BallotSheet(Recorded):
    """One group's tokens by need number, as typed in.

    Where the group agreed on an order, answers or scores, those are `marks`, and tokens what they give.
    """

    __tablename__ = "ballot_sheet"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), index=True)
    group_code: Mapped[str]
    people: Mapped[int]
    tokens: Mapped[dict[str, int]]
    marks: Mapped[dict[str, int]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("round_id", "group_code"),)


class BallotDataEntry(Recorded):
    """What one person read from a group's paper; two people who read the same make the sheet."""

    __tablename__ = "data_entry"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), index=True)
    group_code: Mapped[str]
    people: Mapped[int]
    tokens: Mapped[dict[str, int]]
    marks: Mapped[dict[str, int]] = mapped_column(default=dict)

    __table_args__ = (UniqueConstraint("round_id", "group_code", "made_by"),)


class BallotSheetPhoto(Recorded):
    """A photo of a group's paper, as evidence; its bytes lie in the store under their own digest."""

    __tablename__ = "paper_photo"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    group_code: Mapped[str]
    digest: Mapped[str]
    size: Mapped[int]

    __table_args__ = (UniqueConstraint("round_id", "group_code", "digest"),)


class Attestation(RecordedFromPaper):
    """The representative's word that the group's sheet, in this version, is true."""

    __tablename__ = "attestation"

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("ballot_sheet.id"), index=True)
    sheet_version: Mapped[int]
    dissent: Mapped[str]


class BallotSheetCorrection(Recorded):
    """A change to a sheet, before or after the close: what it was, what it became, and why."""

    __tablename__ = "correction"

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("ballot_sheet.id"), index=True)
    before: Mapped[dict[str, object]]
    after: Mapped[dict[str, object]]
    reason: Mapped[str]


class ProposedCorrection(Recorded):
    """What a sheet of a closed round should say, and why; it counts when its representative agrees."""

    __tablename__ = "proposed_correction"

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("ballot_sheet.id"), index=True)
    sheet_version: Mapped[int]
    people: Mapped[int]
    tokens: Mapped[dict[str, int]]
    marks: Mapped[dict[str, int]] = mapped_column(default=dict)
    reason: Mapped[str]


class CorrectionAnswer(Recorded):
    """The representative's word on a proposed correction; who objects says why."""

    __tablename__ = "correction_answer"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposed_correction.id"), unique=True)
    agrees: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")


class CostChange(Recorded):
    """What a work costs now, after it was voted on; each makes a new result."""

    __tablename__ = "cost_change"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), index=True)
    need: Mapped[int]
    before: Mapped[int]
    after: Mapped[int]
    reason: Mapped[str]


class RoundEndingWithoutResult(DoneOnPaper):
    """The end of a round in which nothing was chosen, with the reason; it has no result."""

    __tablename__ = "round_ending"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), unique=True)
    reason: Mapped[str]


class Result(DoneOnPaper):
    """A closed count: immutable, numbered, with all figures as they were read out.

    `reason` says why there is another one than the first, which alone may have been closed on paper before.
    """

    __tablename__ = "result"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    figures: Mapped[dict[str, object]]
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("round_id", "number"),)
