"""Forms that programmes ask with, as XLSForms, and what came from telephones and exports."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement, Recorded


class AssessmentForm(Recorded):
    """A form of a programme, by the `code` that XLSForm calls form_id; its newest version is in use."""

    __tablename__ = "assessment_form"

    code: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "code"),)


class AssessmentFormVersion(Recorded):
    """A version of a form: never changed once it is there, as answers are read by it.

    `sheets` holds each sheet of the XLSForm by its name: a list of headings, then the lists of its rows;
    `xform` is what telephones load, byte for byte, and `digest` the MD5 of it that OpenRosa asks for.
    """

    __tablename__ = "assessment_form_version"

    form_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_form.id"), index=True)
    number: Mapped[int]
    version: Mapped[str]
    title: Mapped[str]
    sheets: Mapped[dict[str, object]]
    xform: Mapped[str]
    digest: Mapped[str]

    __table_args__ = (UniqueConstraint("form_id", "number"), UniqueConstraint("form_id", "version"))


class AssessmentResponse(OfSettlement):
    """A form that was filled in about a settlement; what it says stands in its versions."""

    __tablename__ = "assessment_response"

    form_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_form.id"), index=True)
    number: Mapped[int]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class AssessmentResponseVersion(OfSettlement):
    """What a response says; `reason` tells why there is another version.

    `answers` are texts by the names of questions, below a group its answers, below a repeat a list of them.
    `about` says which part of the place it is about, "" for the whole. `draft_id` is the draft that it was
    written as, if it was: each draft is sent once.
    """

    __tablename__ = "assessment_response_version"

    response_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_response.id"))
    number: Mapped[int]
    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_form_version.id"))
    about: Mapped[str]
    answered_on: Mapped[date]
    answers: Mapped[dict[str, object]]
    reason: Mapped[str] = mapped_column(default="")
    draft_id: Mapped[UUID | None] = mapped_column(ForeignKey("response_draft.id"), unique=True)

    __table_args__ = (UniqueConstraint("response_id", "number"),)


class ResponseDraft(OfSettlement):
    """A form that is being filled in on pages, by whoever may; sent when a version of a response names it.

    `response_id` and `base` are the response that it corrects and the number of the version it began from,
    NULL and 0 for a new one. `version` counts how often it was changed what it is about, and its day.
    """

    __tablename__ = "response_draft"

    number: Mapped[int]
    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_form_version.id"))
    about: Mapped[str]
    answered_on: Mapped[date]
    response_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessment_response.id"))
    base: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class ResponseDraftPage(OfSettlement):
    """What was saved on a page of a draft; the newest of a page and a time counts.

    `time` is which instance of a repeat it is, 0 on other pages. `answers` are texts by keys of questions.
    The newest row of an instance that was taken away says so, and holds none.
    """

    __tablename__ = "response_draft_page"

    draft_id: Mapped[UUID] = mapped_column(ForeignKey("response_draft.id"))
    page: Mapped[int]
    time: Mapped[int]
    number: Mapped[int]
    answers: Mapped[dict[str, object]]
    is_taken_away: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("draft_id", "page", "time", "number"),)


class NeedOriginInResponse(OfSettlement):
    """That a need was recorded from what a response ranked: `issue` is the name of its line of scoring."""

    __tablename__ = "need_origin"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), unique=True)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_response.id"), index=True)
    issue: Mapped[str]


class FieldSubmission(OfSettlement):
    """A filled-in form that came from a telephone or an export, each once, however often it arrives.

    `instance_id` is what OpenRosa and KoboToolbox call it, without "uuid:"; `root_id` that of the first of
    its edits, `replaces_id` that of the one that it is an edit of. `source` is the door that it came by,
    `digest` the SHA-256 of what it says. `record` and `record_id` name the record that it made or changed.
    """

    __tablename__ = "field_submission"

    form_code: Mapped[str]
    instance_id: Mapped[str]
    root_id: Mapped[str]
    replaces_id: Mapped[str | None]
    source: Mapped[str]
    digest: Mapped[str]
    record: Mapped[str]
    record_id: Mapped[UUID] = mapped_column(index=True)

    __table_args__ = (
        UniqueConstraint("settlement_id", "instance_id"),
        Index(None, "settlement_id", "replaces_id"),
        Index(None, "settlement_id", "root_id"),
    )
