"""Assessment forms of programmes, as XLSForms, and responses from pages, telephones and exports."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peoplesprocess.models.base import OfSettlement, Recorded


class AssessmentForm(Recorded):
    """A form of a programme; `code` is XLSForm's form_id. Its newest version is in use."""

    __tablename__ = "assessment_form"

    code: Mapped[str]

    __table_args__ = (UniqueConstraint("programme_id", "code"),)


class AssessmentFormVersion(Recorded):
    """A version of a form, never changed, because responses are read by it.

    `sheets` holds each sheet of the XLSForm by name, as a list of headings followed by the rows; `xform` is
    exactly what telephones load, and `digest` its MD5, which OpenRosa requires.
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
    """A form that was filled in about a settlement; its content is in its versions."""

    __tablename__ = "assessment_response"

    form_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_form.id"), index=True)
    number: Mapped[int]

    __table_args__ = (UniqueConstraint("settlement_id", "number"),)


class AssessmentResponseVersion(OfSettlement):
    """A version of what a response says; `reason` says why a later one was made.

    `answers` are strings by the names of questions; a group holds an object, a repeat a list of objects.
    `about` is the part of the place that it concerns, "" for all of it. `draft_id` is the draft from which it
    was sent, if any: each draft is sent once.
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
    """A form that is being filled in on pages; it has been sent once a version of a response names it.

    If it corrects a response, `response_id` is that response and `base` the number of the version it started
    from, else NULL and 0. `version` counts the changes of `about` and `answered_on`.
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
    """The answers saved on a page of a draft; the newest row of a page and a time counts.

    `time` is the number of the instance of a repeat, 0 on other pages. `answers` are strings by keys of
    questions. A row with `is_taken_away` removes the instance and has no answers.
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
    """The record that a need came from what a response ranked; `issue` is the key of its line of scoring."""

    __tablename__ = "need_origin"

    need_id: Mapped[UUID] = mapped_column(ForeignKey("need.id"), unique=True)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("assessment_response.id"), index=True)
    issue: Mapped[str]


class FieldSubmission(OfSettlement):
    """A filled-in form from a telephone or an export, stored once however often it arrives.

    `instance_id` is its id in OpenRosa and KoboToolbox, without "uuid:"; `root_id` that of the first in its
    chain of edits, `replaces_id` that of the one it edits. `source` is the gateway it came through, `digest`
    the SHA-256 of its content. `record` and `record_id` name the record that it made or changed.
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
