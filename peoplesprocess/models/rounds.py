"""Rounds, the groups' sheets, attestations, corrections and results."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import DoneOnPaper, Recorded, RecordedFromPaper


class Round(DoneOnPaper):
    """A round with its method, rule and ballot, all chosen before counting.

    For choices under an envelope, `costs` is the cost of each need's work by the need's number, and `lot` the
    order drawn before counting that breaks ties. `typed_twice` is double entry. `criteria` are names and
    weights for scoring. `mandatory` works are paid before the money is shared, of each group of `rivals` only
    one is built, `pledges` are what others pay for a work, and `weights` is the weight of a person's
    endowment by group, where it is not 100. `first_needs` are groups whose first need is built before all
    others, `earmarks` groups with the hundredths of the money that they decide on alone. `need_titles` are
    the titles of the needs when it was opened, `required_groups` the groups that had to be heard then, empty
    in rounds from before the column.
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
    """A group's tokens by need number, as typed in.

    If the group agreed on an order, answers or scores, these are `marks`, from which the tokens follow.
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
    """A data entry: what one person read from a group's paper; two that agree make the sheet."""

    __tablename__ = "data_entry"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"), index=True)
    group_code: Mapped[str]
    people: Mapped[int]
    tokens: Mapped[dict[str, int]]
    marks: Mapped[dict[str, int]] = mapped_column(default=dict)

    __table_args__ = (UniqueConstraint("round_id", "group_code", "made_by"),)


class BallotSheetPhoto(Recorded):
    """A photo of a group's paper, as evidence; its bytes are in the photo store, by digest."""

    __tablename__ = "paper_photo"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    group_code: Mapped[str]
    digest: Mapped[str]
    size: Mapped[int]

    __table_args__ = (UniqueConstraint("round_id", "group_code", "digest"),)


class Attestation(RecordedFromPaper):
    """The representative's statement that a version of the group's sheet is true."""

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
    """A correction to a sheet of a closed round, with the reason; valid once the representative agrees."""

    __tablename__ = "proposed_correction"

    sheet_id: Mapped[UUID] = mapped_column(ForeignKey("ballot_sheet.id"), index=True)
    sheet_version: Mapped[int]
    people: Mapped[int]
    tokens: Mapped[dict[str, int]]
    marks: Mapped[dict[str, int]] = mapped_column(default=dict)
    reason: Mapped[str]


class CorrectionAnswer(Recorded):
    """The representative's answer to a proposed correction, with a reason if it is refused."""

    __tablename__ = "correction_answer"

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposed_correction.id"), unique=True)
    agrees: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")


class CostChange(Recorded):
    """A new cost of a work after it was voted on; each makes a new result."""

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
    """A closed count: immutable and numbered, with all figures as they were read out.

    `reason` says why there is a result after the first; only the first may have been closed on paper.
    """

    __tablename__ = "result"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    figures: Mapped[dict[str, object]]
    reason: Mapped[str] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("round_id", "number"),)
